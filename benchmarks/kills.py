"""Three hundred times ``kill -9`` in the middle of everything that writes, and whether anything was lost.

No speed is measured: this is the long version of tests/storage/test_kills.py.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import structlog

from benchmarks.figures import Figure, tell
from tests.storage.kills import kill

KILLS = 300


def main(kills: int = KILLS, seed: int | None = None, only: int | None = None) -> None:
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    seed = int(time.time()) if seed is None else seed
    print(
        f"\nProcesses killed at random moments (seed {seed}); in brackets by quarter of their work",
        flush=True,
    )
    begin, wrong, done = time.perf_counter(), list[str](), 0
    with tempfile.TemporaryDirectory() as folder:
        for killed in kill(kills, Path(folder), seed=seed, only=only):
            quarters = "/".join(str(killed.spread[quarter]) for quarter in range(4))
            print(Figure(name=f"{killed.name} ({quarters})", value=killed.kills, unit="times"), flush=True)
            wrong += [f"{killed.name}: {table}" for table in killed.wrong]
            if killed.wrong:
                print(f"    not as in an undisturbed run: {', '.join(killed.wrong)}", flush=True)
            done += killed.kills
    took = time.perf_counter() - begin
    tell(
        "All of them",
        [
            Figure(name="kills", value=done, unit="times", at_least=kills),
            Figure(
                name="tables that were not as in an undisturbed run",
                value=len(wrong),
                unit="tables",
                at_most=0,
            ),
            Figure(name="took", value=took, unit="s", at_most=600 * kills / KILLS),
        ],
    )
