"""Answers that are the same for everyone until the archive changes."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import Final, Generic, TypeVar

T = TypeVar("T")

MOST: Final = 64  # a page of components is some hundred kilobytes


class Kept(Generic[T]):
    """The last answers by key, the oldest forgotten first. Who asks for one being made waits for that one.

    Of the event loop only: not for use from several threads.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._answers: OrderedDict[Hashable, asyncio.Future[T]] = OrderedDict()

    async def get(self, key: Hashable, make: Callable[[], Awaitable[T]]) -> T:
        """The answer for ``key``, made now if there is none. A failure is told to all who wait, not kept."""
        answer = self._answers.get(key)
        if answer is None:
            answer = asyncio.ensure_future(make())
            self._answers[key] = answer
            while len(self._answers) > self._most:
                self._answers.popitem(last=False)
        try:
            # A reader who goes away must not take the answer from the others.
            return await asyncio.shield(answer)
        except Exception:
            self._answers.pop(key, None)
            raise
