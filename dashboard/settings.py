"""How the dashboard presents itself; built by sorot.config.config from config.yaml."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessSettings:
    """How it is found out who asks."""

    by: Literal["password", "proxy"]
    https: bool = True  # of "password": readers come by https, so the cookie never goes out in the open
    header: str = "remote-user"  # of "proxy": in it the proxy says who asks
    proxies: tuple[str, ...] = ()  # networks that it asks from: "127.0.0.1/32"
    editors: tuple[str, ...] = ()  # who may edit, as the header says it; everybody else reads


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """The operator's mail server."""

    host: str
    port: int
    security: Literal["starttls", "ssl", "none"]
    sender: str  # "sorot@example.org"
    user: str | None = None
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """Between which times of the day, in the archive's zone, nothing is sent; they may go over midnight."""

    begin: time
    end: time  # from then on messages go out again

    def holds(self, at: time) -> bool:
        """Whether a message waits at this time."""
        if self.begin < self.end:
            return self.begin <= at < self.end
        return at >= self.begin or at < self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertSettings:
    """Where messages of alerts may go, and where their links lead."""

    base: str = "http://127.0.0.1:8050"  # where readers reach the dashboard; without a slash at its end
    webhooks: tuple[str, ...] = ()  # origins that may be asked: "https://hooks.example.org"
    mail: MailSettings | None = None  # None: no mail is sent
    quiet: QuietHours | None = None  # None: messages go out at any time


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSettings:
    """What pages need to know beside the archive."""

    data_dir: Path  # the ledger is read for feed health
    zone: ZoneInfo  # days begin at midnight here
    home_country: str | None = None  # ISO 3166-1 alpha-2; can be set aside in rankings
    demo: bool = False  # "Demo data" is written on every page
    mcp: bool = False  # whether assistants have tools at /mcp
    access: AccessSettings | None = None  # None: no login, which goes with loopback addresses alone
    alerts: AlertSettings = AlertSettings()
    embed: tuple[str, ...] = ()  # origins whose pages may show charts: "https://intranet.example"
    embed_open: bool = False  # whether charts for other pages are shown without a login
