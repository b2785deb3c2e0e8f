import asyncio

import pytest

from dashboard.kept import Kept


class Maker:
    """Counts how often it was asked."""

    def __init__(self, *, fails: int = 0) -> None:
        self.asked = 0
        self.fails = fails
        self.go = asyncio.Event()

    async def __call__(self) -> int:
        self.asked += 1
        await self.go.wait()
        if self.asked <= self.fails:
            raise ValueError("not this time")
        return self.asked


async def test_those_who_ask_together_wait_for_one_answer() -> None:
    kept, make = Kept[int](), Maker()
    waiting = [asyncio.create_task(kept.get("a", make)) for _ in range(5)]
    await asyncio.sleep(0)
    make.go.set()
    assert await asyncio.gather(*waiting) == [1] * 5
    assert await kept.get("a", make) == 1
    assert await kept.get("b", make) == 2


async def test_one_who_goes_away_does_not_take_the_answer_along() -> None:
    kept, make = Kept[int](), Maker()
    impatient, patient = (asyncio.create_task(kept.get("a", make)) for _ in range(2))
    await asyncio.sleep(0)
    impatient.cancel()
    make.go.set()
    assert await patient == 1


async def test_a_failure_is_not_kept() -> None:
    kept, make = Kept[int](), Maker(fails=1)
    make.go.set()
    with pytest.raises(ValueError, match="not this time"):
        await kept.get("a", make)
    assert await kept.get("a", make) == 2


async def test_the_oldest_is_forgotten() -> None:
    kept, make = Kept[int](most=2), Maker()
    make.go.set()
    for key in ("a", "b", "c"):
        await kept.get(key, make)
    assert await kept.get("c", make) == 3
    assert await kept.get("a", make) == 4
