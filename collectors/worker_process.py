"""What a process that reads documents does. It imports little: the rest comes with its setup and its jobs.

A process is prepared once and then serves jobs from a socket. Where it may be forked, one process is prepared
and only makes copies of itself, which serve: they hold the same memory and begin at once.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import pickle
import signal
import socket
import struct
import sys
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Final, NoReturn, TypeVar, cast

from collectors.errors import WorkerError

# Bytes of address space for one job, beyond what a process has once it is ready. A feed of 12 MB takes 57 MB.
MEMORY_LIMIT = 96 * 1024**2
SIZE = struct.Struct("<Q")
REQUEST = struct.Struct("<cQ")  # to the process that is copied: what to do, and about which copy
FORK, REAP = b"f", b"r"
# Elsewhere libraries of the system may have started threads, of which a copy of the process knows nothing.
CAN_BE_COPIED: Final = sys.platform == "linux"
_PR_SET_PDEATHSIG = 1
T = TypeVar("T")


def work() -> None:
    """Be prepared by the first frame on standard input, a socket, and serve jobs from it until it ends."""
    parent = _socket_to_parent()
    if _prepared(parent):
        _serve(parent)


def be_copied() -> None:
    """Be prepared in the same way, and then start a copy that serves whenever the parent asks for one."""
    parent = _socket_to_parent()
    if not _prepared(parent):
        return
    gc.collect()
    gc.freeze()  # a collection writes into every object it looks at, and what is written to is not shared
    end_with_us = _ending_with(os.getpid())
    copies: set[int] = set()
    try:
        while True:
            request, handed, _, _ = socket.recv_fds(parent, REQUEST.size, 1)
            if len(request) < REQUEST.size:
                return  # the parent has ended
            what, pid = REQUEST.unpack(request)
            if what == FORK:
                pid = os.fork()
                if not pid:
                    parent.close()
                    end_with_us()
                    _serve_and_exit(socket.socket(fileno=handed[0]))
                os.close(handed[0])
                copies.add(pid)
                parent.sendall(SIZE.pack(pid))
            elif pid in copies:
                copies.discard(pid)
                _end(pid)
    finally:
        for pid in copies:
            _end(pid)


def _serve_and_exit(parent: socket.socket) -> NoReturn:
    try:
        _serve(parent)
    finally:
        os._exit(0)


def in_a_copy(function: Callable[[], T]) -> T:
    """Return what ``function`` does in a copy of this process, which takes all else that it made to its end.

    For a process without threads that does little yet. It is called here where processes are not copied.
    """
    if not CAN_BE_COPIED:
        return function()
    reading, writing = os.pipe()
    pid = os.fork()
    if not pid:
        try:
            os.close(reading)
            with os.fdopen(writing, "wb") as answers:
                answers.write(_answer([pickle.dumps((function, ()))])[1])
        finally:
            os._exit(0)
    os.close(writing)
    try:
        with os.fdopen(reading, "rb") as answers:
            answer = answers.read()
    finally:
        os.waitpid(pid, 0)
    if not answer:
        raise WorkerError("died while it was made ready")
    done, value = pickle.loads(answer)  # noqa: S301 - our own copy
    if not done:
        raise value
    return cast("T", value)


def _ending_with(parent: int) -> Callable[[], None]:
    """What a copy does so that it ends when the process it is a copy of does, however that ends."""
    prctl = getattr(ctypes.CDLL(None), "prctl", None)  # Linux has it

    def end_with_parent() -> None:
        if prctl is not None:
            prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(0)

    return end_with_parent


def _end(pid: int) -> None:
    """End a copy. Nobody else can have its number: it was not waited for until now, however it ended."""
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


def _socket_to_parent() -> socket.socket:
    """Keep the way to the parent to ourselves: what anything prints goes to standard error."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides
    parent = socket.socket(fileno=os.dup(0))
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return parent


def _prepared(parent: socket.socket) -> bool:
    """Run the setup and tell the parent what it returned or raised."""
    with parent.makefile("rb") as frames:
        job = _read_job(frames)
    if job is None:
        return False
    done, answer = _answer(job)
    _send(parent, answer)
    return done


def _serve(parent: socket.socket) -> None:
    _limit_memory()
    with contextlib.suppress(OSError), parent, parent.makefile("rb") as frames:  # the parent may end any time
        while (job := _read_job(frames)) is not None:
            _, answer = _answer(job)
            _send(parent, answer)


def _answer(job: list[bytes]) -> tuple[bool, bytes]:
    """Do a job, which is not held any longer: what it was about may be large."""
    try:
        function, args = pickle.loads(job[0], buffers=job[1:])  # noqa: S301 - from our parent
        job.clear()
        return True, _pickled((True, function(*args)))
    except Exception as error:  # noqa: BLE001 - whatever it is, the parent shall know
        return False, _pickled((False, error))


def _pickled(answer: tuple[bool, object]) -> bytes:
    try:
        data = pickle.dumps(answer, protocol=pickle.HIGHEST_PROTOCOL)
        if not answer[0]:
            pickle.loads(data)  # noqa: S301 - an exception may be pickled and yet not come back
    except Exception:  # noqa: BLE001
        data = pickle.dumps((False, WorkerError(f"could not be read: {answer[1]!r:.200}")))
    return data


def _send(parent: socket.socket, answer: bytes) -> None:
    parent.sendall(SIZE.pack(len(answer)))
    parent.sendall(answer)


def _read_job(frames: BinaryIO) -> list[bytes] | None:
    """The parts of a job: how many there are, how large each is, and each; None when the parent has ended."""
    count = _read_sizes(frames, 1)
    sizes = _read_sizes(frames, count[0]) if count else []
    return [frames.read(size) for size in sizes] or None


def _read_sizes(frames: BinaryIO, count: int) -> list[int]:
    head = frames.read(SIZE.size * count)
    return [size for (size,) in SIZE.iter_unpack(head)] if len(head) == SIZE.size * count else []


def _limit_memory() -> None:
    with contextlib.suppress(ImportError, OSError, ValueError):  # not on every system
        import resource  # noqa: PLC0415

        ready = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (ready + MEMORY_LIMIT, ready + MEMORY_LIMIT))
