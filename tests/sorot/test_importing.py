"""sorot import, by the command line: rows of other archives become articles, once, on their own days."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from click.testing import CliRunner, Result

from collectors.imports import run as module
from sorot.cli import main
from storage.batches.batch import pending, read_batch
from storage.records import Article
from tests.collectors.documents import GAZETTEER

CONFIG = """\
outlets:
  pagi:
    name: Kabar Pagi
    country: ID
    lang: id
    homepage: https://www.pagi.example
    feeds:
      depan: {url: https://www.pagi.example/rss, section: all}
      dunia: {url: https://dunia.pagi.example/rss, section: dunia}
"""
ROW = {
    "url": "https://dunia.pagi.example/berita/1?utm_source=x",
    "title": "Presiden Rusia tiba di Jakarta",
    "published": "2025-03-01T23:30:00+07:00",
    "body": "<p>Baca Juga: Peru Menang</p><p>Presiden Rusia bertemu menteri <b>Jepang</b>.</p><p>Akhir.</p>",
}
Run = Callable[..., Result]


def rows(count: int) -> list[dict[str, Any]]:
    return [ROW | {"url": f"https://www.pagi.example/berita/{n}"} for n in range(count)]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("sorot.importing.load_names", lambda _: GAZETTEER)  # a worker that knows three
    (tmp_path / "config.yaml").write_text(CONFIG)
    return tmp_path


@pytest.fixture
def bring(folder: Path) -> Run:
    def _bring(file: str | Path, *options: str) -> Result:
        arguments = ["import", str(folder / file), "--config", str(folder / "config.yaml"), *options]
        return CliRunner().invoke(main, arguments)

    return _bring


def written(path: Path, values: Sequence[object]) -> Path:
    path.write_text("".join(f"{json.dumps(value)}\n" for value in values), encoding="utf-8")
    return path


def stored(folder: Path) -> list[Article]:
    inbox = folder / "data" / "inbox"
    return [article for path in pending(inbox) for article in read_batch(path).articles]


def test_a_row_becomes_an_article_as_a_page_would(folder: Path, bring: Run) -> None:
    written(folder / "a.jsonl", [ROW | {"lang": "en-GB", "author": "Rina"}])
    result = bring("a.jsonl", "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["articles"] == 1
    [article] = stored(folder)
    assert (article.url, article.feed) == ("https://dunia.pagi.example/berita/1", "pagi-dunia")
    assert (article.title, article.lang, article.byline) == (ROW["title"], "en", "Rina")
    assert article.body == "Presiden Rusia bertemu menteri Jepang.\nAkhir."
    assert [removed.reason for removed in article.removed] == ["related"]
    assert article.published_at == datetime(2025, 3, 1, 16, 30, tzinfo=UTC)
    assert article.backfilled
    assert {mention.entity for mention in article.mentions if mention.kind == "name"} >= {"country:RU"}


def test_plain_text_keeps_its_paragraphs(folder: Path, bring: Run) -> None:
    written(folder / "a.jsonl", [ROW | {"body": "Satu & dua.\n\nTiga < empat."}])
    bring("a.jsonl")
    assert stored(folder)[0].body == "Satu & dua.\nTiga < empat."


@pytest.mark.parametrize(
    "name", ["a.jsonl", "a.jsonl.gz", "a.csv", "b.csv", "a.tsv", "a.parquet", "tanpa-nama"]
)
def test_all_kinds_of_files_say_the_same(folder: Path, bring: Run, name: str) -> None:
    path, frame = folder / name, pl.DataFrame([ROW])
    if name.endswith("parquet"):
        frame.with_columns(pl.lit(datetime(2025, 3, 1, 23, 30)).alias("published")).write_parquet(path)  # noqa: DTZ001
    elif name.endswith(("csv", "tsv")):
        separator = {"a.csv": ",", "b.csv": ";", "a.tsv": "\t"}[name]
        path.write_bytes(b"\xef\xbb\xbf" + frame.write_csv(separator=separator).encode())
    else:
        text = json.dumps(ROW).encode() + b"\n"
        path.write_bytes(gzip.compress(text, mtime=0) if name.endswith("gz") else text)
    assert bring(name).exit_code == 0
    [article] = stored(folder)
    assert article.published_at == datetime(2025, 3, 1, 16, 30, tzinfo=UTC)
    assert article.body.endswith("Jepang.\nAkhir.")


def test_columns_may_have_other_names(folder: Path, bring: Run) -> None:
    (folder / "a.csv").write_text("link,headline,date\nhttps://www.pagi.example/1,Judul,1 Maret 2025 08:00\n")
    refused = bring("a.csv")
    assert refused.exit_code == 2
    assert (
        "a.csv:1: has no column url, title, published, but link, headline, date; --map url=" in refused.output
    )
    mapped = bring("a.csv", "--map", "url=link", "--map", "title=headline", "--map", "published=date")
    assert mapped.exit_code == 0, mapped.output
    assert stored(folder)[0].published_at == datetime(2025, 3, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('{"url": ', "column 8: is not JSON"),
        ("[1]", "column 1: is not an object"),
        (json.dumps(ROW | {"url": "/berita/1"}), "url: is not a web address: '/berita/1'"),
        (json.dumps(ROW | {"url": "javascript:alert(1)"}), "url: is not a web address"),
        (json.dumps(ROW | {"title": " "}), "title: is missing"),
        (json.dumps(ROW | {"title": 5}), "title: is not text"),
        (json.dumps(ROW | {"published": None}), "published: is missing"),
        (json.dumps(ROW | {"published": "kemarin"}), "published: is not a date: 'kemarin'"),
        (json.dumps(ROW | {"published": "2999-01-01"}), "published: lies in the future"),
        (json.dumps(ROW | {"published": "1970-01-01"}), "published: lies before 1990"),
        (json.dumps(ROW | {"lang": "indonesian"}), "lang: is not a language of two letters"),
        (json.dumps(ROW | {"outlet": "sore"}), "outlet: 'sore' is no outlet of config.yaml"),
        (
            json.dumps(ROW | {"url": "https://lain.example/1"}),
            "url: the site of https://lain.example/1 is no outlet",
        ),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_imported_unless_told(
    folder: Path, bring: Run, line: str, says: str
) -> None:
    (folder / "a.jsonl").write_text(f"{json.dumps(rows(1)[0])}\n\n{line}\n")
    result = bring("a.jsonl")
    assert result.exit_code == 2
    assert f"a.jsonl:3: {says}" in result.output
    assert "--skip-bad" in result.output
    assert not (folder / "data").exists()
    assert bring("a.jsonl", "--skip-bad").exit_code == 0
    assert len(stored(folder)) == 1


def test_a_bad_row_of_csv_is_named_by_its_line(folder: Path, bring: Run) -> None:
    text = 'url,title,published,body\nhttps://www.pagi.example/1,a,2025-03-01,"x\ny"\nhttps://www.pagi.example/2,b\n'
    (folder / "a.csv").write_bytes(text.encode() + b"https://www.pagi.example/3,\xff,2025-03-01,z\n")
    result = bring("a.csv")
    assert "a.csv:4: has 2 cells, not 4" in result.output
    assert "a.csv:5: title: is not UTF-8" in result.output


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.parquet", b"PAR1 cut", "is no Parquet file"),
        ("a.jsonl", b"[{}]", "is a JSON list"),
        ("a.jsonl", b"", "has no rows"),
        ("a.csv", b"\xff\xfe,\n", "is not UTF-8"),
        ("a.jsonl.gz", gzip.compress(b'{"url": 1}\n' * 100, mtime=0)[:40], "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_read_is_wrong_usage(
    folder: Path, bring: Run, name: str, content: bytes, says: str
) -> None:
    (folder / name).write_bytes(content)
    result = bring(name)
    assert result.exit_code == 2
    assert f"{name}:1: {says}" in result.output


def test_unknown_outlets_can_be_made_or_one_named_for_all(folder: Path, bring: Run) -> None:
    written(folder / "a.jsonl", [ROW | {"url": "https://sore.my/1", "outlet": "Kabar Sore", "lang": "ms"}])
    assert "new outlet: kabar-sore" in bring("a.jsonl", "--create-outlets").output
    [path] = pending(folder / "data" / "inbox")
    batch = read_batch(path)
    outlet = batch.feeds[0].outlet
    assert (outlet.key, outlet.name, outlet.country, outlet.lang) == ("kabar-sore", "Kabar Sore", "MY", "ms")
    assert [removed.key for removed in batch.removed_feeds] == ["kabar-sore-import"]
    assert bring("a.jsonl", "--outlet", "pagi").exit_code == 0
    assert {article.feed for article in stored(folder)} == {"kabar-sore-import", "pagi-depan"}
    assert "did you mean pagi?" in bring("a.jsonl", "--outlet", "pag").output


def test_a_dry_run_says_what_would_come(folder: Path, bring: Run) -> None:
    written(folder / "a.jsonl", [*rows(2), ROW | {"published": "2024-01-01"}])
    assert "3 articles, from 2023-12-31 to 2025-03-01" in bring("a.jsonl", "--dry-run").output
    assert not (folder / "data").exists()


def test_what_was_stopped_goes_on_and_what_is_done_is_not_done_again(
    folder: Path, bring: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "config.yaml").write_text("collect: {flush_articles: 10}\n" + CONFIG)
    written(folder / "a.jsonl", rows(35))
    whole = module._hand_over
    left = iter([True, True])

    def twice(*args: Any) -> None:
        if next(left, None) is None:
            raise KeyboardInterrupt
        whole(*args)

    monkeypatch.setattr(module, "_hand_over", twice)
    assert bring("a.jsonl").exit_code == 1
    assert len(stored(folder)) == 20
    monkeypatch.setattr(module, "_hand_over", whole)
    assert "15 articles handed over" in bring("a.jsonl").output
    assert len({article.article_id for article in stored(folder)}) == 35
    assert "was imported before" in bring("a.jsonl").output
    assert "35 articles handed over" in bring("a.jsonl", "--again").output


def test_imported_twice_is_stored_once_on_its_own_day(folder: Path, bring: Run) -> None:
    written(folder / "a.jsonl", [*rows(3), rows(1)[0]])
    bring("a.jsonl")
    bring("a.jsonl", "--again")
    taken = CliRunner().invoke(main, ["ingest", "--once", "--config", str(folder / "config.yaml")])
    assert taken.exit_code == 0, taken.output
    with duckdb.connect(str(folder / "data" / "sorot.duckdb"), read_only=True) as con:
        assert con.sql("SELECT count(*), min(day)::VARCHAR, max(day)::VARCHAR FROM article").fetchall() == [
            (3, "2025-03-01", "2025-03-01")
        ]


def test_outlets_that_share_a_company_for_blogs_are_told_apart(folder: Path, bring: Run) -> None:
    config = CONFIG.replace("www.pagi.example", "pagi.blogspot.com")
    config += config.partition("\n")[2].replace("pagi", "sore").replace("Kabar Pagi", "Kabar Sore")
    (folder / "config.yaml").write_text(config)
    written(folder / "a.jsonl", [ROW | {"url": "https://sore.blogspot.com/1.html"}])
    assert bring("a.jsonl").exit_code == 0
    [article] = stored(folder)
    assert article.feed.startswith("sore-")
