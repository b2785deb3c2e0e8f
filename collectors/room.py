"""How many large documents are in memory at once.

Outlets' documents are small. Those that are not are read one after the other, so that a dozen servers that
all send as much as they may cost the memory of one. Small documents wait for nobody.
"""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Final, Self

SMALL: Final = 512 * 1024  # bytes; the largest feed of the outlets we know has 400 kB


class Room:
    """Where one document is, from its first byte until it has been read. Use as an async context manager."""

    def __init__(self, places: asyncio.Semaphore) -> None:
        self._places = places
        self._has_place = False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._has_place:
            self._has_place = False
            self._places.release()

    async def holds(self, size: int) -> None:
        """Return once there is room for ``size`` bytes, which the document has now."""
        if size > SMALL and not self._has_place:
            await self._places.acquire()
            self._has_place = True


class Rooms:
    """Makes rooms for documents, of which only ``places`` may be large at the same time."""

    def __init__(self, places: int = 1) -> None:
        self._places = asyncio.Semaphore(places)

    def room(self) -> Room:
        """Room for one document."""
        return Room(self._places)
