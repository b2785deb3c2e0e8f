"""The gate of accuracy refuses what it has to refuse."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from entities.accuracy import Measured, Part, Score
from tests import floors
from tests.floors import Entry, Floor, History, digest, lost_texts, problems, regenerated, sealed

HIGH = Floor(precision=0.9, recall=0.9, f1=0.9, count_error=0.1)
LOWER = replace(HIGH, recall=0.8)
WHY = "Forty texts of a harder kind came in."
LINES = ["one", "two", "three"]


def history(*entries: Entry) -> History:
    done: History = ()
    for entry in entries:
        done += (sealed(done, entry),)
    return done


def entry(day: int = 1, *, texts: int = 3, floor: Floor = HIGH, reason: str = "") -> Entry:
    return Entry(
        date=f"2026-11-{day:02}",
        texts=texts,
        hash=digest(LINES[:texts]),
        countries=floor,
        leaders=HIGH,
        reason=reason,
    )


def test_a_floor_rises_freely() -> None:
    assert problems("x", history(entry(floor=LOWER), entry(2))) == []


@pytest.mark.parametrize("name", ["precision", "recall", "f1"])
def test_a_floor_falls_only_with_a_reason(name: str) -> None:
    fallen = replace(HIGH, **{name: 0.5})

    assert "without a reason" in problems("x", history(entry(), entry(2, floor=fallen)))[0]
    assert problems("x", history(entry(), entry(2, floor=fallen, reason="because")))
    assert problems("x", history(entry(), entry(2, floor=fallen, reason=WHY))) == []


def test_a_count_error_rises_only_with_a_reason() -> None:
    assert problems("x", history(entry(), entry(2, floor=replace(HIGH, count_error=0.2))))


def test_what_was_written_stays() -> None:
    written = history(entry(), entry(2))

    assert "was changed" in problems("x", (replace(written[0], countries=LOWER), written[1]))[0]
    assert problems("x", written[1:])
    assert "stands after" in problems("x", history(entry(2), entry(1)))[0]


def test_texts_are_added_at_the_end_and_do_not_go() -> None:
    pinned = history(entry())

    assert lost_texts("x", pinned, [*LINES, "four"]) == []
    for changed in (LINES[:2], [], ["one", "two!", "three"], ["zero", *LINES]):
        assert "say why" in lost_texts("x", pinned, changed)[0]
    assert "fewer texts" in problems("x", history(entry(), entry(2, texts=2)))[0]


def test_a_text_that_went_with_a_reason_is_gone() -> None:
    dropped = history(entry(), entry(2, texts=2, reason=WHY))

    assert problems("x", dropped) == []
    assert lost_texts("x", dropped, LINES[:2]) == []


def measured(right: int, missed: int) -> Measured:
    part = Part(texts=20, countries=Score(right=right, missed=missed), leaders=Score())
    return Measured(day=date(2026, 11, 2), whole=part, traps={})


def whole(histories: dict[str, History]) -> History:
    return histories[floors.WHOLE]


def test_regenerating_raises_floors_and_never_lowers_them() -> None:
    first = whole(regenerated({}, measured(90, 10), ""))
    better = whole(regenerated({floors.WHOLE: first}, measured(99, 1), ""))
    worse = whole(regenerated({floors.WHOLE: better}, measured(80, 20), ""))
    told = whole(regenerated({floors.WHOLE: better}, measured(80, 20), WHY))

    assert first[0].countries.recall == pytest.approx(0.88)  # two more may be missed
    assert better[-1].countries.recall == pytest.approx(0.97)
    assert worse == better
    assert told[-1].countries.recall == pytest.approx(0.78)
    assert (told[:-1], told[-1].reason) == (better, WHY)
    assert problems("all", told) == []


def test_regenerating_twice_adds_nothing() -> None:
    once = regenerated({}, measured(90, 10), "")

    assert regenerated(once, measured(90, 10), "") == once
    assert regenerated(once, measured(91, 10), "") == once  # not worth an entry


def test_a_floor_is_broken_by_what_is_worse_than_the_slack() -> None:
    floor = Floor.below(Score(right=98, missed=1, wrong=1, off_by=2), 1)

    assert floor.broken_by(Score(right=98, missed=1, wrong=2, off_by=3)) == []
    assert floor.broken_by(Score(right=97, missed=2, wrong=1, off_by=3)) == []
    assert floor.broken_by(Score(right=94, missed=5, wrong=1, off_by=9)) == ["recall", "f1", "count_error"]
