"""Why days are gaps, in words: which outlets were not read, and what came in the way."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from dashboard.evidence import bucket

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

    from dashboard.i18n import Words
    from storage.questions.queries import Grain

NAMED: Final = 3  # outlets
Unread = dict[
    str, set[str]
]  # outlets by reason (storage.coverage.judging.Unread); empty: all read, and nothing came


def unread_in(gaps: pl.DataFrame, grain: Grain) -> dict[date, Unread]:
    """Of each bucket that has gap days, by its first day; ``gaps`` is queries.coverage_gaps."""
    found: dict[date, Unread] = {}
    for since, until, outlets, reasons in gaps.select("since", "until", "outlets", "reasons").iter_rows():
        for place in range((until - since).days):
            first, _ = bucket(since + timedelta(days=place), grain)
            unread = found.setdefault(first, {})
            for outlet, reason in zip(outlets, reasons, strict=True):
                unread.setdefault(reason, set()).add(outlet)
    return found


def why(unread: Unread, words: Words) -> str:
    """``Pagi, Sore: not asked for; Malam: every attempt failed``."""
    if not unread:
        return words("unread.nothing")
    return "; ".join(
        words("unread.of", outlets=_names(sorted(outlets), words), why=reason_said(reason, words))
        for reason, outlets in sorted(unread.items(), key=lambda item: (-len(item[1]), item[0]))
    )


def reasons(unread: Unread, words: Words) -> str:
    """The same without the outlets."""
    if not unread:
        return words("unread.nothing")
    most_first = sorted(unread, key=lambda reason: (-len(unread[reason]), reason))
    return "; ".join(reason_said(reason, words) for reason in most_first)


def reason_said(reason: str, words: Words) -> str:
    """A reason of storage.coverage.judging.Unread in words."""
    return words(f"unread.{reason.replace(' ', '_')}")


def _names(outlets: Sequence[str], words: Words) -> str:
    if len(outlets) <= NAMED + 1:
        return words.join(list(outlets))
    more = words.count("health.more", len(outlets) - NAMED)
    return words.join([*outlets[:NAMED], more])
