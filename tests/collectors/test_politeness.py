from __future__ import annotations

import asyncio
import itertools
from datetime import timedelta

import pytest

from collectors.politeness import MANY_SITES, Turns


class Clock:
    """A clock that moves only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds
        await asyncio.sleep(0)


def turns(clock: Clock, *, connections: int = 32, per_site: int = 2, spacing: float = 1.0) -> Turns:
    return Turns(
        connections=connections,
        per_site=per_site,
        spacing=timedelta(seconds=spacing),
        clock=clock,
        sleep=clock.sleep,
    )


async def settle() -> None:
    for _ in range(50):
        await asyncio.sleep(0)


@pytest.mark.behaviour(15)
async def test_starts_at_one_site_are_spaced_whatever_the_answer_takes() -> None:
    clock = Clock()
    polite = turns(clock)
    starts: list[float] = []

    async def ask() -> None:
        async with polite.turn("kontan.co.id"):
            starts.append(clock.now)
            await asyncio.sleep(0)

    await asyncio.gather(*[ask() for _ in range(5)])
    assert [later - earlier for earlier, later in itertools.pairwise(starts)] == [1.0] * 4


@pytest.mark.behaviour(17)
async def test_a_site_that_wants_more_time_between_requests_is_given_it() -> None:
    clock = Clock()
    polite = turns(clock)
    starts: list[float] = []
    for wanted in (None, timedelta(seconds=10), timedelta(milliseconds=1), None):
        async with polite.turn("kontan.co.id", spacing=wanted):
            starts.append(clock.now)
    assert [later - earlier for earlier, later in itertools.pairwise(starts)] == [1.0, 10.0, 1.0]


@pytest.mark.behaviour(15)
async def test_two_at_once_and_no_more() -> None:
    clock = Clock()
    polite = turns(clock, spacing=0.0)
    inside, most = 0, 0
    go = asyncio.Event()

    async def ask() -> None:
        nonlocal inside, most
        async with polite.turn("kontan.co.id"):
            inside += 1
            most = max(most, inside)
            await go.wait()
            inside -= 1

    tasks = [asyncio.create_task(ask()) for _ in range(10)]
    await settle()
    assert most == 2
    go.set()
    await asyncio.gather(*tasks)
    assert most == 2


@pytest.mark.behaviour(15)
async def test_a_site_that_hangs_holds_no_connection_of_the_others() -> None:
    clock = Clock()
    polite = turns(clock, connections=3, spacing=0.0)
    hang = asyncio.Event()

    async def stuck() -> None:
        async with polite.turn("lambat.example"):
            await hang.wait()

    tasks = [asyncio.create_task(stuck()) for _ in range(100)]
    await settle()
    for number in range(50):
        async with polite.turn(f"cepat-{number}.example"):
            pass
    hang.set()
    await asyncio.gather(*tasks)


async def test_spacing_holds_when_the_pool_is_full() -> None:
    clock = Clock()
    polite = turns(clock, connections=1)
    starts: dict[str, list[float]] = {"a.example": [], "b.example": []}

    async def ask(site: str) -> None:
        async with polite.turn(site):
            starts[site].append(clock.now)
            await clock.sleep(0.7)

    await asyncio.gather(*[ask(site) for _ in range(4) for site in starts])
    for times in starts.values():
        assert all(later - earlier >= 1.0 for earlier, later in itertools.pairwise(times))


async def test_a_turn_is_given_back_when_asking_fails_or_is_cancelled() -> None:
    clock = Clock()
    polite = turns(clock, connections=1, per_site=1, spacing=0.0)
    with pytest.raises(ZeroDivisionError):
        async with polite.turn("a.example"):
            raise ZeroDivisionError
    entered = asyncio.Event()

    async def forever() -> None:
        async with polite.turn("a.example"):
            entered.set()
            await asyncio.Event().wait()

    running = asyncio.create_task(forever())
    await entered.wait()
    waiting = asyncio.create_task(forever())
    await settle()
    for task in (waiting, running):
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    async with asyncio.timeout(10), polite.turn("a.example"):
        pass


async def test_sites_not_asked_for_long_are_forgotten() -> None:
    clock = Clock()
    polite = turns(clock)
    for number in range(3 * MANY_SITES):
        async with polite.turn(f"{number}.example"):
            pass
        clock.now += 0.01
    assert len(polite._sites) <= MANY_SITES
