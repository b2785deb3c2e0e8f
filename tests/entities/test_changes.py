from __future__ import annotations

from datetime import date

import pytest

from entities.changes import OfficeChange, office_changes
from entities.gazetteer import load
from entities.types import Entity, Term

YEARS = (date(2000, 1, 1), date(2030, 12, 31))


def leader(name: str, *terms: Term, country: str | None = "XX") -> Entity:
    return Entity(
        key=f"leader:{name}", kind="leader", labels={"en": name, "id": name}, country=country, terms=terms
    )


def term(start: str, end: str | None = None, office: str = "president", **more: object) -> Term:
    return Term(
        office=office,
        start=date.fromisoformat(start),
        end=date.fromisoformat(end) if end else None,
        **more,  # type: ignore[arg-type]
    )


def said(*people: Entity, first: date = YEARS[0], last: date = YEARS[1]) -> list[str]:
    """``2020-01-01 ann>bob``; an acting one has a star."""
    return [
        f"{one.day} {(one.left or '').removeprefix('leader:')}>{(one.came or '').removeprefix('leader:')}"
        + "*" * one.acting
        for one in office_changes(people)
        if first <= one.day <= last
    ]


@pytest.mark.parametrize("end", ["2019-12-31", "2020-01-01"])
def test_who_leaves_and_who_comes_are_one_change(end: str) -> None:
    people = leader("ann", term("1990-01-01", end)), leader("bob", term("2020-01-01"))
    assert said(*people) == ["2020-01-01 ann>bob"]


def test_an_office_that_was_empty_changes_twice() -> None:
    people = leader("ann", term("1990-01-01", "2020-01-03")), leader("bob", term("2020-01-05"))
    assert said(*people) == ["2020-01-03 ann>", "2020-01-05 >bob"]


def test_a_new_term_is_no_change() -> None:
    ann = leader("ann", term("2000-01-01", "2004-12-31"), term("2005-01-01", "2009-12-31"))
    assert said(ann, leader("bob", term("2010-01-01"))) == ["2000-01-01 >ann", "2010-01-01 ann>bob"]


def test_those_who_act_are_marked_and_may_stay() -> None:
    ann = leader("ann", term("1990-01-01", "2020-01-01"))
    bob = leader("bob", term("2020-01-01", "2020-06-01", "acting-president"), term("2020-06-02"))
    carl = leader("carl", term("2020-01-01", "2020-06-01", "acting-president"))
    assert said(ann, bob) == ["2020-01-01 ann>bob*"]
    assert said(ann, carl, leader("dora", term("2020-06-01"))) == [
        "2020-01-01 ann>carl*",
        "2020-06-01 carl>dora",
    ]


def test_offices_and_countries_are_told_apart() -> None:
    ann = leader("ann", term("1990-01-01", "2020-01-01"))
    bob = leader("bob", term("2020-01-01", office="prime-minister"))
    carl = leader("carl", term("2020-01-01"), country="YY")
    dora = leader("dora", term("2020-01-01", country="XX"), country="YY")
    assert said(ann, bob, carl) == ["2020-01-01 ann>", "2020-01-01 >bob", "2020-01-01 >carl"]
    assert said(ann, dora) == ["2020-01-01 ann>dora"]


def test_offices_of_organisations_belong_to_no_country() -> None:
    ann = leader("ann", term("2010-01-01", "2020-01-01", "european-council-president"), country="PL")
    bob = leader("bob", term("2020-01-01", office="european-council-president"), country=None)
    (change,) = [one for one in office_changes([ann, bob]) if one.day == date(2020, 1, 1)]
    assert (change.country, change.left, change.came) == (None, "leader:ann", "leader:bob")


def test_two_seats_of_an_office_change_one_by_one() -> None:
    pair = [leader(name, term("2019-10-01", "2020-04-01")) for name in ("ann", "bob")]
    next_ = [leader(name, term("2020-04-01", "2020-10-01")) for name in ("carl", "dora")]
    found = [one for one in said(*pair, *next_) if one.startswith("2020-04-01")]
    assert found == ["2020-04-01 ann>carl", "2020-04-01 bob>dora"]


def test_disputed_terms_are_left_out() -> None:
    ann = leader("ann", term("2010-01-01", "2020-01-01"))
    rival = leader("rival", term("2019-01-01", "2020-01-01", disputed=True))
    assert said(ann, rival, first=date(2010, 1, 2), last=date(2020, 1, 1)) == ["2020-01-01 ann>"]


def test_the_shipped_names_know_who_followed_whom() -> None:
    found = [one for one in load().office_changes if one.day == date(2025, 1, 20)]
    assert found == [
        OfficeChange(
            day=date(2025, 1, 20),
            country="US",
            office="president",
            left="leader:joe-biden",
            came="leader:donald-trump",
        )
    ]
