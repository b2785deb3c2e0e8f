"""What goes wrong between an outlet and us, in words for the Sources page."""

from __future__ import annotations

from datetime import timedelta
from typing import TypeVar

E = TypeVar("E", bound=BaseException)


class CollectorError(Exception):
    """Root of this package's errors."""


class FetchError(CollectorError):
    """A document that could not be fetched."""

    def __init__(
        self,
        url: str,
        reason: str,
        *,
        http_status: int | None = None,
        retry_after: timedelta | None = None,
        transient: bool = True,
    ) -> None:
        super().__init__(f"{url}: {reason}")
        self.url = url
        self.reason = reason  # "answered 403 Forbidden", "took longer than 30 s", "is larger than 15 MB"
        self.http_status = http_status
        self.retry_after = retry_after  # what the server asked for
        self.transient = transient  # False: trying again will not help until somebody acts


class AddressRefusedError(FetchError):
    """An address that sorot does not talk to (private networks, other schemes or ports)."""


class ParseError(CollectorError):
    """A document that is not a feed."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason  # "is an HTML page, not a feed", "is empty", "ends in the middle of …"


class WorkerError(CollectorError):
    """A job that could not be done: its process took too long, died or ran out of memory."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason  # "took longer than 30 s to read", "made the reader crash"


def bare(error: E) -> E:
    """``error`` to be kept: without its traceback, whose frames hold the document that it is about."""
    error.__cause__ = error.__context__ = None
    return error.with_traceback(None)
