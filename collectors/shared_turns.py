"""Several processes at one site: a backfill and the collector together ask no more of it than one may.

While a backfill runs there is a folder of small files. One a site has the time of the last start; a process
that starts holds it for a moment. Beside it are as many as there may be requests at once; a process holds one
for as long as it asks. Files are let go when the process dies.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import shutil
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import xxhash

_BUSY = 0.01  # seconds until a file that another process holds for a moment is looked at again
_ASKING = 0.05  # and one that it holds for as long as it asks


class SharedTurns:
    """Waits for other processes, as long as there is the folder that they share."""

    def __init__(
        self,
        folder: Path,
        *,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._folder, self._clock, self._sleep = folder, clock, sleep

    @asynccontextmanager
    async def slot(self, site: str, slots: int) -> AsyncIterator[None]:
        """Be one of at most ``slots`` that ask ``site`` at once, over all processes, within the block."""
        name = _name(site)
        held = None
        while held is None and self._folder.is_dir():
            tried = (_held(self._folder / f"{name}.{number}") for number in range(slots))
            held = next((file for file in tried if file is not None), None)
            if held is None:
                await self._sleep(_ASKING)
        try:
            yield
        finally:
            if held is not None:
                os.close(held)

    async def start(self, site: str, pause: float) -> None:
        """Return when ``pause`` seconds have passed since the last start at ``site``, and note this one."""
        if pause <= 0 or not self._folder.is_dir():
            return
        path = self._folder / _name(site)
        while (wait := self._try(path, pause)) > 0:
            await self._sleep(wait)

    def _try(self, path: Path, pause: float) -> float:
        """Take the turn and return 0, or return how long to wait."""
        try:
            file = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError:  # the backfill ended just now
            return 0.0
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # A file that was just made has no start yet.
            now, last = self._clock(), os.fstat(file).st_mtime if os.fstat(file).st_size else 0.0
            wait = last + pause - now
            if 0 < wait <= pause:  # longer: the clock was set back
                return wait
            os.pwrite(file, b"1", 0)
            os.utime(file, (now, now))
        except BlockingIOError:
            return _BUSY
        finally:
            os.close(file)
        return 0.0


def _name(site: str) -> str:
    return xxhash.xxh3_64_hexdigest(site.encode())


def _held(path: Path) -> int | None:
    """The file at ``path``, open and locked; None when another has it, or the backfill ended just now."""
    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError:
        return None
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(file)
        return None
    return file


def turns_folder(data_dir: Path) -> Path:
    """Where processes with this data folder share their turns."""
    return data_dir / "turns"


@contextmanager
def sharing(data_dir: Path) -> Iterator[None]:
    """Share turns with whoever else has this data folder, as long as the block lasts."""
    folder = turns_folder(data_dir)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            shutil.rmtree(folder)
