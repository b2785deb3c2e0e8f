"""Run the collector and the dashboard side by side, and start one again when it dies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType

import structlog

log = structlog.get_logger()

PARENT = "SOROT_SUPERVISOR"  # environment variable: process id of the supervisor
WRONG_USAGE = 2  # exit status that a restart cannot mend
LONGEST_WAIT = 5.0  # seconds before a part that keeps dying is started again
STEADY = 60.0  # seconds of life after which a part counts as healthy
PATIENCE = 10.0  # seconds that a part has to stop by itself


@dataclass(slots=True, kw_only=True)
class _Part:
    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    deaths: int = 0
    start_at: float = field(default=0.0)


class Supervisor:
    """Keeps parts running until it is told to stop."""

    def __init__(
        self, parts: Mapping[str, Sequence[str]], *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._parts = [_Part(name=name, command=command) for name, command in parts.items()]
        self._clock = clock
        self._stop = threading.Event()

    def stop(self) -> None:
        """Ask ``run`` to end; may be called from a signal handler or another thread."""
        self._stop.set()

    def run(self) -> int:
        """Run until ``stop``; returns the exit status: that of a part that cannot run at all, else 0."""
        try:
            while not self._stop.is_set():
                for part in self._parts:
                    status = self._look_after(part)
                    if status is not None:
                        return status
                self._stop.wait(0.2)
        finally:
            self._end_all()
        return 0

    def _look_after(self, part: _Part) -> int | None:
        now = self._clock()
        if part.process is None:
            if now >= part.start_at:
                environment = {**os.environ, PARENT: str(os.getpid())}
                part.process = subprocess.Popen(part.command, env=environment)  # noqa: S603 - our own commands
                part.started = now
            return None
        status = part.process.poll()
        if status is None:
            return None
        if status == WRONG_USAGE:
            return status
        part.deaths = 1 if now - part.started > STEADY else part.deaths + 1
        wait = min(2.0 ** (part.deaths - 1), LONGEST_WAIT)
        log.warning("part ended", part=part.name, exit_status=status, starts_again_in_s=wait)
        part.process, part.start_at = None, now + wait
        return None

    def _end_all(self) -> None:
        running = [part.process for part in self._parts if part.process is not None]
        for process in running:
            process.terminate()
        until = time.monotonic() + PATIENCE
        for process in running:
            try:
                process.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def stop_on_signals(stop: Callable[[], None]) -> None:
    """Call ``stop`` at SIGINT and SIGTERM."""

    def handle(_signal: int, _frame: FrameType | None) -> None:
        stop()

    signal.signal(signal.SIGINT, handle)
    signal.signal(signal.SIGTERM, handle)


def end_with_supervisor() -> None:
    """End this process (as if by SIGTERM) when the supervisor that started it is gone, however it died."""
    parent = os.environ.get(PARENT)
    if parent is None:
        return

    def watch() -> None:
        while os.getppid() == int(parent):
            time.sleep(1.0)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="watch-supervisor", daemon=True).start()


def sorot_command(*arguments: str) -> list[str]:
    """How to start another sorot command in a process of its own."""
    return [sys.executable, "-m", "sorot", *arguments]
