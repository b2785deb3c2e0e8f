"""Processes that read documents, so that a bad one costs only itself.

Parsing is pure Python, holds the interpreter and now and then never ends. Here it happens elsewhere: with a
time and memory limit, on other cores, and a process that hangs or dies is replaced while its job fails.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import pickle
import signal
import struct
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from collectors.errors import CollectorError

T = TypeVar("T")

MEMORY_LIMIT = 160 * 1024**2  # bytes of address space for one job, beyond what a process has once it is ready
_FRAME = struct.Struct("<Q")
_PIECE = 256 * 1024  # bytes
_START = "from collectors.workers import work; work()"
# What a large document took is given back to the system after it, instead of being kept for the next one.
_MALLOC = {"MALLOC_ARENA_MAX": "1", "MALLOC_MMAP_THRESHOLD_": "131072", "MALLOC_TRIM_THRESHOLD_": "1048576"}


class WorkerError(CollectorError):
    """A job that could not be done: its process took too long, died or ran out of memory."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason  # "took longer than 30 s to read", "made the reader crash"


class WorkerPool:
    """A few processes that run functions. They start with the first jobs; :meth:`close` ends them.

    ``setup`` runs once in each process before its first job. Functions and arguments are pickled, so they
    are functions of modules.
    """

    def __init__(self, size: int, *, limit: timedelta, setup: Callable[[], object] | None = None) -> None:
        self._limit = limit
        self._setup = setup
        self._idle: asyncio.LifoQueue[_Worker | None] = asyncio.LifoQueue()  # None: may be started
        for _ in range(size):
            self._idle.put_nowait(None)
        self._all: set[_Worker] = set()
        self._closed = False

    def renew(self, setup: Callable[[], object]) -> None:
        """Prepare processes with ``setup`` from the next job on; those at work finish theirs as they are."""
        self._setup = setup

    async def run(self, function: Callable[..., T], *args: object) -> T:
        """Return ``function(*args)``, run in a process; what it raises is raised here, else WorkerError."""
        job = pickle.dumps((function, args), protocol=pickle.HIGHEST_PROTOCOL)
        worker = await self._idle.get()
        if self._closed:
            self._idle.put_nowait(worker)
            raise WorkerError("was not read: the collector is stopping")
        try:
            if worker is not None and worker.setup is not self._setup:
                await self._discard(worker)
                worker = None
            if worker is None:
                worker = await _Worker.start(self._setup)
                self._all.add(worker)
            async with asyncio.timeout(self._limit.total_seconds()):
                done, value = await worker.do(job)
            del job, args  # what is raised below keeps this frame, and would keep the document in it
        except TimeoutError:
            await self._discard(worker)
            worker = None
            seconds = self._limit.total_seconds()
            raise WorkerError(f"took longer than {seconds:g} s to read") from None
        except (OSError, EOFError, pickle.UnpicklingError):
            await self._discard(worker)
            worker = None
            raise WorkerError("made the reader crash") from None
        except BaseException:
            # Cancelled in the middle: what the process answers next would be the answer to this job.
            await self._discard(worker)
            worker = None
            raise
        finally:
            self._idle.put_nowait(worker)
        if done:
            return value  # type: ignore[no-any-return]
        if isinstance(value, MemoryError):
            raise WorkerError("needed too much memory to read") from None
        try:
            raise value
        finally:
            del value

    async def close(self) -> None:
        """End all processes now; jobs that still wait or run fail."""
        self._closed = True
        for worker in tuple(self._all):
            await self._discard(worker)

    async def _discard(self, worker: _Worker | None) -> None:
        if worker is not None:
            self._all.discard(worker)
            await worker.kill()


class _Worker:
    """The parent's end of one process. Frames are a length and a pickle, both ways."""

    def __init__(self, process: Process, setup: Callable[[], object] | None) -> None:
        self.process = process
        self.setup = setup  # what it was prepared with

    @classmethod
    async def start(cls, setup: Callable[[], object] | None) -> _Worker:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            _START,
            stdin=PIPE,
            stdout=PIPE,
            env={**os.environ, **_MALLOC, "PYTHONPATH": os.pathsep.join(path or "." for path in sys.path)},
        )
        worker = cls(process, setup)
        await worker.send(pickle.dumps(setup))
        return worker

    async def send(self, frame: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(_FRAME.pack(len(frame)))
        for start in range(0, len(frame), _PIECE):  # in one piece, the pipe would keep a copy of it
            self.process.stdin.write(frame[start : start + _PIECE])
            await self.process.stdin.drain()

    async def do(self, job: bytes) -> tuple[bool, Any]:
        assert self.process.stdout is not None
        await self.send(job)
        (size,) = _FRAME.unpack(await self.process.stdout.readexactly(_FRAME.size))
        answer = pickle.loads(await self.process.stdout.readexactly(size))  # noqa: S301 - our own process
        assert isinstance(answer, tuple)
        return answer

    async def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()
        await asyncio.shield(self.process.wait())


def work() -> None:
    """Serve jobs from standard input until it ends. This is what a worker process runs."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides
    jobs, answers = sys.stdin.buffer, _claim_stdout()
    setup = pickle.loads(_read_frame(jobs) or pickle.dumps(None))  # noqa: S301 - from our parent
    if setup is not None:
        setup()
    _limit_memory()
    while (job := _read_frame(jobs)) is not None:
        try:
            function, args = pickle.loads(job)  # noqa: S301 - from our parent
            answer = _pickled((True, function(*args)))
        except Exception as error:  # noqa: BLE001 - whatever it is, the parent shall know
            answer = _pickled((False, error))
        answers.write(_FRAME.pack(len(answer)) + answer)
        answers.flush()


def _pickled(answer: tuple[bool, object]) -> bytes:
    try:
        data = pickle.dumps(answer, protocol=pickle.HIGHEST_PROTOCOL)
        if not answer[0]:
            pickle.loads(data)  # noqa: S301 - an exception may be pickled and yet not come back
    except Exception:  # noqa: BLE001
        data = pickle.dumps((False, WorkerError(f"could not be read: {answer[1]!r:.200}")))
    return data


def _claim_stdout() -> BinaryIO:
    """Keep the pipe to the parent to ourselves: what anything prints goes to standard error."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return answers


def _limit_memory() -> None:
    with contextlib.suppress(ImportError, OSError, ValueError):  # not on every system
        import resource  # noqa: PLC0415

        ready = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (ready + MEMORY_LIMIT, ready + MEMORY_LIMIT))


def _read_frame(stream: BinaryIO) -> bytes | None:
    head = stream.read(_FRAME.size)
    if len(head) < _FRAME.size:
        return None  # the parent has ended
    (size,) = _FRAME.unpack(head)
    return stream.read(size)
