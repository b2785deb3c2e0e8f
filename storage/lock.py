"""One collector per data folder, or one per shard of it: two would poll every feed twice."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from storage.errors import CollectorRunningError

if TYPE_CHECKING:
    from storage.shards import Shard


@contextmanager
def collector_lock(data_dir: Path, shard: Shard | None = None) -> Iterator[None]:
    """Hold ``data_dir/collector.lock``; the system lets go of it however the process ends.

    Collectors of different shards hold it together, and each a lock of its shard alone.

    :raises CollectorRunningError: another process holds it, or works on the same sites.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    path = data_dir / "collector.lock"
    with ExitStack() as stack:
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
        yield


@contextmanager
def _held(path: Path, *, shared: bool = False) -> Iterator[None]:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError as error:
            pid = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip()
            raise CollectorRunningError(path, f"process {pid}" if pid else "another process") from error
        os.ftruncate(descriptor, 0)
        if not shared:
            os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)
