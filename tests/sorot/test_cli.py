"""Every command has help with an example, keeps its exit statuses, and tells mistakes in words."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from sorot.cli import main
from sorot.config.config import load
from storage.ledger.ledger import FeedUpdate, Ledger

COMMANDS = sorted(main.commands)
FEEDS = Path(__file__).parents[1] / "data" / "feeds"


def run(*arguments: str, stdin: str = "") -> Result:
    return CliRunner().invoke(main, list(arguments), input=stdin)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A configuration of one feed, a-b; its data folder is not there yet."""
    path = tmp_path / "config.yaml"
    path.write_text(
        "outlets:\n  a:\n    {name: A, country: ID, lang: id, homepage: 'https://a.example',\n"
        "     feeds: {b: {url: 'https://a.example/rss', section: x}}}\n"
    )
    return path


def test_the_commands_that_are_promised_are_there() -> None:
    promised = "up demo collect serve ingest match evaluate parse retag rebuild doctor backfill names"
    assert set(promised.split()) <= set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_an_example(command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0
    assert "Example:" in result.output
    assert f"sorot {command}" in result.output


def test_match_prints_one_json_document() -> None:
    result = run(
        "match", "--json", "--date", "2026-11-20", "--lang", "id", stdin="Presiden AS tiba di Tokyo."
    )
    answer = json.loads(result.stdout)
    assert answer["countries"] == {"US": 1}
    assert answer["capitals"] == {"JP": 1}
    assert [span["kind"] for span in answer["spans"]] == ["office", "name", "capital"]


def test_match_in_words_names_what_counts_and_what_does_not() -> None:
    result = run("match", stdin="Rusia menjual gas; dolar AS menguat terhadap rupiah.")
    assert "Rusia" in result.output
    assert "currency" in result.output


def test_match_reads_a_title_above_a_blank_line(tmp_path: Path) -> None:
    path = tmp_path / "article.txt"
    path.write_text("Jepang Buka Pameran\n\nPameran dibuka di Peru.", encoding="utf-8")
    answer = json.loads(run("match", "--json", str(path)).stdout)
    assert [(span["field"], span["surface"]) for span in answer["spans"]] == [
        ("title", "Jepang"),
        ("body", "Peru"),
    ]


def test_match_answers_every_line_with_its_id() -> None:
    lines = '{"id": "a", "body": "Peru menang."}\n\n{"id": 2, "title": "x"}\nnot json\n{"body": "Kanada"}\n'
    result = run("match", "--jsonl", stdin=lines)
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 1
    assert answers[0]["id"] == "a"
    assert answers[0]["countries"] == {"PE": 1}
    assert (answers[1]["id"], answers[1]["error"]) == (2, "line 3: body: Field required")
    assert answers[2]["id"] is None
    assert answers[2]["error"].startswith("line 4: ")
    assert answers[3]["countries"] == {"CA": 1}


def test_evaluate_scores_labels(tmp_path: Path) -> None:
    labels = tmp_path / "labels.jsonl"
    record = {
        "id": "1",
        "body": "Peru dan Kanada.",
        "expected": {"countries": {"PE": 1, "BR": 1}, "leaders": {}},
    }
    labels.write_text(json.dumps(record) + "\n", encoding="utf-8")
    scores = json.loads(run("evaluate", "--json", str(labels)).stdout)
    assert (scores["countries"]["precision"], scores["countries"]["recall"]) == (0.5, 0.5)
    assert "precision" in run("evaluate", str(labels)).output


def test_evaluate_says_how_well_each_entity_is_found(tmp_path: Path) -> None:
    records = [
        {"id": str(n), "body": "Peru dan Kanada.", "expected": {"countries": {"PE": 1}, "leaders": {}}}
        for n in range(10)
    ]
    (tmp_path / "few.jsonl").write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    said = run("evaluate", "--entities", str(tmp_path)).output
    (row,) = (line.split() for line in said.splitlines() if line.startswith(" Peru"))
    assert row == ["Peru", "10", "1.000", "0.72–1.00", "1.000", "0.72–1.00", "0.000"]
    assert "named by fewer than 10 articles: 1" in said


def test_a_mistake_in_labels_is_named_with_its_line(tmp_path: Path) -> None:
    labels = tmp_path / "labels.jsonl"
    labels.write_text('{"id": "1"}\n', encoding="utf-8")
    result = run("evaluate", str(labels))
    assert result.exit_code == 2
    assert f"{labels}:1: " in result.output


def test_parse_prints_what_the_collector_reads() -> None:
    answer = json.loads(run("parse", "--json", str(FEEDS / "rss-cdata-title.xml")).stdout)
    assert answer["entries"]
    assert {"title", "link", "guid", "published", "summary", "authors"} <= set(answer["entries"][0])


def test_parse_says_what_is_no_feed() -> None:
    result = run("parse", "--json", str(FEEDS / "not-a-feed-html.xml"))
    assert result.exit_code == 1
    assert "not a feed" in json.loads(result.stdout)["problems"][0]


@pytest.mark.parametrize("command", [["collect", "--once"], ["ingest", "--once"], ["retag"], ["rebuild"]])
def test_a_missing_configuration_is_wrong_usage(command: list[str], tmp_path: Path) -> None:
    result = run(*command, "--config", str(tmp_path / "nowhere.yaml"))
    assert result.exit_code == 2
    assert "cannot be read" in result.output


@pytest.mark.parametrize(("key", "hint"), [("a-c", "did you mean a-b?"), ("zzz", "it has a-b")])
def test_an_unknown_feed_is_refused_with_a_hint(key: str, hint: str, config: Path) -> None:
    result = run("collect", "--once", "--feed", key, "--config", str(config))
    assert result.exit_code == 2
    assert hint in result.output


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["serve", "--port", "99999"], "99999 is not in the range"),
        (["collect", "--once", "--data", "config.yaml"], "is not a folder"),
        (["backfill", "--since", "2026-02-01", "--until", "2026-01-01"], "is not after --since"),
        (["backfill", "--since", "2026-01-99"], "as in 2026-11-20"),
    ],
)
def test_a_wrong_option_is_said_in_words(
    command: list[str], said: str, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(config.parent)
    result = run(*command)
    assert result.exit_code == 2
    assert said in result.output


def test_a_text_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "article.txt"
    path.write_bytes("São Tomé".encode("latin-1"))
    result = run("match", str(path))
    assert result.exit_code == 2
    assert "not UTF-8" in result.output
    lines = tmp_path / "articles.jsonl"
    lines.write_bytes(b'{"body": "S\xe3o"}\n{"body": "Peru"}\n')
    answers = [json.loads(line) for line in run("match", "--jsonl", str(lines)).stdout.splitlines()]
    assert answers[0]["error"].startswith("line 1: ")
    assert answers[1]["countries"] == {"PE": 1}


def test_doctor_says_what_to_do_on_a_new_installation(config: Path) -> None:
    result = run("doctor", "--json", "--config", str(config))
    findings = {finding["about"]: finding for finding in json.loads(result.stdout)}
    assert result.exit_code == 0
    assert findings["configuration"]["says"] == "1 feed of 1 outlet"
    assert findings["archive"]["says"] == "is not there yet"
    assert not (config.parent / "data").exists(), "looking must not make anything"
    assert findings["feeds"]["remedy"] == "sorot up begins."
    assert findings["names"]["state"] == "ok"


@pytest.mark.behaviour(41)
@pytest.mark.parametrize("command", ["collect", "up"])
@pytest.mark.parametrize("part", ["3/2", "0/2", "2", "a/b", ""])
def test_a_shard_that_is_none_is_wrong_usage(config: Path, command: str, part: str) -> None:
    result = run(command, "--shard", part, "--config", str(config))
    assert result.exit_code == 2
    assert "as in 2/4" in result.stderr or "they go from 1/2 to 2/2" in result.stderr
    assert not (config.parent / "data").exists()


@pytest.mark.behaviour(41)
def test_a_feed_of_another_shard_is_told_which(config: Path) -> None:
    parts = [
        run("collect", "--once", "--feed", "a-b", "--shard", f"{n}/2", "--config", str(config))
        for n in (1, 2)
    ]
    refused = [result for result in parts if result.exit_code == 2]
    assert len(refused) == 1
    assert "a-b falls to --shard" in refused[0].stderr


def note(config: Path, **changes: Any) -> str:
    """What doctor says of the feed a-b in this state."""
    now = datetime.now(UTC)
    with Ledger.open(config.parent / "data" / "ledger.sqlite") as ledger:
        ledger.sync_feeds(list(load(config).feeds()), now)
        [state] = ledger.all()
        read = {"last_poll_at": now, "last_ok_at": now, "next_poll_at": now + timedelta(hours=1)}
        ledger.record([FeedUpdate(state=replace(state, **read | changes))])
    result = run("doctor", "--config", str(config))
    assert result.exit_code == 0
    return result.output


@pytest.mark.behaviour(18)
def test_doctor_names_the_line_that_has_the_old_address_and_changes_nothing(config: Path) -> None:
    before = config.read_text()
    said = note(config, read_from="https://baru.example/rss")
    assert "feed a-b: has moved for good to https://baru.example/rss and is read there" in said
    assert f"Write it into {config} line 4: url: https://baru.example/rss" in said
    assert config.read_text() == before


@pytest.mark.behaviour(18)
def test_doctor_says_why_a_move_is_not_made(config: Path) -> None:
    said = note(config, moved_to="http://a.example/rss", moved_count=9, move_refused="downgrade")
    assert "is sent for good to http://a.example/rss, which is not encrypted" in said
    said = note(config, moved_to="https://lain.example/rss", moved_count=9, move_refused="taken")
    assert "where another feed is read already" in said


@pytest.mark.behaviour(12)
def test_doctor_names_a_feed_that_is_gone(config: Path) -> None:
    now = datetime.now(UTC)
    said = note(config, gone_count=14, gone_since=now - timedelta(days=2), failures=14, last_error="410")
    assert "is gone: its server has answered 410 Gone 14 times since" in said
    assert f"Take it out of {config} line 4, or write its new address there." in said


@pytest.mark.behaviour(43)
def test_doctor_names_a_feed_that_brings_nothing_any_more(config: Path) -> None:
    said = note(config, alive_at=datetime.now(UTC) - timedelta(days=9), longest_gap_s=5 * 3600)
    assert "has brought nothing new since" in said
    assert "usually it does within 5 hours" in said


@pytest.mark.behaviour(26)
def test_doctor_says_what_to_write_for_dates_that_are_hours_off(config: Path) -> None:
    said = note(config, skew_h=7, skew_zone="Asia/Jakarta")
    assert "feed a-b: has dates 7 hours ahead of the time they are first seen; they are set aside" in said
    assert f"write it into {config} line 4: zone: Asia/Jakarta" in said
    said = note(config, skew_h=-8, skew_zone=None)
    assert "has dates 8 hours behind the time they are first seen: late news, or another zone" in said


def test_doctor_finds_a_rejected_batch(config: Path) -> None:
    inbox = config.parent / "data" / "inbox"
    inbox.mkdir(parents=True)
    (inbox / "20261120T000000.000000Z-00000000-0000000000000000.parquet").write_bytes(b"PAR1 cut in half")
    taken = run("ingest", "--once", "--config", str(config))
    assert taken.exit_code == 1
    assert "set aside" in taken.output
    result = run("doctor", "--config", str(config))
    assert result.exit_code == 1
    assert "rejected batch" in result.output
