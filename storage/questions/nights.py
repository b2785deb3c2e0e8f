"""What nights did for the archive and found in it, for those who read its numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from storage.upkeep.nightly import NightFinding, findings, last_failed, last_night
from storage.upkeep.retention import forgotten_before

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

RECENT: Final = timedelta(days=30)  # findings that are told


@dataclass(frozen=True, slots=True, kw_only=True)
class Nights:
    """The last night, and what those of the last 30 days found."""

    last: date | None  # whose look at some days came to its end; None: none yet
    days: int  # that it counted again
    found: tuple[NightFinding, ...]  # newest first
    failed: tuple[date, str] | None  # the night that broke off, and why, until one comes to its end
    texts_before: date | None  # texts of articles first seen before are gone; None: all are kept

    @property
    def not_mended(self) -> tuple[NightFinding, ...]:
        """What is still wrong, as far as nights know: a later one may have mended it."""
        newest: dict[tuple[str, date], NightFinding] = {}
        for finding in self.found:
            newest.setdefault((finding.what, finding.day), finding)
        return tuple(finding for finding in newest.values() if not finding.mended)


def nights(con: DuckDBPyConnection, *, now: datetime) -> Nights:
    """What nights did up to ``now`` (aware)."""
    at = now.astimezone(UTC).replace(tzinfo=None)
    [(days,)] = con.execute(
        "SELECT coalesce(max(value), '0')::INTEGER FROM setting WHERE key = 'looked_over_days'"
    ).fetchall()
    before = forgotten_before(con)
    return Nights(
        last=last_night(con),
        days=int(days),
        found=tuple(findings(con, since=at - RECENT)),
        failed=last_failed(con),
        texts_before=before.date() if before else None,
    )
