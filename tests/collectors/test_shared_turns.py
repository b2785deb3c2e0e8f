"""Two processes at one site start no more often than one may."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from pathlib import Path

import pytest

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
