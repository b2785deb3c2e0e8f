"""Questions to a large archive, no two the same: other days, entities and filters each time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

from benchmarks.big_archive import OUTLETS, Big
from storage.questions import queries
from storage.questions.queries import ArticleFilter, Scope

WORDS = (
    "bantuan",
    "penting",
    "besar",
    "nilai",
    "ekonomi",
    "pelabuhan",
    "layanan",
    "pertumbuhan",
    "suku",
    "arah",
)

Question = tuple[Callable[..., Any], dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Questions of one kind."""

    name: str
    at_most: float | None  # milliseconds, 19 times in 20
    asked: Callable[[], Question]


class Asker:
    """Makes up questions; the same ones for the same seed."""

    def __init__(self, big: Big, seed: int = 7) -> None:
        self.big = big
        self.rng = Random(seed)
        self.today = big.until - timedelta(days=1)

    def kinds(self) -> Iterator[Kind]:
        """Everything that pages ask."""
        scope, some, one = self.scope, self.entities, self.entity
        yield Kind(
            name="timeline of 1 to 6 entities, 30 days to all years",
            at_most=60,
            asked=lambda: (
                queries.timeline,
                {
                    "scope": scope(30, self.days),
                    "entity_ids": some(1, 6),
                    "grain": self.rng.choice(("day", "week", "month")),
                },
            ),
        )
        yield Kind(
            name="movers among all entities, 7 to 90 days",
            at_most=60,
            asked=lambda: (queries.movers, {"scope": scope(7, 90)}),
        )
        yield Kind(
            name="heat map of 30 entities, 28 to 120 days",
            at_most=60,
            asked=lambda: (queries.judged_days, {"scope": scope(28, 120), "entity_ids": some(30, 30)}),
        )
        yield Kind(
            name="spikes of all entities, 7 to 90 days",
            at_most=60,
            asked=lambda: (queries.spikes, {"scope": scope(7, 90)}),
        )
        yield Kind(
            name="map of countries, 7 to 365 days",
            at_most=250,
            asked=lambda: (queries.country_totals, {"scope": scope(7, 365)}),
        )
        yield Kind(
            name="the same with leaders, 7 to 28 days",
            at_most=250,
            asked=lambda: (queries.country_totals, {"scope": scope(7, 28), "leaders": True}),
        )
        yield Kind(
            name="dot plot of all outlets, 7 days to all years",
            at_most=250,
            asked=lambda: (
                queries.coverage_by_outlet,
                {"scope": scope(7, self.days, outlets=False), "entity_id": one()},
            ),
        )
        yield Kind(
            name="calendar of every outlet's days, all years",
            at_most=250,
            asked=lambda: (queries.coverage_calendar, {"scope": scope(365, self.days)}),
        )
        yield Kind(
            name="relations of the 40 largest, 90 days",
            at_most=600,
            asked=lambda: (queries.pairs, {"scope": scope(90, 90)}),
        )
        yield Kind(
            name="who is mentioned with one entity, 90 days",
            at_most=600,
            asked=lambda: (queries.mentioned_with, {"scope": scope(90, 90), "entity_id": one()}),
        )
        yield Kind(
            name="latest articles, 0 to 2 entities, 7 days to all years",
            at_most=250,
            asked=lambda: (
                queries.article_list,
                {
                    "scope": scope(7, self.days),
                    "where": ArticleFilter(entities=some(0, 2)),
                    "fold": self.rng.random() < 0.5,
                },
            ),
        )
        yield Kind(
            name="search for a word, first page, a year to all years",
            at_most=400,
            asked=lambda: (
                queries.article_list,
                {
                    "scope": scope(365, self.days),
                    "where": ArticleFilter(text=self.rng.choice(WORDS)),
                    "fold": self.rng.random() < 0.5,
                },
            ),
        )

    @property
    def days(self) -> int:
        """Days of the archive."""
        return (self.big.until - self.big.first).days

    def scope(self, shortest: int, longest: int, *, outlets: bool = True) -> Scope:
        """Some days, often up to today; half of them of some outlets or a language; articles or stories."""
        rng = self.rng
        days = min(rng.randrange(shortest, longest + 1), self.days - 1)
        back = 0 if rng.random() < 0.3 else rng.randrange(0, self.days - days)
        until = self.big.until - timedelta(days=back)
        chosen: tuple[int, ...] = ()
        langs: tuple[str, ...] = ()
        kind = rng.random()
        if kind < 0.3 and outlets:
            chosen = tuple(sorted(rng.sample(range(1, OUTLETS + 1), rng.choice((1, 5, 20)))))
        elif kind < 0.5:
            langs = (rng.choice(("id", "en")),)
        return Scope(
            since=until - timedelta(days=days),
            until=until,
            outlets=chosen,
            langs=langs,
            capitals=rng.random() < 0.8,
            basis=rng.choice(("articles", "stories")),
            today=self.today,
        )

    def entity(self) -> int:
        """Large ones more often."""
        return self.big.entity_ids[int(len(self.big.entity_ids) * self.rng.random() ** 2)]

    def entities(self, fewest: int, most: int) -> tuple[int, ...]:
        """As many different ones, more or less."""
        return tuple(dict.fromkeys(self.entity() for _ in range(self.rng.randint(fewest, most))))
