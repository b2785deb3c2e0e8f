from __future__ import annotations

import asyncio

import pytest

from collectors.room import SMALL, Rooms

LARGE = SMALL + 1


async def test_small_documents_wait_for_nobody() -> None:
    rooms = Rooms(places=1)
    async with rooms.room() as large, rooms.room() as small:
        await large.holds(LARGE)
        await small.holds(SMALL)


@pytest.mark.behaviour(34)
async def test_large_documents_are_there_one_after_the_other() -> None:
    rooms = Rooms(places=1)
    there: list[int] = []
    most = 0

    async def read(number: int) -> None:
        nonlocal most
        async with rooms.room() as room:
            for size in (1, SMALL, LARGE, 3 * LARGE):
                await room.holds(size)
                await asyncio.sleep(0)
            there.append(number)
            most = max(most, len(there))
            await asyncio.sleep(0)
            there.remove(number)

    await asyncio.gather(*(read(n) for n in range(10)))
    assert most == 1


async def test_a_place_is_given_back_whatever_happens() -> None:
    rooms = Rooms(places=1)

    async def fail() -> None:
        async with rooms.room() as room:
            await room.holds(LARGE)
            raise ValueError("kaput")

    for _ in range(2):
        with pytest.raises(ValueError, match="kaput"):
            await fail()
    async with rooms.room() as first:
        await first.holds(LARGE)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01), rooms.room() as second:
                await second.holds(LARGE)
    async with rooms.room() as third:
        await third.holds(LARGE)
