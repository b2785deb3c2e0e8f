"""What the page of alerts works with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from dashboard.alerts.telling import Message
    from storage.alerts.book import Book
    from storage.alerts.records import Address


class Sends(Protocol):
    """Sends messages."""

    def __call__(self, address: Address, message: Message, /) -> str | None:
        """Send; None when it was taken, else why not, as ``telling.failure`` puts into words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alerts:
    """Where rules are kept, and what sends a message to try an address."""

    book: Book
    send: Sends
