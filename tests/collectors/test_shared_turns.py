"""Two processes at one site ask no more of it than one may."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest

from collectors.politeness import Turns
from collectors.shared_turns import SharedTurns, sharing, turns_folder

ROOT = Path(__file__).parents[2]
OTHER = """
import asyncio, sys, time
from pathlib import Path
from collectors.shared_turns import SharedTurns
async def main():
    turns = SharedTurns(Path(sys.argv[1]))
    for _ in range(4):
        await turns.start("a.example", 0.05)
        print(time.time(), flush=True)
asyncio.run(main())
"""

ASKING = """
import asyncio, sys, time
from datetime import timedelta
from pathlib import Path
from collectors.politeness import Turns
from collectors.shared_turns import SharedTurns
turns = Turns(connections=8, per_site=2, spacing=timedelta(), shared=SharedTurns(Path(sys.argv[1])))
async def ask():
    async with turns.turn("a.example"):
        begun = time.time()
        await asyncio.sleep(float(sys.argv[3]))
        print(begun, time.time(), flush=True)
async def main():
    await asyncio.gather(*[ask() for _ in range(int(sys.argv[2]))])
asyncio.run(main())
"""


@pytest.mark.behaviour(15)
async def test_starts_of_two_processes_are_spaced_as_those_of_one(tmp_path: Path) -> None:
    with sharing(tmp_path):
        folder = turns_folder(tmp_path)
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", OTHER, str(folder), cwd=ROOT, stdout=subprocess.PIPE
        )
        turns, starts = SharedTurns(folder), []
        while process.returncode is None:
            await turns.start("a.example", 0.05)
            starts.append(time.time())
            await asyncio.sleep(0)
        output, _ = await process.communicate()
        starts += [float(line) for line in output.splitlines()]
    ordered = sorted(starts)
    assert len(output.splitlines()) == 4
    # A start is noted before its process can print it: two may print closer than they began, the sum may not.
    assert ordered[-1] - ordered[0] >= 0.05 * (len(ordered) - 2)


async def test_other_sites_and_times_without_a_backfill_wait_for_nobody(tmp_path: Path) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    now = [1_000.0]
    turns = SharedTurns(turns_folder(tmp_path), clock=lambda: now[0], sleep=sleep)
    for _ in range(3):
        await turns.start("a.example", 5)
    assert not turns_folder(tmp_path).exists()
    with sharing(tmp_path):
        await turns.start("a.example", 5)
        await turns.start("b.example", 5)
        assert slept == []
        now[0] += 2
        await turns.start("a.example", 5)
        assert slept == [3.0]
        now[0] -= 1_000  # the clock is set back
        await turns.start("a.example", 5)
        assert slept == [3.0]
    assert not turns_folder(tmp_path).exists()


@pytest.mark.behaviour(15)
async def test_two_processes_have_no_more_requests_under_way_than_one_may(tmp_path: Path) -> None:
    asked: list[tuple[float, float]] = []
    with sharing(tmp_path):
        folder = turns_folder(tmp_path)
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", ASKING, str(folder), "6", "0.1", cwd=ROOT, stdout=subprocess.PIPE
        )
        turns = Turns(connections=8, per_site=2, spacing=timedelta(), shared=SharedTurns(folder))

        async def ask() -> None:
            async with turns.turn("a.example"):
                begun = time.time()
                await asyncio.sleep(0.1)
                asked.append((begun, time.time()))

        while process.returncode is None:
            await asyncio.gather(*[ask() for _ in range(3)])
        output, _ = await process.communicate()
    theirs = [(float(begun), float(ended)) for begun, ended in (line.split() for line in output.splitlines())]
    assert len(theirs) == 6
    both = asked + theirs
    under_way = [sum(begun <= moment < ended for begun, ended in both) for moment, _ in both]
    assert max(under_way) == 2


async def test_a_process_that_dies_leaves_its_turns_to_others(tmp_path: Path) -> None:
    with sharing(tmp_path):
        folder = turns_folder(tmp_path)
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", ASKING, str(folder), "2", "600", cwd=ROOT
        )
        shared, inside = SharedTurns(folder), asyncio.Event()

        async def wait() -> None:
            async with shared.slot("a.example", 2):
                inside.set()

        async with asyncio.timeout(60):
            while len(list(folder.glob("*.*"))) < 2:  # noqa: ASYNC110 - files wake nobody
                await asyncio.sleep(0.02)
            waiting = asyncio.create_task(wait())
            async with shared.slot("b.example", 2):
                pass
            await asyncio.sleep(0.2)
            assert not inside.is_set()
            process.kill()
            await waiting
            await process.wait()


async def test_whoever_waits_goes_on_when_the_backfill_ends(tmp_path: Path) -> None:
    shared = SharedTurns(turns_folder(tmp_path))
    with sharing(tmp_path):
        async with shared.slot("a.example", 1):
            waiting = asyncio.create_task(shared.slot("a.example", 1).__aenter__())
            await asyncio.sleep(0.1)
            assert not waiting.done()
            shutil.rmtree(turns_folder(tmp_path))
            async with asyncio.timeout(60):
                await waiting
