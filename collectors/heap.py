"""How much memory the collector's own process keeps that it does not need."""

from __future__ import annotations

import contextlib
import ctypes
import os
from typing import Final

# Parameters of glibc's mallopt, and what they are set to.
_SPARING: Final = {
    -8: 2,  # M_ARENA_MAX: threads come and go, and each would keep a heap of its own
    -3: 128 * 1024,  # M_MMAP_THRESHOLD: what is larger is given back as soon as it is free
    -1: 1024 * 1024,  # M_TRIM_THRESHOLD
}


def keep_little() -> None:
    """Give back to the system what large documents and batches took. Call it before threads are started."""
    os.environ.setdefault("POLARS_MAX_THREADS", "1")  # batches are small, and each thread has its own heap
    with contextlib.suppress(OSError, AttributeError):  # not on every system
        mallopt = ctypes.CDLL(None).mallopt
        for parameter, value in _SPARING.items():
            mallopt(parameter, value)
