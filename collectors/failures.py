"""What a failed request is in words, for the Sources page."""

from __future__ import annotations

import re
import ssl
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus

import aiohttp
from aiohttp.http_exceptions import ContentEncodingError

from collectors.errors import AddressRefusedError, FetchError
from collectors.guard import NotAllowedError
from collectors.text.plain import one_line

MAX_RETRY_AFTER = timedelta(hours=24)  # servers were seen asking for 88 hours

_RETRY_AFTER = frozenset({429, 503})
_HOPELESS = frozenset({401, 410, 451})  # until somebody acts
_ENCODINGS = frozenset({"br", "deflate", "gzip", "zstd"})  # aiohttp's whole message for a body cut short
_MAX_SAID = 120
_SECONDS = re.compile(r"\d{1,12}")


def refusal(response: aiohttp.ClientResponse, url: str, now: datetime) -> FetchError:
    """Put a status that brings no document into words."""
    status = response.status
    reason = f"answered {status_words(response)}"
    if response.headers.get("cf-mitigated", "").lower() == "challenge":
        reason += ", a Cloudflare check for browsers"
    asked = response.headers.get("Retry-After") if status in _RETRY_AFTER else None
    return FetchError(
        url,
        reason,
        http_status=status,
        retry_after=retry_after(asked, now=now),
        transient=status not in _HOPELESS,
    )


def retry_after(header: str | None, *, now: datetime) -> timedelta | None:
    """Return how long a server asks us to wait, 0 to 24 hours; None when it says nothing readable."""
    text = (header or "").strip()
    if _SECONDS.fullmatch(text):
        return min(timedelta(seconds=int(text)), MAX_RETRY_AFTER)
    try:
        until = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    wait = until - now
    return min(wait, MAX_RETRY_AFTER) if wait > timedelta() else timedelta()


def failure(url: str, error: Exception) -> FetchError:
    """Say what went wrong below HTTP."""
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        reason = getattr(error.certificate_error, "verify_message", "") or error.certificate_error
        return FetchError(url, f"its certificate is not valid: {reason}")
    if isinstance(error, aiohttp.ClientConnectorError):
        return _not_connected(url, error)
    if isinstance(error, aiohttp.ServerDisconnectedError):
        return FetchError(url, "closed the connection without an answer")
    if isinstance(error, aiohttp.ClientPayloadError):
        if isinstance(error.__cause__, ContentEncodingError):
            return FetchError(url, "sent a body that cannot be decompressed")
        return FetchError(url, "ended in the middle of the document")
    if isinstance(error, aiohttp.ClientResponseError):
        if "content-encoding" in error.message or error.message in _ENCODINGS:
            return FetchError(url, "sent a body that cannot be decompressed")
        return FetchError(url, f"sent an answer that is not HTTP: {_in_short(error.message)}")
    return FetchError(url, f"could not be read: {_in_short(str(error)) or type(error).__name__}")


def _not_connected(url: str, error: aiohttp.ClientConnectorError) -> FetchError:
    cause: OSError = error.os_error
    if isinstance(cause, NotAllowedError):
        reason = f"leads to a private network: {cause} (allow_networks)"
        return AddressRefusedError(url, reason, transient=False)
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return FetchError(url, "its host name has no address (DNS)")
    if isinstance(cause, ssl.SSLError):
        return FetchError(url, f"no secure connection could be made: {cause.reason or cause}")
    if isinstance(cause, ConnectionRefusedError):
        return FetchError(url, "refused the connection")
    return FetchError(url, f"could not be reached: {cause.strerror or cause}")


def _in_short(message: str) -> str:
    """What a library says, in a line: it may quote the server at any length, with a drawing under it."""
    return one_line(message, limit=_MAX_SAID).rstrip(" ^:")


def status_words(response: aiohttp.ClientResponse) -> str:
    """The status with its registered name: what the server writes there may be anything."""
    try:
        return f"{response.status} {HTTPStatus(response.status).phrase}"
    except ValueError:
        return str(response.status)
