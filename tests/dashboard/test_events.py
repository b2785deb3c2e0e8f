from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from dashboard.comparison import State, Subject
from dashboard.components.event_key import event_key, said
from dashboard.events import MOST, NONE, Event, Events, events_of, office_name
from dashboard.figures import lane
from dashboard.figures.multiples import multiples
from dashboard.figures.timeline import HEIGHT, timeline
from dashboard.i18n import Words, messages
from dashboard.url_state import Window
from entities.gazetteer import Gazetteer
from entities.types import Entity, Term
from tests.dashboard.frames import CHINA, FIRST, MALAYSIA, comparison_of, state_of
from tests.dashboard.test_timeline_figure import plotly

EN, ID = Words("en"), Words("id")
YEAR = Window(first=date(2020, 1, 1), last=date(2020, 12, 31))


def person(name: str, country: str, *terms: tuple[str, date, date | None]) -> Entity:
    return Entity(
        key=f"leader:{name.lower()}",
        kind="leader",
        labels={"en": name, "id": name},
        country=country,
        terms=tuple(Term(office=office, start=start, end=end) for office, start, end in terms),
    )


def world(*people: Entity) -> Gazetteer:
    countries = [
        Entity(key=f"country:{code}", kind="country", labels={"en": en, "id": id_}, country=code)
        for code, en, id_ in (("MY", "Malaysia", "Malaysia"), ("CN", "China", "Tiongkok"))
    ]
    return Gazetteer(entities={one.key: one for one in (*countries, *people)}, aliases=())


def subjects(*codes: str) -> list[Subject]:
    return [Subject(colour=place, entity_id=place, code=code, label=code) for place, code in enumerate(codes)]


def asked(**changes: Any) -> State:
    return state_of(8, window=YEAR, **changes)


def rounds(office: str, country: str, n: int, month: int = 1) -> list[Entity]:
    """``n`` who follow each other, a month each, and one who was before them."""
    starts = [date(2019, 1, 1), *(date(2020, month + at, 1) for at in range(n))]
    ends = [*(start - timedelta(days=1) for start in starts[1:]), None]
    return [
        person(f"{country}{office}{at}".title(), country, (office, start, end))
        for at, (start, end) in enumerate(zip(starts, ends, strict=True))
    ]


ANN = person("Ann", "MY", ("prime-minister", date(2010, 1, 1), date(2020, 3, 1)))
BOB = person("Bob <b>", "MY", ("acting-prime-minister", date(2020, 3, 1), date(2020, 4, 30)))
DORA = person("Dora", "CN", ("president", date(2020, 6, 1), None))


def test_changes_of_who_is_on_the_chart_are_said_in_words() -> None:
    found = events_of(asked(), subjects("MY"), world(ANN, BOB, DORA), EN)
    assert [(one.letter, one.day, one.text) for one in found.shown] == [
        ("A", date(2020, 3, 1), "Malaysia: Bob <b> follows Ann as acting prime minister"),
        ("B", date(2020, 4, 30), "Malaysia: Bob <b> leaves office as acting prime minister"),
    ]
    assert found.rest == ()
    (came,) = events_of(asked(), subjects("CN"), world(ANN, BOB, DORA), ID).shown
    assert came.text == "Tiongkok: Dora menjadi presiden"


def test_a_leader_has_the_changes_of_their_own_office_only() -> None:
    found = events_of(asked(), subjects("ann"), world(ANN, BOB, DORA), EN)
    assert [one.text for one in found.shown] == ["Malaysia: Bob <b> follows Ann as acting prime minister"]
    assert [one.code for one in found.shown[0].subjects] == ["ann"]


def test_a_change_belongs_to_all_it_concerns_in_the_order_of_the_chart() -> None:
    (one, _) = events_of(asked(), subjects("MY", "ann"), world(ANN, BOB), EN).shown
    assert [subject.code for subject in one.subjects] == ["MY", "ann"]


def test_events_outside_the_range_or_put_away_are_none() -> None:
    after = replace(asked(), window=Window(first=date(2020, 5, 1), last=date(2020, 5, 2)))
    assert events_of(after, subjects("MY"), world(ANN, BOB), EN) == NONE
    assert events_of(asked(events=False), subjects("MY"), world(ANN, BOB), EN) == NONE


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        (date(2020, 1, 1), date(2020, 2, 29), []),
        (date(2020, 3, 1), date(2020, 3, 1), [date(2020, 3, 1)]),
        (date(2020, 3, 2), date(2020, 12, 31), []),
    ],
)
def test_the_first_and_the_last_day_are_in_the_range(first: date, last: date, days: list[date]) -> None:
    state = replace(asked(), window=Window(first=first, last=last))
    assert [one.day for one in events_of(state, subjects("MY"), world(ANN), EN).shown] == days


def test_an_office_of_no_country_is_said_without_one() -> None:
    ann = person("Ann", "CN", ("secretary-general", date(2010, 1, 1), date(2019, 12, 31)))
    bob = replace(person("Bob", "MY", ("secretary-general", date(2020, 1, 1), None)), country=None)
    (one,) = events_of(asked(), subjects("ann"), world(ann, bob), EN).shown
    assert one.text == "Bob follows Ann as secretary-general"
    assert events_of(asked(), subjects("CN"), world(ann, bob), EN) == NONE


def test_what_goes_round_gives_way_and_is_counted() -> None:
    people = [*rounds("president", "CN", MOST + 2), *rounds("prime-minister", "MY", 2, month=3)]
    found = events_of(asked(), subjects("CN", "MY"), world(*people), EN)

    assert len(found.shown) == MOST
    assert sum(one.text.startswith("Malaysia") for one in found.shown) == 2
    assert [one.letter for one in found.shown] == list("ABCDEF")
    assert [one.day for one in found.shown] == sorted(one.day for one in found.shown)
    assert len(found.rest) == 4
    key = str(event_key(found, EN))
    assert "4 more events in these days, not drawn" in key
    assert all(one.text in key for one in (*found.shown, *found.rest))
    assert said(found, EN).splitlines()[-1].startswith("4 more")


def test_a_leader_on_the_chart_goes_before_everybody() -> None:
    people = rounds("president", "CN", MOST + 2)
    found = events_of(asked(), subjects("CN", people[1].code), world(*people), EN)
    assert any(len(one.subjects) == 2 for one in found.shown)


@pytest.mark.parametrize("lang", ["en", "id"])
def test_offices_of_the_shipped_names_have_words(lang: Any, gazetteer: Gazetteer) -> None:
    offices = {term.office for entity in gazetteer.entities.values() for term in entity.terms}
    known = [f"office.{office.removeprefix('acting-')}" in messages(lang) for office in offices]
    assert sum(known) / len(known) > 0.9
    assert office_name("keeper-of-the-seal", EN) == "holder of a high office"


def event(day: int, letter: str, *, of: Subject = MALAYSIA, name: str = "Ann") -> Event:
    return Event(
        day=FIRST + timedelta(days=day), subjects=(of,), name=name, text=f"{name} <came>", letter=letter
    )


WIDE = Window(first=FIRST, last=FIRST + timedelta(days=99))


def texts(events: Events, *, narrow: bool = False) -> list[str]:
    return [mark["text"] for mark in lane.marks(events, WIDE, narrow=narrow)]


def test_names_stand_where_there_is_room_and_letters_always() -> None:
    apart = Events(shown=(event(20, "A"), event(70, "B", name="Bob <b>")))
    assert texts(apart) == ["<b>A</b>  Ann", "<b>B</b>  Bob &lt;b&gt;"]
    assert texts(apart, narrow=True) == ["<b>A</b>", "<b>B</b>"]
    assert texts(Events(shown=(event(20, "A", name="Anastasia"), event(26, "B", name="Bartholomew")))) == [
        "<b>A</b>",
        "<b>B</b>",
    ]
    assert texts(Events(shown=(event(20, "A"), event(20, "B"), event(21, "C")))) == [
        "<b>A</b> <b>B</b> <b>C</b>"
    ]


def test_marks_have_the_colour_of_their_line_and_their_sentence() -> None:
    first, both = lane.marks(
        Events(shown=(event(20, "A", of=CHINA), event(70, "B"), event(70, "C", of=CHINA))), WIDE
    )
    assert (first["font"]["color"], both["font"]["color"]) == ("@series-2-text", "@ink-2")
    assert first["hovertext"] == "Ann &lt;came&gt;"


COMPARISON = comparison_of({MALAYSIA: [1, 2, 3, 4], CHINA: [1, 1, 1, 1]}, [9] * 4, ["observed"] * 4)


def test_a_chart_with_events_has_a_lane_and_a_rule_for_each() -> None:
    events = Events(shown=(event(1, "A"), event(3, "B")))
    without, with_ = (timeline(COMPARISON, state_of(4), EN, events=one) for one in (NONE, events))
    rules = [
        shape for shape in with_["layout"]["shapes"] if shape["type"] == "line" and "dash" in shape["line"]
    ]
    assert [rule["x0"] for rule in rules] == ["2026-11-03T00:00", "2026-11-05T00:00"]
    assert without["layout"]["height"] == HEIGHT
    assert with_["layout"]["height"] - HEIGHT == with_["layout"]["margin"]["t"] - 16 == lane.HEIGHT
    assert with_["narrow"]["height"] - without["narrow"]["height"] == lane.HEIGHT
    plotly(with_)
    plotly(with_, "dark", narrow=True)


def test_small_charts_have_the_events_of_their_own_line() -> None:
    figure = multiples(COMPARISON, state_of(4), EN, events=Events(shown=(event(1, "A", of=CHINA),)))
    (rule,) = [shape for shape in figure["layout"]["shapes"] if shape["type"] == "line"]
    (letter,) = [note for note in figure["layout"]["annotations"] if note["text"] == "<b>A</b>"]
    assert rule["xref"] == letter["xref"] == "x2"
    plotly(figure)
    plotly(figure, narrow=True)
