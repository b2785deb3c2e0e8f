"""Exports hold what the archive holds, say how they were made, and are safe to open."""

from __future__ import annotations

import csv
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from duckdb import DuckDBPyConnection

from storage.aside import asked_aside
from storage.batches.batch import write_batch
from storage.database import Database
from storage.errors import ExportError
from storage.ingest.ingest import ingest_pending
from storage.questions import export as module
from storage.questions.export import Format, Selection, What, about, write_export
from storage.scope import Scope
from tests.storage.world import NOW, article, batch, finished, mention, poll, rows

COPIED = " ".join(f"Kalimat nomor {n} tentang gandum dan cuaca di pelabuhan utama." for n in range(30))
DAYS = Scope(since=date(2026, 11, 1), until=date(2026, 11, 21), today=date(2026, 11, 21))


@pytest.fixture
def archive(db: Database, data_dir: Path) -> Database:
    """Five articles on three days, two of them copies."""
    found = [
        article("a", mention("country:FR"), mention("country:JP", "capital"), title="=1+1", body=COPIED),
        article(
            "b",
            mention("country:FR"),
            title="Kapal tiba",
            body=COPIED,
            feed="sore-dunia",
            at=NOW + timedelta(minutes=1),
        ),
        article(
            "c",
            mention("country:JP", "office"),
            byline="@budi",
            attribution=("-AP", "DPA"),
            lang="en",
            at=NOW + timedelta(seconds=30),
        ),
        article("d", mention("country:JP"), title='Juru, "bicara"\nbaru', at=NOW - timedelta(days=9)),
        article("e", at=NOW - timedelta(days=10), published_source="collected"),
    ]
    polls = [
        poll(feed, at=NOW - timedelta(days=n)) for n in range(12) for feed in ("pagi-dunia", "sore-dunia")
    ]
    write_batch(data_dir / "inbox", batch(*found, polls=polls))
    ingest_pending(db, data_dir)
    assert db.call(rows, "SELECT count(*) FROM story_article") == [(2,)]
    return db


def written(
    db: Database, what: What, to: Path, *, scope: Scope = DAYS, force: bool = False, **changes: Any
) -> tuple[int, dict[str, str]]:
    chosen = Selection(what=what, scope=scope, **changes)
    formats: dict[str, Format] = {".csv": "csv", ".jsonl": "jsonl", ".parquet": "parquet"}
    head = db.call(about, chosen, version="1.2.3", zone="Asia/Jakarta", gazetteer="abc", made_at=NOW)
    return db.call(write_export, chosen, format_=formats[to.suffix], to=to, about=head, force=force), head


def read(path: Path) -> tuple[dict[str, str], list[dict[str, Any]]]:
    """The head and the rows of a file of any format, values as its readers see them."""
    if path.suffix == ".parquet":
        head = pl.read_parquet_metadata(path)
        return {k.removeprefix("sorot."): v for k, v in head.items()}, pl.read_parquet(
            path, glob=False
        ).to_dicts()
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    if path.suffix == ".jsonl":
        first, *others = map(json.loads, lines)
        return first["about"], others
    notes = [line for line in lines if line.startswith("#")]
    table = csv.DictReader(lines[len(notes) :])
    return dict(line[2:].rstrip("\n").split(": ", 1) for line in notes), [*table]


@pytest.mark.parametrize("ending", ["parquet", "csv", "jsonl"])
def test_articles_are_all_there_in_the_order_of_their_time(
    archive: Database, tmp_path: Path, ending: str
) -> None:
    to = tmp_path / "new" / f"articles[1].{ending}"
    count, _ = written(archive, "articles", to)
    head, found = read(to)
    assert count == 5
    assert [row["url"][-1] for row in found] == list("edacb")
    assert head["sorot"] == "1.2.3"
    assert head["content"] == "articles"
    assert head["made_at"] == "2026-11-20T01:00:00Z"
    assert head["days"] == "2026-11-01 to 2026-11-20, from midnight in Asia/Jakarta; times are UTC"
    assert (head["outlets"], head["gazetteer"], head["basis"]) == ("all (2)", "abc", "articles")
    assert "copies of one text" in head["meaning"]
    first = next(row for row in found if row["url"].endswith("/a"))
    assert str(first["mentions"]) == "2"
    assert [path.name for path in to.parent.iterdir()] == [to.name]
    published = {row["url"][-1]: row["published_at"] for row in found}
    if ending == "parquet":
        assert published["a"] == NOW
        assert published["e"] is None
        assert first["entities"] == ["country:FR 1", "country:JP 1"]
        assert first["title"] == "=1+1"
    elif ending == "jsonl":
        assert (published["a"], published["e"]) == ("2026-11-20T01:00:00Z", None)
        assert first["title"] == "=1+1"
        assert first["body"] is None
    else:
        assert (published["a"], published["e"]) == ("2026-11-20T01:00:00Z", "")
        assert first["entities"] == "country:FR 1; country:JP 1"


def test_no_cell_of_csv_is_a_formula_and_quotes_and_lines_survive(archive: Database, tmp_path: Path) -> None:
    written(archive, "articles", tmp_path / "a.csv", texts=True)
    _, found = read(tmp_path / "a.csv")
    by_name = {row["url"][-1]: row for row in found}
    assert by_name["a"]["title"] == "'=1+1"
    assert (by_name["c"]["byline"], by_name["c"]["attribution"]) == ("'@budi", "'-AP; DPA")
    assert by_name["d"]["title"] == 'Juru, "bicara"\nbaru'
    assert by_name["a"]["body"] == COPIED
    assert not [cell for row in found for cell in row.values() if cell and cell[0] in "=+-@\t\r"]


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({"scope": {"outlets": (2,)}}, "b"),
        ({"scope": {"langs": ("en",)}}, "c"),
        ({"scope": {"since": date(2026, 11, 11), "until": date(2026, 11, 12)}}, "d"),
        ({"entities": (2,)}, "da"),
        ({"entities": (2,), "scope": {"capitals": False}}, "d"),
        ({"scope": {"basis": "stories"}}, "edac"),
        ({"scope": {"basis": "stories", "outlets": (2,)}}, "b"),
    ],
)
def test_filters(archive: Database, tmp_path: Path, changes: dict[str, Any], names: str) -> None:
    values = {"since": DAYS.since, "until": DAYS.until, "today": DAYS.today} | changes.get("scope", {})
    to = tmp_path / "a.jsonl"
    written(archive, "articles", to, scope=Scope(**values), entities=changes.get("entities", ()))
    assert "".join(row["url"][-1] for row in read(to)[1]) == names


def test_mentions_of_every_kind(archive: Database, tmp_path: Path) -> None:
    count, _ = written(archive, "mentions", tmp_path / "m.parquet")
    _, found = read(tmp_path / "m.parquet")
    assert count == len(found) == 5
    told = [(row["url"][-1], row["entity"], row["kind"], row["times"]) for row in found]
    assert sorted(told) == [
        ("a", "country:FR", "name", 1),
        ("a", "country:JP", "capital", 1),
        ("b", "country:FR", "name", 1),
        ("c", "country:JP", "office", 1),
        ("d", "country:JP", "name", 1),
    ]


def test_a_timeseries_has_n_and_what_was_collected_and_gaps(archive: Database, tmp_path: Path) -> None:
    written(archive, "timeseries", tmp_path / "t.csv")
    head, found = read(tmp_path / "t.csv")
    assert "share: n / N" in head["meaning"]
    assert head["state"].startswith("ok; gap:")
    assert {row["entity"] for row in found} == {"country:FR", "country:JP"}
    assert len(found) == 40
    of = {(row["entity"], row["start"]): row for row in found}
    today = of["country:FR", "2026-11-20"]
    assert (today["n"], today["collected"], today["share"], today["state"]) == ("2", "3", "0.666667", "ok")
    assert of["country:FR", "2026-11-01"]["state"] == "before"
    stories = Scope(since=DAYS.since, until=DAYS.until, today=DAYS.today, basis="stories")
    written(archive, "timeseries", tmp_path / "s.jsonl", scope=stories, entities=(1,))
    head, found = read(tmp_path / "s.jsonl")
    assert (head["basis"], head["entities"]) == ("stories", "country:FR")
    assert (found[-1]["n"], found[-1]["collected"]) == (1, 2)


def test_outlet_days_say_what_was_read(archive: Database, tmp_path: Path) -> None:
    count, _ = written(archive, "outlet-days", tmp_path / "o.parquet")
    _, found = read(tmp_path / "o.parquet")
    assert count == 40
    of = {(row["outlet"], row["day"]): row for row in found}
    assert of["pagi", date(2026, 11, 20)]["articles"] == 2
    assert of["pagi", date(2026, 11, 1)]["state"] == "before"


def test_a_file_that_is_there_is_overwritten_only_when_told(archive: Database, tmp_path: Path) -> None:
    to = tmp_path / "a.csv"
    to.write_text("mine")
    with pytest.raises(ExportError, match=r"is there already.*--force"):
        written(archive, "articles", to)
    assert to.read_text() == "mine"
    assert written(archive, "articles", to, force=True)[0] == 5
    assert to.read_text().startswith("# sorot: 1.2.3")


def test_days_are_written_some_at_a_time(
    archive: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole: dict[str, list[object]] = {}
    for run in (7, 1):
        monkeypatch.setattr(module, "RUN", timedelta(days=run))
        for ending in ("csv", "jsonl", "parquet"):
            to = tmp_path / f"{run}.{ending}"
            written(archive, "articles", to)
            whole.setdefault(ending, []).append(read(to))
    assert all(one == other for one, other in whole.values())


def endless(con: DuckDBPyConnection) -> int:
    con.execute("SELECT sum(a.range * b.range) FROM range(1000000) AS a, range(1000000) AS b").fetchall()
    raise AssertionError("not interrupted")


def test_what_nobody_waits_for_any_more_is_interrupted(archive: Database) -> None:
    steps = asked_aside(archive, endless)
    next(steps)
    steps.close()
    assert archive.call(rows, "SELECT 1") == [(1,)]
    assert finished(asked_aside(archive, lambda con: con.execute("SELECT 7").fetchall())) == [(7,)]
    failing = asked_aside(archive, lambda con: con.execute("SELECT nothing"))
    with pytest.raises(duckdb.BinderException):
        finished(failing)
