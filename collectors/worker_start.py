"""Where the processes come from that read documents: copies of one that is prepared, or each by itself."""

from __future__ import annotations

import asyncio
import contextlib
import os
import pickle
import socket
import struct
import sys
from asyncio.subprocess import Process
from collections.abc import Callable, Sequence
from typing import Any, Final, Protocol

from collectors.errors import WorkerError
from collectors.worker_process import CAN_BE_COPIED, FORK, REAP, REQUEST, SIZE

Setup = Callable[[], object]
Part = bytes | memoryview

_PIECE: Final = 256 * 1024  # bytes
_PATIENCE: Final = 10.0  # seconds for a process that has nothing to do but to fork, or to end
# What a large document took is given back to the system after it, instead of being kept for the next one.
_MALLOC: Final = {
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_MMAP_THRESHOLD_": "131072",
    "MALLOC_TRIM_THRESHOLD_": "1048576",
}


class Worker(Protocol):
    """One process that does jobs."""

    async def send(self, job: Sequence[Part]) -> None:
        """Give it a job: what :func:`packed` made."""

    async def answer(self) -> tuple[bool, Any]:
        """Whether the job was done, and what it returned or raised. Raises EOFError when it died."""

    async def kill(self) -> None:
        """End it, whatever it is at."""


class Source(Protocol):
    """Starts workers that are all prepared in the same way."""

    async def worker(self) -> Worker:
        """Another worker. Raises OSError or EOFError when there can be none."""

    async def close(self) -> None:
        """End what is left of it."""


async def prepare(setup: Setup | None, *, fork: bool = CAN_BE_COPIED) -> tuple[Source, Any]:
    """Where workers come from that ``setup`` has prepared, and what it returned; what it raised is raised."""
    process, ours, value = await _launched("be_copied" if fork else "work", setup)
    return _Copied(process, ours) if fork else _Spawned(setup, _SpawnedWorker(process, ours)), value


def packed(function: Callable[..., object], args: tuple[object, ...]) -> list[Part]:
    """A job on its way: a pickle, and beside it what is too large to be copied into one."""
    large: list[pickle.PickleBuffer] = []
    data = pickle.dumps((function, args), protocol=5, buffer_callback=large.append)
    return [data, *(buffer.raw() for buffer in large)]


async def _launched(start: str, setup: Setup | None) -> tuple[Process, socket.socket, Any]:
    """A process, prepared, the socket to it, and what ``setup`` returned there."""
    ours, theirs = socket.socketpair()
    with theirs:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            f"from collectors.worker_process import {start}; {start}()",
            stdin=theirs.fileno(),
            env={**os.environ, **_MALLOC, "PYTHONPATH": os.pathsep.join(path or "." for path in sys.path)},
        )
    loop = asyncio.get_running_loop()
    ours.setblocking(False)
    try:
        job = packed(setup, ()) if setup else packed(bool, ())
        await loop.sock_sendall(ours, _head(job))
        for part in job:
            await loop.sock_sendall(ours, part)
        (size,) = SIZE.unpack(await _received(ours, SIZE.size))
        done, value = pickle.loads(await _received(ours, size))  # noqa: S301 - our own process
    except (OSError, EOFError, pickle.UnpicklingError) as error:
        await _ended(process, ours)
        raise WorkerError("was not read: the process that reads did not start") from error
    except BaseException:
        await _ended(process, ours)
        raise
    if not done:
        await _ended(process, ours)
        raise value
    return process, ours, value


def _head(job: Sequence[Part]) -> bytes:
    return b"".join(map(SIZE.pack, (len(job), *map(len, job))))


async def _received(ours: socket.socket, size: int) -> bytes:
    found = b""
    while len(found) < size:
        more = await asyncio.get_running_loop().sock_recv(ours, size - len(found))
        if not more:
            raise EOFError
        found += more
    return found


async def _ended(process: Process, ours: socket.socket) -> None:
    ours.close()
    with contextlib.suppress(ProcessLookupError):
        process.kill()
    await asyncio.shield(process.wait())


class _Stream:
    """The way to a worker that is prepared. A job goes as :func:`packed`, an answer as size and pickle."""

    def __init__(self, ours: socket.socket) -> None:
        self._ours = ours
        self._opened: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def send(self, job: Sequence[Part]) -> None:
        if self._opened is None:
            self._opened = await asyncio.open_connection(sock=self._ours)
        writer = self._opened[1]
        writer.write(_head(job))
        for part in job:
            view = memoryview(part)  # of which a piece is no copy
            for start in range(0, len(view), _PIECE):  # in one piece, a copy of it would be kept
                writer.write(view[start : start + _PIECE])
                await writer.drain()

    async def answer(self) -> tuple[bool, Any]:
        assert self._opened is not None
        reader = self._opened[0]
        (size,) = SIZE.unpack(await reader.readexactly(SIZE.size))
        answer = pickle.loads(await reader.readexactly(size))  # noqa: S301 - our own process
        assert isinstance(answer, tuple)
        return answer

    def end(self) -> None:
        if self._opened is None:
            self._ours.close()
        else:
            self._opened[1].transport.abort()


class _SpawnedWorker(_Stream):
    """A process that was prepared by itself."""

    def __init__(self, process: Process, ours: socket.socket) -> None:
        super().__init__(ours)
        self._process = process

    async def kill(self) -> None:
        self.end()
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        await asyncio.shield(self._process.wait())


class _Spawned:
    """Workers that are started and prepared one by one, the first of them already."""

    def __init__(self, setup: Setup | None, first: _SpawnedWorker) -> None:
        self._setup = setup
        self._first: _SpawnedWorker | None = first

    async def worker(self) -> Worker:
        first, self._first = self._first, None
        if first is None:
            process, ours, _ = await _launched("work", self._setup)
            return _SpawnedWorker(process, ours)
        return first

    async def close(self) -> None:
        if self._first is not None:
            await self._first.kill()


class _CopiedWorker(_Stream):
    """A copy of a process. Only that one may wait for its end."""

    def __init__(self, pid: int, ours: socket.socket, control: socket.socket) -> None:
        super().__init__(ours)
        self._pid = pid
        self._control = control

    async def kill(self) -> None:
        self.end()
        with contextlib.suppress(OSError):  # the one it is a copy of is gone, and has ended it
            self._control.sendall(REQUEST.pack(REAP, self._pid))


class _Copied:
    """Workers that are copies of one process, which does nothing else than to make them."""

    def __init__(self, process: Process, control: socket.socket) -> None:
        self._process = process
        self._control = control
        control.settimeout(_PATIENCE)

    async def worker(self) -> Worker:
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                socket.send_fds(self._control, [REQUEST.pack(FORK, 0)], [theirs.fileno()])
            (pid,) = SIZE.unpack(self._control.recv(SIZE.size))
        except (OSError, struct.error) as error:
            ours.close()
            raise EOFError from error
        ours.setblocking(False)
        return _CopiedWorker(pid, ours, self._control)

    async def close(self) -> None:
        self._control.close()  # which it takes as the order to end all copies, and itself
        try:
            async with asyncio.timeout(_PATIENCE):
                await asyncio.shield(self._process.wait())
        except TimeoutError:
            await _ended(self._process, self._control)
