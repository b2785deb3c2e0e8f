"""Every sentence of a briefing is true of its numbers, whatever they are."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest

from dashboard.briefing import sentences
from dashboard.briefing.numbers import Briefing, Line, Pair, Spike
from dashboard.comparison import Archive, Subject
from dashboard.filters import Filters
from dashboard.i18n import Words
from dashboard.overview import Named
from dashboard.url_state import Window

EN, ID = Words("en"), Words("id")
GAPS: dict[str, Any] = {
    "since": pl.Date,
    "until": pl.Date,
    "outlets": pl.List(pl.String),
    "reasons": pl.List(pl.String),
    "outlets_selected": pl.Int64,
}


def line(
    name: str, share: float | None, before: float | None, *, articles: int = 50, few: bool = False
) -> Line:
    subject = Subject(colour=0, entity_id=len(name), code=name, label=name)
    return Line(subject=subject, articles=articles, share=share, before=before, few=few)


def week(*lines: Line, **changes: object) -> Briefing:
    found = Briefing(
        archive=Archive(
            today=date(2026, 11, 20), first=date(2026, 1, 1), outlets={1: "Pagi"}, langs=("id",), empty=False
        ),
        filters=Filters(),
        window=Window(first=date(2026, 11, 13), last=date(2026, 11, 19)),
        earlier=Window(first=date(2026, 11, 6), last=date(2026, 11, 12)),
        collected=1234,
        compared=True,
        lines=lines,
        spikes=(),
        pairs=(),
        gaps=pl.DataFrame(schema=GAPS),
        unread=(),
    )
    return replace(found, **changes)  # type: ignore[arg-type]


def test_who_is_mentioned_most_and_who_is_level() -> None:
    first = week(line("MY", 0.2, 0.1), line("CN", 0.1, 0.1))
    assert sentences.summary(first, EN) == (
        "1,234 articles were read. Of those on this list **MY** is mentioned most, in 20.0% of articles."
    )
    level = week(line("MY", 0.2, 0.1), line("CN", 0.2, 0.1), line("JP", 0.1, 0.1))
    assert "**MY** and **CN** are mentioned most, each in 20.0%" in sentences.summary(level, EN)
    assert sentences.summary(first, ID).startswith("1.234 artikel terbaca.")


def test_a_week_without_anything_is_not_a_week_of_zeros() -> None:
    assert "None of them" in sentences.summary(week(line("MY", 0.0, 0.1, articles=0)), EN)
    unread = week(line("MY", None, 0.1, articles=0))
    assert sentences.summary(unread, EN).startswith("No day of this week was fully read")
    assert sentences.moved(unread, EN) == ([], [])
    assert sentences.summary(week(), EN) == "Choose countries or leaders to be told of."


def test_rises_and_falls_are_told_with_both_shares() -> None:
    rose, fell = sentences.moved(
        week(
            line("Double", 0.2, 0.1),
            line("Some", 0.12, 0.1),
            line("Steady", 0.11, 0.1),
            line("Down", 0.05, 0.1),
            line("New", 0.03, 0.0),
            line("Few", 0.09, 0.01, few=True),
            line("Unknown", 0.09, None),
        ),
        EN,
    )
    assert rose == [
        "**New**: 3.0%, and none the week before.",
        "**Double** rose to 20.0%, 2.0 times its share of the week before (10.0%).",
        "**Some** rose by 20%, from 10.0% to 12.0%.",
    ]
    assert fell == ["**Down** fell by 50%, from 10.0% to 5.0%."]


@pytest.mark.parametrize("words", [EN, ID])
def test_days_pairs_and_gaps_say_their_numbers(words: Words) -> None:
    subject = line("Malaysia", 0.1, 0.1).subject
    spike = Spike(
        subject=subject, day=date(2026, 11, 16), articles=32, collected=128, ratio=3.55, headlines=()
    )
    found = week(line("Malaysia", 0.1, 0.1))
    told = sentences.spiked(spike, found, words)
    assert re.findall(r"\d+(?:[.,]\d+)?", told) == ["16", "32", "128", "3.5" if words is EN else "3,5"]
    pair = Pair(subject=subject, other=Named(entity_id=9, code="PW", label="Palau"), together=4)
    said = sentences.joined(pair, found, words)
    assert "**Malaysia**" in said
    assert "**Palau**" in said
    assert "4" in said
    assert len(sentences.unread(found, words)) == 1
    gap = (date(2026, 11, 14), date(2026, 11, 16), ["Pagi"], ["not polled"], 8)
    gaps = pl.DataFrame([gap], schema=GAPS, orient="row")
    lines = sentences.unread(replace(found, gaps=gaps, unread=(("Pagi", 2),)), words)
    assert len(lines) == 3
    assert all("Pagi" in one for one in lines)
    assert "2" in lines[-1]
