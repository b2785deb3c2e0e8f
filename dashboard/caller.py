"""Who asks: what the one whose request is being answered may do.

Where there is no login, only this machine's own reader may change anything. Listening on a loopback address
alone does not do: a page of another site can send requests there from the reader's browser, or reach it by a
name of its own. A proxy sends another host name on, or says for whom it asks: what it says is not believed,
but that it says so is enough.
"""

from __future__ import annotations

import ipaddress
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final, Literal, get_args
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

Role = Literal["reader", "editor"]
ROLES: Final[tuple[Role, ...]] = get_args(Role)

_PROXIED: Final = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip")
_OWN_SITE: Final = frozenset({"same-origin", "none"})
_role: ContextVar[Role | None] = ContextVar("role", default=None)


def is_loopback(host: str) -> bool:
    """Whether a host name or address, without its port, is this machine's alone."""
    bare = host.strip("[]")
    if bare == "localhost":
        return True
    try:
        return ipaddress.ip_address(bare).is_loopback
    except ValueError:
        return False


def asks_as(role: Role | None) -> None:
    """Set who asks; None: a stranger."""
    _role.set(role)


def role() -> Role | None:
    """Who asks; None: a stranger."""
    return _role.get()


def may_edit() -> bool:
    """Whether the request that is being answered may change anything."""
    return _role.get() == "editor"


def is_here(headers: Mapping[str, str]) -> bool:
    """Whether a request was sent on this machine, to this machine, by no other site's page."""
    host = headers.get("host", "")
    if not is_loopback(urlsplit(f"//{host}").hostname or ""):
        return False
    if any(name in headers for name in _PROXIED):
        return False
    origin = headers.get("origin")
    return is_own_page(headers) and (origin is None or urlsplit(origin).netloc == host)


def is_own_page(headers: Mapping[str, str]) -> bool:
    """Whether a request comes from a page of ours, or from no page at all.

    Browsers say so themselves where they come by https; a proxy may have changed the host they asked for.
    Where they do not, what they say of the page's origin is compared with the host.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in _OWN_SITE
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host", "")
