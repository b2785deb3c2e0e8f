"""Jobs for worker processes, good and bad."""

from __future__ import annotations

import ctypes
import os
import time

from collectors.errors import FetchError, ParseError

_remembered: list[str] = []


def remember(word: str) -> None:
    _remembered.append(word)


def remembered() -> list[str]:
    return _remembered


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


def slow_echo(word: str) -> str:
    time.sleep(0.2)
    return word
