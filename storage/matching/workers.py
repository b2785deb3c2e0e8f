"""Processes that compute for this one: work that holds the interpreter must not make pages wait.

They are plain children with a pipe each way. When this process ends, however it does, their pipe ends and so
do they; a child that dies is replaced and its job done again.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import struct
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, BinaryIO, Self, TypeVar, cast

from storage.errors import WorkerDiedError

T = TypeVar("T")

NICE = 5  # pages, collector and archive go first
_FRAME = struct.Struct("<Q")
_START = "from storage.matching.workers import work; work()"


class Workers:
    """``size`` processes. Each calls ``setup`` once; jobs get what it returned as their first argument.

    Functions and arguments are pickled, so they are functions of modules. The first jobs start the processes.
    """

    def __init__(self, size: int, setup: Callable[[], object]) -> None:
        self._setup = pickle.dumps(setup, protocol=pickle.HIGHEST_PROTOCOL)
        self._threads = ThreadPoolExecutor(size, thread_name_prefix="worker")  # one holds one process
        self._own = threading.local()
        self._all: set[_Worker] = set()
        self._closed = False

    def submit(self, function: Callable[..., T], *args: object) -> Future[T]:
        """``function(what setup returned, *args)`` in one of the processes.

        The result raises what the function raised, or WorkerDiedError.
        """
        return self._threads.submit(self._do, function, args)

    def pids(self) -> list[int]:
        """The processes that run now."""
        return [worker.process.pid for worker in tuple(self._all)]

    def close(self) -> None:
        """End all processes now; what they were at is lost."""
        self._closed = True
        for worker in tuple(self._all):
            worker.end()
        self._threads.shutdown(cancel_futures=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _do(self, function: Callable[..., T], args: tuple[object, ...]) -> T:
        job = pickle.dumps((function, args), protocol=pickle.HIGHEST_PROTOCOL)
        for _ in range(2):
            worker = getattr(self._own, "worker", None) or self._start()
            try:
                done, value = worker.do(job)
            except (OSError, EOFError, pickle.UnpicklingError):
                worker.end()
                self._all.discard(worker)
                self._own.worker = None
                continue
            if done:
                return cast("T", value)
            raise value
        raise WorkerDiedError("the process that matches names died twice at the same texts")

    def _start(self) -> _Worker:
        if self._closed:
            raise WorkerDiedError("stopped")
        worker = self._own.worker = _Worker(self._setup)
        self._all.add(worker)
        if self._closed:  # meanwhile
            worker.end()
        return worker


class _Worker:
    """The parent's end of one process. Frames are a length and a pickle, both ways."""

    def __init__(self, setup: bytes) -> None:
        self.process = subprocess.Popen(  # noqa: S603 - our own interpreter
            [sys.executable, "-c", _START],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join(path or "." for path in sys.path),
                "POLARS_MAX_THREADS": "1",  # there is one process a core
            },
        )
        self._setup: bytes | None = setup

    def do(self, job: bytes) -> tuple[bool, Any]:
        jobs, answers = self.process.stdin, self.process.stdout
        assert jobs is not None
        assert answers is not None
        if self._setup is not None:
            _write_frame(cast("BinaryIO", jobs), self._setup)
            self._setup = None
        _write_frame(cast("BinaryIO", jobs), job)
        frame = _read_frame(cast("BinaryIO", answers))
        if frame is None:
            raise EOFError
        answer: tuple[bool, Any] = pickle.loads(frame)  # noqa: S301 - our own process
        return answer

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):  # what was not sent yet
                    pipe.close()


def work() -> None:
    """Serve jobs from standard input until it ends. This is what a worker process runs."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides
    os.nice(NICE)
    jobs, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what anything prints goes to standard error
    state: object = None
    setup = _read_frame(jobs)
    while setup is not None and (job := _read_frame(jobs)) is not None:
        try:
            if state is None:
                state = pickle.loads(setup)()  # noqa: S301 - from our parent
            function, args = pickle.loads(job)  # noqa: S301 - from our parent
            answer = (True, function(state, *args))
        except Exception as error:  # noqa: BLE001 - whatever it is, the parent shall know
            answer = (False, error)
        try:
            _write_frame(answers, pickle.dumps(answer, protocol=pickle.HIGHEST_PROTOCOL))
        except BrokenPipeError:  # the parent is gone
            return


def _write_frame(stream: BinaryIO, frame: bytes) -> None:
    stream.write(_FRAME.pack(len(frame)))
    stream.write(frame)
    stream.flush()


def _read_frame(stream: BinaryIO) -> bytes | None:
    head = stream.read(_FRAME.size)
    if len(head) < _FRAME.size:
        return None
    (size,) = _FRAME.unpack(head)
    frame = stream.read(size)
    return frame if len(frame) == size else None
