"""How much memory a process and all of its children hold."""

from __future__ import annotations

from pathlib import Path
from threading import Event, Thread
from typing import Self


def held_by(pid: int) -> int:
    """Bytes in memory of ``pid`` and its descendants; what several share is counted once."""
    total = 0
    waiting = [pid]
    while waiting:
        process = waiting.pop()
        try:
            rollup = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii")
            total += (
                next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")) * 1024
            )
            for task in Path(f"/proc/{process}/task").iterdir():
                waiting += map(int, (task / "children").read_text(encoding="ascii").split())
        except (OSError, StopIteration):
            continue  # ended meanwhile
    return total


class Watch:
    """The most that a process tree ever held, as far as somebody sees who looks ten times a second."""

    def __init__(self, pid: int) -> None:
        self.peak = 0
        self._pid = pid
        self._ended = Event()
        self._thread = Thread(target=self._look, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._ended.wait(0.1):
            self.peak = max(self.peak, held_by(self._pid))
