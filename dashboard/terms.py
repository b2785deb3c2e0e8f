"""Who held office: all leaders of a country, all offices of a leader, with how much is written of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from storage.questions import queries

if TYPE_CHECKING:
    from datetime import date

    from duckdb import DuckDBPyConnection

    from dashboard.i18n import Lang
    from dashboard.services import Services
    from entities.types import Entity, Term
    from storage.questions.queries import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A time in office."""

    code: str  # of who held it
    label: str
    office: str  # as entities.types.Term.office
    country: str | None  # label of where; None for international organisations
    start: date
    end: date | None  # None: still in office
    disputed: bool
    articles: int  # that mention them in the window


def terms_of(
    con: DuckDBPyConnection, *, scope: Scope, entity: Entity, services: Services, lang: Lang
) -> tuple[Held, ...]:
    """The latest first; of those that began on one day, in the order of their names."""
    if entity.kind == "country":
        terms = [
            (one, term)
            for one in services.gazetteer.entities.values()
            for term in one.terms
            if (term.country or one.country) == entity.country
        ]
    else:
        terms = [(entity, term) for term in entity.terms]
    ids = dict(queries.entities(con).select("key", "entity_id").iter_rows())
    asked = sorted({ids[one.key] for one, _ in terms if one.key in ids})
    counts: dict[int, int] = {}
    if asked:
        totals = queries.coverage_sums(con, scope=scope, entity_ids=asked)
        counts = dict(totals.select("entity_id", "articles").iter_rows())

    def held(one: Entity, term: Term) -> Held:
        country = term.country or one.country
        return Held(
            code=one.code,
            label=one.labels[lang],
            office=term.office,
            country=services.label(f"country:{country}", lang) if country else None,
            start=term.start,
            end=term.end,
            disputed=term.disputed,
            articles=counts.get(ids.get(one.key, -1), 0),
        )

    return tuple(sorted((held(*pair) for pair in terms), key=lambda one: (-one.start.toordinal(), one.label)))
