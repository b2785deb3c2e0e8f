"""A rule fires on days that are over and were read, once a rise, and never on what was backfilled."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from duckdb import DuckDBPyConnection

from storage.alerts.judge import LATE, Judged, due, judged
from storage.alerts.records import Condition, Rule, RuleKind
from storage.memo import forget
from storage.questions.queries import Scope, judged_days
from tests.archive import counted_archive

FIRST = date(2026, 1, 5)  # a Monday
JAPAN = "country:JP"


def day(place: int) -> date:
    return FIRST + timedelta(days=place)


def archive(path: Path, counts: list[int], *, unread: range = range(0), **more: Any) -> DuckDBPyConnection:
    """Japan in ``counts`` articles of 200 a day, of two outlets; the second is not read on some days."""
    half = [count // 2 for count in counts], [count - count // 2 for count in counts]
    second = [0 if place in unread else 100 for place in range(len(counts))]
    return counted_archive(
        path / "a.duckdb",
        first=FIRST,
        outlets=[[100] * len(counts), second],
        mentioned={JAPAN: half},
        failed=[(1, place) for place in unread],
        **more,
    )


def backfill(con: DuckDBPyConnection, where: str, **values: Any) -> None:
    con.execute(f"UPDATE article SET backfilled = true WHERE {where}", values)
    forget()  # nothing else changes an article in place


def fired(con: DuckDBPyConnection, condition: Condition, today: int) -> list[int]:
    return [(one.day - FIRST).days for one in said(con, condition, today).occasions]


def said(con: DuckDBPyConnection, condition: Condition, today: int) -> Judged:
    return judged(con, condition=condition, today=day(today))


def about(con: DuckDBPyConnection, condition: Condition, today: int, **more: Any) -> list[int]:
    rule = Rule(rule_id=1, name="", condition=condition, **{"since": FIRST, **more})
    return [(one.day - FIRST).days for one in due(con, rule=rule, today=day(today))]


SPIKE = Condition(kind="spike", entities=(JAPAN,))


def test_a_spike_is_the_one_of_the_archive_with_its_numbers(tmp_path: Path) -> None:
    con = archive(tmp_path, [15] * 70 + [47] + [15] * 9)
    [one] = said(con, SPIKE, 80).occasions
    ids = dict(con.execute("SELECT key, entity_id FROM entity").fetchall())
    scope = Scope(since=day(70), until=day(71), today=day(80))
    [row] = judged_days(con, scope=scope, entity_ids=[ids[JAPAN]]).rows(named=True)
    [sign] = one.signs
    assert one.day == day(70)
    assert row["state"] == "spike"
    assert (sign.key, sign.articles, sign.collected, sign.expected, sign.outlets) == (JAPAN, 47, 200, 15.0, 2)


@pytest.mark.parametrize(
    ("more", "fires"),
    [({"times": 3.0}, True), ({"times": 3.2}, False), ({"articles": 48}, False), ({"in_outlets": 3}, False)],
)
def test_a_reader_may_ask_for_more_than_a_spike(tmp_path: Path, more: dict[str, Any], fires: bool) -> None:
    con = archive(tmp_path, [15] * 70 + [47] + [15] * 9)
    assert fired(con, Condition(kind="spike", entities=(JAPAN,), **more), 80) == ([70] if fires else [])


def test_a_rise_that_lasts_fires_on_its_first_day(tmp_path: Path) -> None:
    con = archive(tmp_path, [15] * 70 + [47, 60, 15, 47] + [15] * 10 + [47, 15])
    assert fired(con, SPIKE, 86) == [70, 84]


def test_today_is_never_judged(tmp_path: Path) -> None:
    con = archive(tmp_path, [15] * 70 + [60])
    assert fired(con, SPIKE, 70) == []
    assert fired(con, SPIKE, 71) == [70]


@pytest.mark.parametrize("kind", ["spike", "share", "named"])
def test_nothing_is_said_of_a_gap(tmp_path: Path, kind: Any) -> None:
    counts = [0 if kind == "named" else 15] * 70 + [60, 15]
    condition = Condition(kind=kind, entities=(JAPAN,), share=0.2, days=14)
    (tmp_path / "read").mkdir()
    assert 70 in fired(archive(tmp_path / "read", counts), condition, 72)
    found = said(archive(tmp_path, counts, unread=range(70, 71)), condition, 72)
    assert 70 not in [(one.day - FIRST).days for one in found.occasions]
    assert found.gaps == (day(70),)


def test_a_share_fires_when_it_is_reached_and_not_again_while_it_stays(tmp_path: Path) -> None:
    con = archive(tmp_path, [10] * 20 + [50] * 10 + [10] * 10 + [50])
    condition = Condition(kind="share", entities=(JAPAN,), share=0.25)
    assert fired(con, condition, 41) == [20, 40]
    [sign] = said(con, condition, 41).occasions[0].signs
    assert (sign.articles, sign.collected) == (50, 200)
    assert fired(con, Condition(kind="share", entities=(JAPAN,), share=0.251), 41) == []


def test_an_entity_is_new_when_days_that_were_read_did_not_name_it(tmp_path: Path) -> None:
    con = archive(tmp_path, [0] * 40 + [3, 0, 1] + [0] * 20 + [2])
    condition = Condition(kind="named", entities=("all:country",), days=14)
    assert fired(con, condition, 64) == [40, 63]
    [sign] = said(con, condition, 64).occasions[0].signs
    assert (sign.key, sign.articles, sign.read_days) == (JAPAN, 3, 14)
    assert fired(con, Condition(kind="named", entities=(JAPAN,), days=14, articles=3), 64) == [40]


def test_nobody_is_new_after_days_that_were_not_read(tmp_path: Path) -> None:
    condition = Condition(kind="named", entities=(JAPAN,), days=14)
    assert fired(archive(tmp_path, [0] * 40 + [3], unread=range(28, 36)), condition, 41) == []
    (tmp_path / "new").mkdir()
    assert fired(archive(tmp_path / "new", [0] * 5 + [3]), condition, 6) == []  # collection has just begun


def quiet(path: Path, silent: range, **more: Any) -> DuckDBPyConnection:
    loud = [20] * 60
    volumes = [0 if place in silent else 20 for place in range(60)]
    return counted_archive(path / "s.duckdb", first=FIRST, outlets=[loud, volumes], **more)


def test_an_outlet_is_silent_when_it_alone_brings_nothing(tmp_path: Path) -> None:
    con = quiet(tmp_path, range(50, 60))
    condition = Condition(kind="silent", days=2)
    assert fired(con, condition, 60) == [51]
    [sign] = said(con, condition, 60).occasions[0].signs
    assert (sign.key, sign.articles, sign.expected) == ("outlet-2", 0, 20.0)
    assert fired(con, Condition(kind="silent", days=2, outlets=("outlet-1",)), 60) == []
    assert fired(con, Condition(kind="silent", days=2, outlets=("gone",)), 60) == []


def test_why_an_outlet_is_silent_is_kept(tmp_path: Path) -> None:
    con = quiet(tmp_path, range(50, 60), failed=[(1, place) for place in range(50, 60)])
    [sign] = said(con, Condition(kind="silent", days=1), 60).occasions[0].signs
    assert sign.reason == "polls failed"


def test_our_own_silence_is_nobodys(tmp_path: Path) -> None:
    down = [(outlet, place) for outlet in (0, 1) for place in range(50, 55)]
    volumes = [0 if 50 <= place < 55 else 20 for place in range(60)]
    con = counted_archive(tmp_path / "d.duckdb", first=FIRST, outlets=[volumes, volumes], failed=down)
    assert fired(con, Condition(kind="silent", days=1), 60) == []


def test_a_rule_fires_about_days_since_it_was_made_that_are_not_long_over(tmp_path: Path) -> None:
    con = archive(tmp_path, [15] * 70 + [47] + [15] * 9)
    assert about(con, SPIKE, 71) == [70]
    assert about(con, SPIKE, 70 + LATE) == [70]
    assert about(con, SPIKE, 71 + LATE) == []
    assert about(con, SPIKE, 71, since=day(71)) == []
    assert about(con, SPIKE, 71, on=False) == []


@pytest.mark.parametrize("basis", ["articles", "stories"])
def test_backfilled_articles_are_in_the_preview_and_fire_nothing(tmp_path: Path, basis: Any) -> None:
    con = archive(tmp_path, [15] * 70 + [47, 15])
    kinds: tuple[RuleKind, ...] = ("spike", "share")
    for kind in kinds:
        condition = Condition(kind=kind, entities=(JAPAN,), share=0.2, basis=basis)
        assert about(con, condition, 72) == [70]
    backfill(
        con,
        "article_id IN (SELECT article_id FROM mention WHERE day = $day AND article_id % 5 <> 0)",
        day=day(70),
    )
    for kind in kinds:
        condition = Condition(kind=kind, entities=(JAPAN,), share=0.2, basis=basis)
        assert fired(con, condition, 72) == [70]
        assert about(con, condition, 72) == []


def test_who_is_new_in_backfilled_articles_alone_fires_nothing(tmp_path: Path) -> None:
    con = archive(tmp_path, [0] * 70 + [4])
    condition = Condition(kind="named", entities=(JAPAN,))
    assert about(con, condition, 71) == [70]
    backfill(con, "day = $day", day=day(70))
    assert fired(con, condition, 71) == [70]
    assert about(con, condition, 71) == []


def test_only_what_the_filters_let_through_is_judged(tmp_path: Path) -> None:
    con = archive(tmp_path, [15] * 70 + [47, 15], langs=("id", "en"))
    assert fired(con, Condition(kind="share", entities=(JAPAN,), share=0.2, langs=("en",)), 72) == [70]
    assert fired(con, Condition(kind="share", entities=(JAPAN,), share=0.2, langs=("fr",)), 72) == []
    assert fired(con, Condition(kind="spike", entities=(JAPAN,), outlets=("outlet-1",)), 72) == []


def test_who_is_in_no_list_any_more_fires_nothing(tmp_path: Path) -> None:
    con = archive(tmp_path, [15] * 70 + [47, 15])
    kinds: tuple[RuleKind, ...] = ("spike", "share", "named")
    for kind in kinds:
        condition = Condition(kind=kind, entities=("country:XX",))
        assert fired(con, condition, 72) == []
        assert about(con, condition, 72) == []
