"""One collector per data folder: two would poll every feed twice."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.errors import CollectorRunningError


@contextmanager
def collector_lock(data_dir: Path) -> Iterator[None]:
    """Hold ``data_dir/collector.lock``; the system lets go of it however the process ends.

    :raises CollectorRunningError: another process holds it.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    path = data_dir / "collector.lock"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            pid = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip()
            raise CollectorRunningError(path, f"process {pid}" if pid else "another process") from error
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)
