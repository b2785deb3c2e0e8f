"""How the dashboard presents itself; built by sorot.config from config.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSettings:
    """What pages need to know beside the archive."""

    data_dir: Path  # the ledger is read for feed health
    zone: ZoneInfo  # days begin at midnight here
    home_country: str | None = None  # ISO 3166-1 alpha-2; can be set aside in rankings
    demo: bool = False  # "Demo data" is written on every page
