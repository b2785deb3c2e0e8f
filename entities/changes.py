"""Changes of office: who left, who came, on which day. Charts show them as events."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from entities.types import Entity

ACTING = "acting-"  # how the name of an office begins while somebody holds it for the time being
# Offices that belong to no country, whichever their holders' is.
INTERNATIONAL = frozenset(
    {
        "african-union-commission-chairperson",
        "european-commission-president",
        "european-council-president",
        "secretary-general",
    }
)
# Some terms end the day before the next begins, some on the same day.
HANDOVER = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeChange:
    """Somebody left an office, somebody came into it, or both at once: then it is one change."""

    day: date  # of who came; else the last day in office
    country: str | None  # ISO 3166-1 alpha-2; None for international organisations
    office: str  # as Term.office, without "acting-"
    left: str | None = None  # Entity.key
    came: str | None = None  # Entity.key
    acting: bool = False  # who came holds it for the time being; where nobody came, who left did


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    key: str
    start: date
    end: date | None
    acting: bool

    def leads_to(self, other: _Held) -> bool:
        """Whether it ended when the other began."""
        return self.end is not None and self.end <= other.start <= self.end + HANDOVER


def office_changes(entities: Iterable[Entity]) -> list[OfficeChange]:
    """Every change of an office, oldest first.

    A new term of the same person is none, nor is it one when somebody who was acting stays for good. Terms
    that are disputed are left out.
    """
    held: defaultdict[tuple[str, str], list[_Held]] = defaultdict(list)
    for entity in entities:
        for term in entity.terms:
            if not term.disputed:
                office, acting = term.office.removeprefix(ACTING), term.office.startswith(ACTING)
                one = _Held(key=entity.key, start=term.start, end=term.end, acting=acting)
                country = term.country or ("" if office in INTERNATIONAL else entity.country or "")
                held[country, office].append(one)
    found = [
        change
        for (country, office), terms in held.items()
        for change in _changes(country or None, office, terms)
    ]
    return sorted(found, key=lambda change: (change.day, change.country or "", change.office))


def _changes(country: str | None, office: str, terms: list[_Held]) -> list[OfficeChange]:
    found: list[OfficeChange] = []
    gone: list[_Held] = []  # terms whose end is part of a change already
    for came in sorted(terms, key=lambda one: one.start):
        before = [one for one in terms if one is not came and one not in gone and one.leads_to(came)]
        same = next((one for one in before if one.key == came.key), None)
        if same:
            gone.append(same)
            continue
        left = max(before, key=lambda one: one.start, default=None)
        gone += [left] if left else []
        found.append(
            OfficeChange(
                day=came.start,
                country=country,
                office=office,
                left=left.key if left else None,
                came=came.key,
                acting=came.acting,
            )
        )
    found += [
        OfficeChange(day=one.end, country=country, office=office, left=one.key, acting=one.acting)
        for one in terms
        if one.end and one not in gone
    ]
    return found
