"""How the collector behaves; built by sorot.config.config from config.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from storage.ledger.shards import Shard, ledger_path


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectSettings:
    """Limits and manners of one collector process."""

    data_dir: Path  # inbox/, ledger.sqlite and collector.lock live here
    zone: ZoneInfo  # what a date without a zone is taken for
    user_agent: str = "sorot/0.1 (media monitoring)"
    contact_url: str = ""  # put into the User-Agent, so that an outlet can reach whoever runs this
    deadline: timedelta = timedelta(seconds=30)  # for one document, redirects included
    max_bytes: int = 15 * 1024 * 1024  # after decompression
    connections: int = 32  # at once, over all hosts
    per_host: int = 2  # at once
    host_spacing: timedelta = timedelta(seconds=1)  # between two starts at one host
    allow_networks: tuple[str, ...] = ()  # private networks that may be dialled, "127.0.0.0/8"
    allow_ports: tuple[int, ...] = (80, 443)  # () allows every port
    workers: int = 2  # processes that parse feeds and pages
    read_limit: timedelta = timedelta(seconds=30)  # for one document in a worker; then it is killed
    min_interval: timedelta = timedelta(minutes=10)  # between two polls of a feed, however busy it is
    max_interval: timedelta = timedelta(hours=24)  # however quiet or broken it is
    tick: timedelta = timedelta(seconds=1)  # how often due feeds are looked for
    hold: timedelta = timedelta(minutes=1)  # a poll that a crash cut short is not begun again sooner
    shutdown_grace: timedelta = timedelta(seconds=8)  # for work in flight; then it is cancelled
    shard: Shard | None = None  # the part of the sites that this collector reads; None: all of them
    flush_articles: int = 500
    flush_every: timedelta = timedelta(seconds=5)

    @property
    def full_user_agent(self) -> str:
        """The User-Agent header: who asks, and where to complain."""
        return f"{self.user_agent} +{self.contact_url}" if self.contact_url else self.user_agent

    @property
    def inbox(self) -> Path:
        """Where batches are handed over."""
        return self.data_dir / "inbox"

    @property
    def ledger(self) -> Path:
        """The collector's own state."""
        return ledger_path(self.data_dir, self.shard)
