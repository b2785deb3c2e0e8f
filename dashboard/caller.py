"""Whether the request that is being answered may change anything: only this machine's own reader may.

There is no login. Listening on a loopback address alone does not do: a page of another site can send requests
there from the reader's browser, or reach it under a name of its own. A proxy sends another host name on, or
says for whom it asks: what it says is not believed, but that it says so is enough.
"""

from __future__ import annotations

import ipaddress
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

_PROXIED: Final = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip")
_OWN_SITE: Final = frozenset({"same-origin", "none"})
_trusted: ContextVar[bool] = ContextVar("trusted", default=False)


def is_loopback(host: str) -> bool:
    """Whether a host name or address, without its port, is this machine's alone."""
    bare = host.strip("[]")
    if bare == "localhost":
        return True
    try:
        return ipaddress.ip_address(bare).is_loopback
    except ValueError:
        return False


def read_from(headers: Mapping[str, str]) -> None:
    """Look at the headers of the request that is being answered."""
    _trusted.set(_comes_from_here(headers))


def is_trusted() -> bool:
    """Whether the request that is being answered comes from a browser on this machine and from our page."""
    return _trusted.get()


def _comes_from_here(headers: Mapping[str, str]) -> bool:
    host = headers.get("host", "")
    if not is_loopback(urlsplit(f"//{host}").hostname or ""):
        return False
    if any(name in headers for name in _PROXIED):
        return False
    if headers.get("sec-fetch-site", "same-origin") not in _OWN_SITE:
        return False
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == host
