"""config.yaml, read strictly into frozen settings."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    model_validator,
)

from collectors.history.archive import ArchiveRule
from collectors.page_rules import rule_names
from collectors.settings import CollectSettings
from dashboard.settings import WebSettings
from entities import yamlfile
from entities.yamlfile import YamlFileError
from sorot.config.access import AccessConfig, network
from sorot.config.alerts import AlertsConfig
from sorot.config.lake import StorageConfig
from sorot.errors import WRONG_USAGE, UserError
from storage.ledger.shards import Shard
from storage.records import Feed, Outlet

DURATION_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
OWN_NAMES = "names.yaml"  # beside config.yaml: where the user's own names are when nothing else is said
KEY = r"^[a-z0-9]+(-[a-z0-9]+)*$"


def _duration(value: object) -> object:
    """Read ``15m``, ``30s``, ``24h`` or ``7d``."""
    found = re.fullmatch(r"(\d+)\s*([smhd])", value.strip()) if isinstance(value, str) else None
    if found is None:
        raise ValueError("is not a duration; write a number and s, m, h or d, as in 15m")
    return timedelta(**{DURATION_UNITS[found[2]]: int(found[1])})


def _url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or " " in value:
        raise ValueError("is not a web address; it begins with http:// or https:// and names a host")
    if parts.username is not None:
        raise ValueError("holds a user name or password; sorot reads public feeds only, take it out")
    return value


def _bare(value: str) -> str:
    if "?" in value or "#" in value:
        raise ValueError(
            "is where readers reach the dashboard, as in https://sorot.example; leave ? and # out"
        )
    return value.rstrip("/")


def _origin(value: str) -> str:
    if not re.fullmatch(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?", value):
        raise ValueError("is not an origin; write scheme and host alone, as in https://intranet.example")
    return value.lower()


def _some(value: timedelta) -> timedelta:
    if not value:
        raise ValueError("must be longer than nothing, as in 15m")
    return value


def _a_day(value: timedelta) -> timedelta:
    if value < timedelta(days=1):
        raise ValueError("must be a day or longer, as in 400d; leave it out to keep texts for good")
    return value


def _zone(value: object) -> object:
    if isinstance(value, str) and value in available_timezones():
        return ZoneInfo(value)
    close = difflib.get_close_matches(str(value), available_timezones(), n=1, cutoff=0.5)
    hint = f"did you mean {close[0]}?" if close else "use a name of the IANA list, as in Asia/Jakarta"
    raise ValueError(f"is not a time zone; {hint}")


def _rule(value: str) -> str:
    names = rule_names()
    if value not in names:
        close = difflib.get_close_matches(value, names, n=1)
        hint = f"did you mean {close[0]}?" if close else f"there are {', '.join(names)}"
        raise ValueError(f"is not a file of collectors/outlets/; {hint}")
    return value


Duration = Annotated[timedelta, BeforeValidator(_duration)]
Interval = Annotated[Duration, AfterValidator(_some)]
Port = Annotated[int, Field(gt=0, lt=65536)]
Network = Annotated[str, AfterValidator(network)]
Url = Annotated[str, AfterValidator(_url)]
Zone = Annotated[ZoneInfo, BeforeValidator(_zone)]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
Lang = Annotated[str, Field(pattern=r"^[a-z]{2}$")]
Key = Annotated[str, Field(pattern=KEY)]
FullText = Literal["page", "feed"]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class FeedConfig(_Strict):
    """One feed of an outlet; what is left out is taken from the outlet."""

    url: Url
    section: str
    lang: Lang | None = None
    full_text: FullText | None = None
    interval: Interval | None = None
    zone: Zone | None = None


class OutletConfig(_Strict):
    """One publisher and its feeds."""

    name: str
    country: Country
    lang: Lang
    homepage: Url
    full_text: FullText = "page"
    page_rule: Annotated[str, AfterValidator(_rule)] | None = None
    sitemap: Url | None = None
    archive: ArchiveRule | None = None
    zone: Zone | None = None
    feeds: dict[Key, FeedConfig] = Field(min_length=1)


class CollectConfig(_Strict):
    """Manners and limits of the collector."""

    contact_url: str = ""
    interval: Interval = timedelta(minutes=15)
    min_interval: Interval = timedelta(minutes=10)
    deadline: Interval = timedelta(seconds=30)
    max_megabytes: Annotated[int, Field(gt=0, le=100)] = 15
    connections: Annotated[int, Field(gt=0, le=256)] = 32
    per_host: Annotated[int, Field(gt=0, le=8)] = 2
    host_spacing: Duration = timedelta(seconds=1)
    workers: Annotated[int, Field(gt=0, le=64)] = 2
    allow_networks: tuple[Network, ...] = ()
    allow_ports: tuple[Port, ...] = (80, 443)
    flush_articles: Annotated[int, Field(gt=0, le=5000)] = 500
    flush_every: Duration = timedelta(seconds=5)


class WebConfig(_Strict):
    """Where the dashboard listens."""

    host: str = "127.0.0.1"
    port: Port = 8050
    mcp: bool = False
    address: Annotated[Url, AfterValidator(_bare)] | None = None
    access: AccessConfig | None = None
    embed: tuple[Annotated[str, AfterValidator(_origin)], ...] = ()
    embed_open: bool = False


class UpkeepConfig(_Strict):
    """What the archive does for itself."""

    hour: Annotated[int, Field(ge=0, le=23)] = 3


class KeepConfig(_Strict):
    """How long what is kept; None: for good."""

    text: Annotated[Duration, AfterValidator(_a_day)] | None = None


class Config(_Strict):
    """The whole of config.yaml."""

    time_zone: Zone = ZoneInfo("Asia/Jakarta")
    data: Path = Path("data")
    home_country: Country | None = None
    names: Path | None = None
    storage: StorageConfig = StorageConfig()
    web: WebConfig = WebConfig()
    collect: CollectConfig = CollectConfig()
    upkeep: UpkeepConfig = UpkeepConfig()
    keep: KeepConfig = KeepConfig()
    alerts: AlertsConfig = AlertsConfig()
    outlets: dict[Key, OutletConfig] = Field(min_length=1)
    _folder: Path = PrivateAttr(default=Path())  # that config.yaml is in

    @model_validator(mode="after")
    def _one_feed_per_url(self) -> Self:
        seen: dict[str, str] = {}
        for feed in self.feeds():
            if feed.url in seen:
                raise ValueError(
                    f"outlets: {feed.key} and {seen[feed.url]} have the same url {feed.url}; keep one of them"
                )
            seen[feed.url] = feed.key
        return self

    @property
    def own_names(self) -> Path:
        """The file of the user's own names, which is there or not: what ``sorot names accept`` writes."""
        return self.names or self._folder / OWN_NAMES

    @property
    def names_file(self) -> Path | None:
        """The file of the user's own names that is to be read; without being named only when it is there."""
        return self.own_names if self.names or self.own_names.exists() else None

    @property
    def reads_only(self) -> bool:
        """Whether this machine serves pages of a lake that another one writes."""
        return self.storage.lake is not None and self.storage.lake.role == "reader"

    def feeds(self) -> Iterator[Feed]:
        """Every feed with its outlet, in the order of the file."""
        for outlet_key, outlet in self.outlets.items():
            record = Outlet(
                key=outlet_key,
                name=outlet.name,
                country=outlet.country,
                lang=outlet.lang,
                homepage=outlet.homepage,
            )
            for feed_key, feed in outlet.feeds.items():
                zone = feed.zone or outlet.zone
                yield Feed(
                    key=f"{outlet_key}-{feed_key}",
                    outlet=record,
                    url=feed.url,
                    section=feed.section,
                    lang=feed.lang or outlet.lang,
                    full_text=feed.full_text or outlet.full_text,
                    page_rule=outlet.page_rule,
                    interval=feed.interval or self.collect.interval,
                    zone=zone.key if zone else None,
                )

    def placed(self, folder: Path) -> Self:
        """The same, said to be in ``folder``."""
        copy = self.model_copy()
        copy._folder = folder  # noqa: SLF001 - its own
        return copy

    def archives(self) -> dict[str, ArchiveRule]:
        """Where outlets list their articles of the past, by outlet, for those that say so here."""
        return {key: outlet.archive for key, outlet in self.outlets.items() if outlet.archive}

    def sitemaps(self) -> dict[str, str]:
        """Addresses of sitemaps by outlet, for those whose robots.txt names none."""
        return {key: outlet.sitemap for key, outlet in self.outlets.items() if outlet.sitemap}

    def collect_settings(self, shard: Shard | None = None) -> CollectSettings:
        """What the collectors need to know; one collector of several is told its ``shard``."""
        c = self.collect
        return CollectSettings(
            data_dir=self.data,
            shard=shard,
            zone=self.time_zone,
            contact_url=c.contact_url,
            deadline=c.deadline,
            max_bytes=c.max_megabytes * 1024 * 1024,
            connections=c.connections,
            per_host=c.per_host,
            host_spacing=c.host_spacing,
            workers=c.workers,
            allow_networks=c.allow_networks,
            allow_ports=c.allow_ports,
            min_interval=c.min_interval,
            flush_articles=c.flush_articles,
            flush_every=c.flush_every,
        )

    def web_settings(
        self, *, demo: bool = False, host: str | None = None, port: int | None = None
    ) -> WebSettings:
        """What the dashboard needs to know; ``host`` and ``port`` where it listens elsewhere than here."""
        host, port = host or self.web.host, port or self.web.port
        listening = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
        return WebSettings(
            data_dir=self.data,
            zone=self.time_zone,
            home_country=self.home_country,
            demo=demo,
            mcp=self.web.mcp,
            access=self.web.access.settings() if self.web.access else None,
            alerts=self.alerts.settings(self.web.address or listening),
            embed=self.web.embed,
            embed_open=self.web.embed_open,
        )


def load(path: Path, *, data: Path | None = None) -> Config:
    """Read a configuration; relative ``data`` and ``names`` are taken from the file's own folder.

    :raises YamlFileError: naming file and line of each mistake, and what to do about it.
    :raises UserError: there is no such file, or ``data`` is no folder.
    """
    if not path.exists():
        raise UserError(
            f"{path} cannot be read: no such file; go to the folder that has it, or name it with --config",
            WRONG_USAGE,
        )
    config = yamlfile.read(path, Config)
    folder = data.resolve() if data is not None else (path.resolve().parent / config.data)
    if folder.exists() and not folder.is_dir():
        raise UserError(f"{folder} is not a folder; name another with --data", WRONG_USAGE)
    home = path.resolve().parent
    places = {
        "data": folder,
        "names": config.names and home / config.names,
        "storage": config.storage.placed(home),
    }
    return config.model_copy(update=places).placed(home)


__all__ = ["Config", "YamlFileError", "load"]
