"""Processes that read documents, so that a bad one costs only itself.

Parsing is pure Python, holds the interpreter and now and then never ends. Here it happens elsewhere: with a
time and memory limit, on other cores, and a process that hangs or dies is replaced while its job fails.
"""

from __future__ import annotations

import asyncio
import contextlib
import pickle
from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

from collectors.errors import WorkerError
from collectors.worker_process import CAN_BE_COPIED
from collectors.worker_start import Setup, Source, Worker, packed, prepare

T = TypeVar("T")


class WorkerPool:
    """A few processes that run functions. They start with the first jobs; :meth:`close` ends them.

    ``setup`` prepares a process for its jobs, whose memory all others share where processes can be copied.
    Functions and arguments are pickled, so they are functions of modules.
    """

    def __init__(
        self, size: int, *, limit: timedelta, setup: Setup | None = None, fork: bool = CAN_BE_COPIED
    ) -> None:
        self._limit = limit
        self._setup = setup
        self._fork = fork
        self._idle: asyncio.LifoQueue[Worker | None] = asyncio.LifoQueue()  # None: may be started
        for _ in range(size):
            self._idle.put_nowait(None)
        self._preparing: asyncio.Task[tuple[Source, Any]] | None = None
        self._all: dict[Worker, Source] = {}
        self._old: set[Source] = set()  # of which workers are still at work
        self._closed = False

    async def ready(self) -> Any:
        """What the setup returned; what it raised is raised."""
        return (await self._prepared())[1]

    async def renew(self, setup: Setup) -> Any:
        """Prepare processes with ``setup`` from the next job on, and return what it returned.

        Those at work finish theirs as they are. What it raises is raised, and all stays as it was.
        """
        preparing = asyncio.ensure_future(prepare(setup, fork=self._fork))
        try:
            value = (await preparing)[1]
        except BaseException:
            preparing.cancel()
            raise
        before, self._preparing, self._setup = self._preparing, preparing, setup
        if before is not None:
            self._old.add((await before)[0])
        waiting = [self._idle.get_nowait() for _ in range(self._idle.qsize())]
        for worker in waiting:
            await self._discard(worker)
            self._idle.put_nowait(None)
        await self._close_old()
        return value

    async def run(self, function: Callable[..., T], *args: object) -> T:
        """Return ``function(*args)``, run in a process; what it raises is raised here, else WorkerError."""
        job = packed(function, args)
        worker = await self._idle.get()
        try:
            if worker is None:
                worker = await self._started()
            async with asyncio.timeout(self._limit.total_seconds()):
                await worker.send(job)
                del job, args  # what they are about may be large, and the process has it now
                done, value = await worker.answer()
            if self._all.get(worker) in self._old:
                await self._discard(worker)
                worker = None
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
        preparing, self._preparing = self._preparing, None
        if preparing is not None:
            preparing.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                self._old.add((await preparing)[0])
        await self._close_old()

    async def _prepared(self) -> tuple[Source, Any]:
        if self._preparing is None:
            if self._closed:
                raise WorkerError("was not read: the collector is stopping")
            self._preparing = asyncio.ensure_future(prepare(self._setup, fork=self._fork))
        preparing = self._preparing
        try:
            return await asyncio.shield(preparing)
        except asyncio.CancelledError:
            if preparing.cancelled():
                raise WorkerError("was not read: the collector is stopping") from None
            raise
        except Exception:
            if self._preparing is preparing:
                self._preparing = None  # the next job tries again
            raise

    async def _started(self) -> Worker:
        if self._closed:
            raise WorkerError("was not read: the collector is stopping")
        for _ in range(2):
            source, _ = await self._prepared()
            try:
                worker = await source.worker()
            except (OSError, EOFError):  # it was ended from outside, or by other names
                preparing = self._preparing
                if preparing is not None and preparing.done() and preparing.result()[0] is source:
                    self._preparing = None
                await source.close()
            else:
                self._all[worker] = source
                return worker
        raise WorkerError("was not read: the process that reads did not start")

    async def _discard(self, worker: Worker | None) -> None:
        if worker is not None and worker in self._all:
            del self._all[worker]
            await worker.kill()
            await self._close_old()

    async def _close_old(self) -> None:
        for source in self._old.difference(self._all.values()):
            self._old.discard(source)
            await source.close()
