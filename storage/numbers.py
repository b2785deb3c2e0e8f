"""Names for arrays of numbers, and how days are numbered in them."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Counts = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

EPOCH = date(1970, 1, 1)
N = TypeVar("N", bound=np.generic)


class Span(NamedTuple):
    """Places on an axis; it may begin before the first and end after the last."""

    start: int
    stop: int


def in_span(values: npt.NDArray[N], span: Span, outside: float = 0) -> npt.NDArray[N]:
    """The places of a span, on the last axis of ``values``; ``outside`` where these have none."""
    found = np.full((*values.shape[:-1], max(0, span.stop - span.start)), outside, dtype=values.dtype)
    begin, end = max(0, span.start), min(values.shape[-1], span.stop)
    if begin < end:
        found[..., begin - span.start : end - span.start] = values[..., begin:end]
    return found
