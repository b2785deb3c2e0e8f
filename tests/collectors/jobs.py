"""Jobs for worker processes, good and bad."""

from __future__ import annotations

import ctypes
import os
import re
import time
from pathlib import Path
from typing import TypeVar

from collectors.errors import FetchError, ParseError
from collectors.jobs import Document

T = TypeVar("T")

A_LOT = 64 * 1024**2  # bytes

_remembered: list[str] = []
_kept: list[bytes] = []


def remember(word: str) -> str:
    _remembered.append(word)
    return word


def remembered() -> list[str]:
    return _remembered


def body_of(document: Document) -> bytes:
    return document.body


def family() -> tuple[int, int]:
    """This process, and the one that it is a copy of."""
    return os.getpid(), os.getppid()


def keep_a_lot() -> None:
    _kept.append(os.urandom(A_LOT))


def own_memory() -> int:
    """Bytes that no other process shares."""
    time.sleep(0.2)  # meanwhile the other one does the other job
    rollup = Path("/proc/self/smaps_rollup").read_text(encoding="ascii")
    private = re.findall(r"^Private_\w+: +(\d+) kB", rollup, re.MULTILINE)
    assert _kept
    return sum(map(int, private)) * 1024


def not_a_feed() -> None:
    raise ParseError("is an HTML page, not a feed")


def untravelled() -> None:
    raise FetchError("http://outlet.example/", "answered 404")  # its arguments do not make it again


def unpicklable() -> object:
    return lambda: None


def noisy() -> str:
    print("hiruk pikuk")  # noqa: T201
    os.write(1, b"bising")
    return "tenang"


def hang() -> None:
    while True:
        time.sleep(1)


def die() -> None:
    os._exit(3)


def segfault() -> None:
    ctypes.string_at(0)


def greedy() -> int:
    return len(bytearray(512 * 1024**2))


def slow_echo(word: T) -> T:
    time.sleep(0.2)
    return word
