"""What part of the archive a question is about."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

Basis = Literal["articles", "stories"]
Panel = Literal["all", "fixed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Days, outlets and languages; numerator and denominator of a share always have the same one."""

    since: date  # inclusive; days are those of the configured zone
    until: date  # exclusive
    outlets: tuple[int, ...] = ()  # outlet_id; empty: all
    langs: tuple[str, ...] = ()  # ISO 639-1; empty: all
    capitals: bool = True  # whether an article that has only the capital counts for the country
    basis: Basis = "articles"  # what is counted: stories have the copies of a text once
    panel: Panel = (
        "all"  # "fixed": only outlets that were read through the whole window, see storage.coverage.panel
    )
    panel_over: tuple[date, date] | None = None  # since and until of that window; None: those of the scope
    today: date | None = None  # the day still running: "partial", and later days are cut off

    @property
    def end(self) -> date:
        """``until``, but never past the end of ``today``."""
        return self.until if self.today is None else min(self.until, self.today + timedelta(days=1))

    @property
    def days(self) -> int:
        """Number of days from ``since`` to ``end``; 0 when the window is empty."""
        return max(0, (self.end - self.since).days)

    def window(self, since: date, until: date) -> Scope:
        """The same outlets and languages over other days; a fixed panel stays that of these days."""
        over = self.panel_over or ((self.since, self.until) if self.panel == "fixed" else None)
        return replace(self, since=since, until=until, panel_over=over)

    def before(self) -> Scope:
        """The equally long window that ends where this one begins."""
        return self.window(self.since - timedelta(days=self.days), self.since)

    def params(self) -> dict[str, object]:
        """The parameters that every scoped query takes."""
        return {
            "since": self.since,
            "until": self.end,
            "outlets": list(self.outlets),
            "langs": list(self.langs),
        }
