"""The ways to find out who asks."""

from __future__ import annotations

import base64
import binascii
import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from starlette.requests import HTTPConnection

from dashboard.access.limits import Limit
from dashboard.access.passwords import Passwords
from dashboard.caller import is_here

if TYPE_CHECKING:
    from dashboard.caller import Role
    from dashboard.settings import AccessSettings, WebSettings

COOKIE: Final = "sorot-session"
FOR_PROGRAMS: Final = ("/api/v1", "/mcp", "/alerts.xml")  # may send a password with each request


def cookie_of(*, https: bool) -> str:
    """Name of a session's cookie: with this prefix browsers take it by https and from this host alone."""
    return f"__Host-{COOKIE}" if https else COOKIE


class Gate(Protocol):
    """Says who asks."""

    def role(self, asked: HTTPConnection) -> Role | None:
        """Role of whoever sends a request; None: a stranger. May take a tenth of a second."""


class Here:
    """No login: everybody reads, and only this machine's own reader edits."""

    def role(self, asked: HTTPConnection) -> Role | None:
        """As :class:`Gate` says."""
        return "editor" if is_here(asked.headers) else "reader"


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy has looked at who it is, and says so in a header, which nobody but a proxy is believed."""

    settings: AccessSettings

    def role(self, asked: HTTPConnection) -> Role | None:
        """As :class:`Gate` says."""
        said = asked.headers.getlist(self.settings.header)
        if len(said) != 1 or not said[0].strip() or not self._is_proxy(asked):
            return None
        return "editor" if said[0].strip() in self.settings.editors else "reader"

    def _is_proxy(self, asked: HTTPConnection) -> bool:
        try:
            peer = ipaddress.ip_address(asked.client.host if asked.client else "")
        except ValueError:
            return False
        return any(peer in ipaddress.ip_network(network) for network in self.settings.proxies)


class Login:
    """A password opens a session, which a cookie keeps; programs may send the password each time."""

    def __init__(self, passwords: Passwords, *, https: bool) -> None:
        self.passwords, self.https = passwords, https
        self.each = Limit(10, 600)  # tries from one address
        self.all = Limit(200, 600)  # tries in all: a password is guessed from many addresses, too

    @property
    def cookie(self) -> str:
        """Name of the cookie."""
        return cookie_of(https=self.https)

    def role(self, asked: HTTPConnection) -> Role | None:
        """As :class:`Gate` says."""
        session = asked.cookies.get(self.cookie)
        if session and (found := self.passwords.role_in(session)):
            return found
        path = asked.url.path
        if any(path == start or path.startswith(f"{start}/") for start in FOR_PROGRAMS):
            return self._of_program(asked)
        return None

    def wait(self, asked: HTTPConnection) -> int:
        """Count a try before it is made; in how many seconds it may be."""
        return self.each.wait(_place(asked)) or self.all.wait("")

    def try_password(self, asked: HTTPConnection, password: str) -> Role | None:
        """Whose password it is; a right one does not count as a try. Takes a tenth of a second."""
        found = self.passwords.role_of(password)
        if found:
            self.each.forgive(_place(asked))
            self.all.forgive("")
        return found

    def _of_program(self, asked: HTTPConnection) -> Role | None:
        kind, _, said = asked.headers.get("authorization", "").partition(" ")
        if kind.lower() != "basic":
            return None
        try:
            password = base64.b64decode(said, validate=True).decode().partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            return None
        if found := self.passwords.remembered(password):
            return found
        return None if self.wait(asked) else self.try_password(asked, password)


def _place(asked: HTTPConnection) -> str:
    """Where a request comes from: an address, or the network of 64 bits that one machine has whole."""
    host = asked.client.host if asked.client else ""
    try:
        peer = ipaddress.ip_address(host)
    except ValueError:
        return host
    return str(ipaddress.ip_network((peer, 64), strict=False)) if peer.version == 6 else host  # noqa: PLR2004


def gate_of(settings: WebSettings) -> Gate:
    """The one that config.yaml chooses."""
    access = settings.access
    if access is None:
        return Here()
    if access.by == "proxy":
        return Proxy(access)
    return Login(Passwords(settings.data_dir), https=access.https)
