"""How often something may be tried."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from math import ceil
from typing import Final

MOST_KEYS: Final = 10_000  # who tries from more addresses than this pushes out those that tried longest ago


class Limit:
    """At most so many in any stretch of so many seconds, for each key. Safe to use from any thread."""

    def __init__(self, times: int, seconds: float, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._times, self._seconds, self._clock = times, seconds, clock
        self._tried: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, key: str) -> int:
        """Count a try; 0 if it may be made, else in how many seconds the next one may."""
        now = self._clock()
        with self._lock:
            tried = self._tried.setdefault(key, deque())
            self._tried.move_to_end(key)
            while len(self._tried) > MOST_KEYS:
                self._tried.popitem(last=False)
            while tried and tried[0] <= now - self._seconds:
                tried.popleft()
            if len(tried) >= self._times:
                return max(1, ceil(tried[0] + self._seconds - now))
            tried.append(now)
            return 0

    def forgive(self, key: str) -> None:
        """Take the last try back: it was a right one."""
        with self._lock:
            if tried := self._tried.get(key):
                tried.pop()
