"""Which addresses sorot talks to.

Feeds, redirects and links are written by other people. Without this gate, anyone who can put a link into a
feed could make the collector read what only this machine may read: a router's page, a cloud's credentials.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING

from yarl import URL

from collectors.errors import AddressRefusedError

if TYPE_CHECKING:
    from aiohttp.connector import AddrInfoType

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_HOST = re.compile(r"[0-9A-Za-z._:-]+")  # after IDNA; the colon is for IPv6
_ENCODED = re.compile(r"[0-9A-Za-z\-._~:/?#\[\]@!$&'()*+,;=%]*")  # RFC 3986: nothing left to escape
MAX_URL = 2048  # characters; longer ones are traps or carry data

# The registries' "not globally reachable" blocks. Written out, because ipaddress.is_global changed its mind
# between Python versions (CVE-2024-4032) and calls multicast global.
_REFUSED_V4 = tuple(
    IPv4Network(block)
    for block in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # carrier-grade NAT
        "127.0.0.0/8",  # loopback
        "169.254.0.0/16",  # link-local, cloud metadata
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
    )
)
# IPv6 is the other way round: what is not global unicast is refused, then the holes in it.
_GLOBAL_V6 = IPv6Network("2000::/3")
_REFUSED_V6 = tuple(
    IPv6Network(block)
    for block in (
        "2001::/23",  # protocol assignments, Teredo, ORCHID
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4: carries any IPv4 address
        "3fff::/20",  # documentation
    )
)


class NotAllowedError(OSError):
    """An address that must not be dialled; an OSError, so that the other addresses of the host are tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """The rules, with the exceptions that config.yaml makes."""

    networks: tuple[Network, ...] = ()  # may be dialled although not public
    ports: tuple[int, ...] = (80, 443)  # () allows every port

    @classmethod
    def of(cls, networks: Sequence[str], ports: Sequence[int]) -> Guard:
        """Read the rules as they are written in the settings."""
        return cls(networks=tuple(ip_network(block) for block in networks), ports=tuple(ports))

    def check_url(self, url: str) -> URL:
        """Return ``url`` ready to be asked for, or raise AddressRefusedError saying what is wrong with it.

        What is returned is what is dialled: one parser, so that no address can mean two things.
        """
        if len(url) > MAX_URL:
            raise AddressRefusedError(
                url[:100] + "…", f"is longer than {MAX_URL} characters", transient=False
            )
        try:
            parts = URL(url)
        except ValueError:
            raise AddressRefusedError(url, "is not a web address", transient=False) from None
        if parts.scheme not in {"http", "https"}:
            raise AddressRefusedError(url, "is not an http or https address", transient=False)
        if not parts.raw_host:
            raise AddressRefusedError(url, "has no host name", transient=False)
        if not _HOST.fullmatch(parts.raw_host):
            raise AddressRefusedError(
                url, "has characters in its host name that no host has", transient=False
            )
        if parts.raw_user is not None or parts.raw_password is not None:
            raise AddressRefusedError(url, "carries a user name or password", transient=False)
        if self.ports and parts.port not in self.ports:
            allowed = ", ".join(map(str, self.ports))
            raise AddressRefusedError(
                url, f"is on port {parts.port}; only {allowed} may be used (allow_ports)", transient=False
            )
        if not _ENCODED.fullmatch(url):
            return parts.with_fragment(None)
        written = URL(url, encoded=True)  # path and query as they are: some servers sign them
        return URL(f"{parts.scheme}://{parts.host_port_subcomponent}{written.raw_path_qs}", encoded=True)

    def allows(self, address: Address) -> bool:
        """Whether ``address`` may be dialled."""
        if any(address in network for network in self.networks):
            return True
        if isinstance(address, IPv4Address):
            return not any(address in network for network in _REFUSED_V4)
        return address in _GLOBAL_V6 and not any(address in network for network in _REFUSED_V6)

    def open_socket(self, addr_info: AddrInfoType) -> socket.socket:
        """Make the socket for one dial.

        This is the last step before the connection, after every lookup: a name that changes its address
        between check and use, and an address written into the URL, both pass here.
        """
        family, type_, proto, _, sockaddr = addr_info
        address = ip_address(str(sockaddr[0]))
        if not self.allows(address):
            raise NotAllowedError(f"{address} is not a public address")
        return socket.socket(family=family, type=type_, proto=proto)
