"""What one process at a time may do in a data folder. The system lets go of a lock however its process ends.

One collector, or one for each shard: two would poll every feed twice. And one that puts the record together
in another way, or reads all of it.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from storage.errors import CollectorRunningError, RecordInUseError

if TYPE_CHECKING:
    from storage.ledger.shards import Shard


class _HeldError(Exception):
    """Another process has the lock."""

    def __init__(self, path: Path, owner: str) -> None:
        super().__init__(path, owner)
        self.path, self.owner = path, owner


@contextmanager
def collector_lock(data_dir: Path, shard: Shard | None = None) -> Iterator[None]:
    """Hold ``data_dir/collector.lock``.

    Collectors of different shards hold it together, and each a lock of its shard alone.

    :raises CollectorRunningError: another process holds it, or works on the same sites.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    path = data_dir / "collector.lock"
    with ExitStack() as stack:
        try:
            if shard is None:
                stack.enter_context(_held(path))
            else:
                stack.enter_context(_held(path, shared=True))
                own = data_dir / f"collector-{shard.number}-of-{shard.of}.lock"
                stack.enter_context(_held(own))
                # Whoever comes second sees the first: each looks after taking its own.
                for other in data_dir.glob("collector-*-of-*.lock"):
                    if not other.name.endswith(f"-of-{shard.of}.lock"):
                        with _held(other, shared=True):
                            pass
        except _HeldError as held:
            raise CollectorRunningError(held.path, held.owner) from None
        yield


@contextmanager
def record_lock(data_dir: Path, *, patience: float = 30.0) -> Iterator[None]:
    """Hold ``data_dir/record.lock``: meanwhile the files of ingested batches stay as they are.

    Batches are taken in all the same. ``patience`` is how many seconds to wait: bundling a day takes some.

    :raises RecordInUseError: another process holds it.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    path, until = data_dir / "record.lock", time.monotonic() + patience
    with ExitStack() as stack:
        while True:
            try:
                stack.enter_context(_held(path))
                break
            except _HeldError as busy:
                if time.monotonic() >= until:
                    raise RecordInUseError(path, busy.owner) from None
            time.sleep(0.1)
        yield


def is_collected(data_dir: Path) -> bool:
    """Whether a collector works on this folder, or on a shard of it."""
    path = data_dir / "collector.lock"
    if not path.exists():
        return False
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    return False


@contextmanager
def _held(path: Path, *, shared: bool = False) -> Iterator[None]:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError as error:
            pid = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip()
            raise _HeldError(path, f"process {pid}" if pid else "another process") from error
        os.ftruncate(descriptor, 0)
        if not shared:
            os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)
