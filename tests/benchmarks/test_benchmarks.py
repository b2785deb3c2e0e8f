"""The benchmarks run, and compare like with like. What they measure is not asked here."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from benchmarks import (
    analysts,
    archive,
    compare_callback,
    feed_to_mentions,
    first_chart,
    kills,
    lake,
    matcher,
    pages,
    questions,
    rebuild,
    retag,
    schedule,
    soak,
    spikes,
    storage,
    virtual,
)
from benchmarks.__main__ import BENCHMARKS
from benchmarks.feed_to_mentions import Comparison
from benchmarks.figures import Figure, p95, ratio
from benchmarks.news import Press
from entities.gazetteer import Gazetteer, load
from entities.matcher import Matcher
from storage.database import Database
from storage.questions import queries
from storage.upkeep.rollups import audit
from tests.servers import free_ports

NOW = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load()


@pytest.fixture(scope="module", params=[False, True], ids=["headlines", "full texts"])
def compared(
    request: pytest.FixtureRequest, gazetteer: Gazetteer, tmp_path_factory: pytest.TempPathFactory
) -> Comparison:
    full: bool = request.param
    comparison = Comparison(gazetteer, tmp_path_factory.mktemp("feeds"), feeds=2, entries=8, full=full)
    comparison.run(feeds=2, rounds=0, for_script=2)
    return comparison


def test_both_ways_store_the_same_articles(compared: Comparison) -> None:
    ours, plain = compared.stored["sorot"], compared.stored["plain"]
    assert len(ours.articles) == 16
    assert ours.articles == plain.articles


def test_both_ways_find_the_same_names_but_for_those_that_context_decides(compared: Comparison) -> None:
    ours, plain = compared.stored["sorot"].mentions, compared.stored["plain"].mentions
    both = ours.keys() & plain.keys()
    assert len(both) >= 15
    assert sum(ours[place] == plain[place] for place in both) >= 0.9 * len(both)
    assert len(both) >= 0.9 * len(ours)  # sorot adds little: who an office means
    assert 0 < len(plain.keys() - ours.keys()) < len(plain) / 3  # and sets aside what does not count


def test_all_three_ways_look_for_the_same_names(gazetteer: Gazetteer) -> None:
    names = matcher.names_of(gazetteer)
    assert len(names) > 4000
    pattern, ours = matcher.alternation(names), Matcher(gazetteer)
    title, body = (
        "Menlu Jepang tiba di Paris",
        "Ia akan menemui Emmanuel Macron.\nKunjungan ke Italia menyusul.",
    )
    found = {match.surface for match in ours.find(title, body, lang="id").matches}
    assert (
        found == set(pattern.findall(f"{title}\n{body}")) == {"Jepang", "Paris", "Emmanuel Macron", "Italia"}
    )


def test_generated_articles_have_what_context_must_decide(gazetteer: Gazetteer) -> None:
    press, ours = Press(gazetteer), Matcher(gazetteer)
    texts = [press.article() for _ in range(30)]
    assert 2000 < sum(len(body) for _, body in texts) / 30 < 4000
    answers = [ours.find(title, body, lang="id") for title, body in texts]
    assert sum(len(answer.matches) for answer in answers) > 60
    assert sum(len(answer.ignored) for answer in answers) > 15
    again = Press(gazetteer)
    assert [again.article() for _ in range(30)] == texts


def test_the_archive_adds_up_and_is_read_without_gaps(gazetteer: Gazetteer, tmp_path: Path) -> None:
    desk = archive.build(tmp_path, gazetteer, now=NOW, history=100)
    today = NOW.astimezone(archive.ZONE).date()
    scope = queries.Scope(since=today - timedelta(days=99), until=today + timedelta(days=1), today=today)
    with Database.open(tmp_path / "sorot.duckdb", zone=archive.ZONE, gazetteer=gazetteer) as db:
        assert db.call(audit).sound
        days = db.call(queries.collected_by_day, scope=scope)
        before = db.call(queries.bounds).articles
        archive.take_in(db, desk, archive.FEEDS[0], NOW)
        assert db.call(queries.bounds).articles == before + 1
    assert len(set(days["outlets_selected"])) == 1
    assert (days["state"] == "gap").sum() <= 2
    assert 40 < days["articles"].mean() < 60  # type: ignore[operator]


def test_every_filter_is_another_address_that_shows_something() -> None:
    other = compare_callback.Filters([f"C{number}" for number in range(20)], date(2026, 9, 1), 548)
    asked = [other() for _ in range(300)]
    assert len(set(asked)) == len(asked)
    assert all(re.fullmatch(r"\?e=(C\d+,){4}C\d+&(last=\w+|from=[\d-]+&to=[\d-]+)", query) for query in asked)


@pytest.mark.behaviour(9, 15)
def test_a_day_of_many_feeds_spares_every_host_and_loses_no_poll(tmp_path: Path) -> None:
    """Ledger, schedule and dispatcher over hours of invented time, beside servers that fail in every way."""
    day = schedule.simulate(tmp_path, feeds=300, hosts=60, hours=5)  # one of its servers never answers
    assert (day.asked.too_many, day.asked.too_soon) == (0, 0)
    assert (day.lost, day.followed.early) == (0, 0)
    assert max(day.followed.late) < schedule.LATE
    assert all(state.polls for state in day.states)
    assert {"unchanged", "new document", "answered 404 Not Found", "took longer than 30 s"} <= set(
        day.asked.statuses
    )
    assert any(state.read_from for state in day.states)
    assert 300 < day.followed.polls < 300 * 4 * 6  # ten minutes is the floor


def test_invented_time_jumps_to_the_next_thing_to_do() -> None:
    async def wait() -> float:
        await asyncio.gather(asyncio.sleep(3_600), asyncio.sleep(86_400))
        return asyncio.get_running_loop().time()

    assert virtual.run(wait()) == pytest.approx(86_400)

    async def stuck() -> None:
        await asyncio.Event().wait()

    with pytest.raises(RuntimeError, match="everything waits"):
        virtual.run(stuck())


def test_limits_are_judged_and_nothing_else() -> None:
    def verdict(value: float, **limit: float) -> str:
        return Figure(name="n", value=value, unit="ms", **limit).verdict

    assert verdict(30, at_most=30) == "ok"
    assert verdict(31, at_most=30) == "over"
    assert verdict(20, at_least=10) == "ok"
    assert verdict(9, at_least=10) == "under"
    assert verdict(9) == ""
    assert ratio([10, 30, 50], [1, 2, 10]) == 10
    assert p95(range(101)) == 95


@pytest.mark.parametrize("name", sorted(BENCHMARKS))
def test_each_benchmark_runs(
    name: str, capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest
) -> None:
    small = {
        "matcher": lambda: matcher.main(articles=2, for_re=1, rounds=1),
        "feed_to_mentions": lambda: feed_to_mentions.main(feeds=1, entries=2, rounds=1),
        "pages": lambda: pages.main(rounds=1, copies=1),
        "retag": lambda: retag.main(articles=300),
        "kills": lambda: kills.main(kills=1, seed=1, only=0),
        "rebuild": lambda: rebuild.main(articles=300),
        "schedule": lambda: schedule.main(feeds=40, hosts=15, hours=0.5),
        "lake": lambda: lake.main(
            history=20, rounds=2, batches=1, catalog=request.getfixturevalue("postgres")
        ),
        "questions": lambda: questions.main(history=70, rounds=1),
        "compare_callback": lambda: compare_callback.main(
            history=70, requests=3, rounds=2, articles=2000, years=1, users=(1, 3)
        ),
        "first_chart": lambda: first_chart.measure_demo(
            request.getfixturevalue("tmp_path") / "demo", rounds=1, history=20, pages=["Compare"]
        ),
        "spikes": lambda: spikes.main(entities=40, days=200, others=20),
        "storage": lambda: storage.main(articles=2000, rounds=2, years=2),
        "analysts": lambda: analysts.main(articles=2000, analysts=3, minutes=0.2, think=(0.1, 0.5), years=1),
        "soak": lambda: soak.main(minutes=0.1, first_port=free_ports(20)),
    }
    small[name]()
    printed = capsys.readouterr().out.splitlines()
    assert [
        line for line in printed if re.search(r"\s\d[\d,.]* (ms|KB|s|MB|articles/s|times|in 1,000)\b", line)
    ]


def test_a_soak_loses_nothing_and_leaves_nothing_behind(tmp_path: Path) -> None:
    done = soak.soak(0.5, tmp_path, first_port=free_ports(20))
    assert done.published > 100
    assert (done.missing, done.doubled, done.left, done.status) == ((), (), (), 0)
    assert max(done.memory) < 400 * soak.MB


def test_an_unknown_name_is_told_what_there_is() -> None:
    command = [sys.executable, "-m", "benchmarks", "matchr"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "no benchmark matchr; there are matcher, feed_to_mentions" in done.stderr


@pytest.mark.parametrize(("scatter", "found"), [(0.0, 0.95), (0.05, 0.9)])
def test_tripled_days_are_found_and_hardly_any_other(scatter: float, found: float) -> None:
    """A small press: what the whole benchmark holds to is told by a run of it."""
    outcome = spikes.measured(spikes.World(seed=2, entities=60, days=500, scatter=scatter))
    assert outcome.large > 60
    assert outcome.found_share >= found
    assert outcome.alarms_per_thousand <= 1.0


def test_a_press_without_news_has_no_spikes() -> None:
    outcome = spikes.measured(spikes.World(seed=3, entities=60, days=400, often=0.0))
    assert (outcome.large, outcome.alarms) == (0, 0)
