"""The user's own names are in force for every command; those last accepted are while the file is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sorot.cli import main
from sorot.config.config import load
from sorot.names import names
from sorot.names.files import ACCEPTED

MINE = """\
include: [companies.yaml]
entities:
  - {id: topic:state-companies, labels: {en: State companies, id: BUMN}, names: {any: [BUMN]}}
"""
COMPANIES = """\
entities:
  - id: company:pertamina
    labels: {en: Pertamina, id: Pertamina}
    names: {any: [Pertamina]}
    part_of: topic:state-companies
"""
BAD = MINE + "rejectd: []\n"
SAID = "names.yaml:4: rejectd: this key is not known; did you mean 'rejected'?"
STILL = "The names accepted last stay in force until this is mended; sorot doctor says when it is."


@pytest.fixture
def config(tmp_path: Path) -> Path:
    (tmp_path / "names.yaml").write_text(MINE, encoding="utf-8")
    (tmp_path / "companies.yaml").write_text(COMPANIES, encoding="utf-8")
    path = tmp_path / "config.yaml"
    path.write_text(
        "names: names.yaml\noutlets:\n  a:\n    {name: A, country: ID, lang: id, homepage: 'https://a.example',\n"
        "     feeds: {b: {url: 'https://a.example/rss', section: x}}}\n"
    )
    return path


def run(*arguments: str, stdin: str = "") -> Result:
    return CliRunner().invoke(main, list(arguments), input=stdin)


def refuse(config: Path) -> None:
    (config.parent / "names.yaml").write_text(BAD, encoding="utf-8")


def test_names_are_read_from_the_folder_of_the_configuration(config: Path) -> None:
    found = names.load_names(load(config))
    assert {"company:pertamina", "topic:state-companies", "country:KP"} <= found.entities.keys()


def test_a_file_of_the_usual_name_need_not_be_named(config: Path) -> None:
    config.write_text(config.read_text().removeprefix("names: names.yaml\n"))
    assert "company:pertamina" in names.load_names(load(config)).entities


def test_without_a_file_of_the_users_there_are_ours(config: Path) -> None:
    config.write_text(config.read_text().removeprefix("names: names.yaml\n"))
    (config.parent / "names.yaml").unlink()
    assert names.names_in_force(load(config)).refused == ""
    assert not (config.parent / "data").exists()


def test_first_start_with_a_file_that_is_refused_ends_with_status_2(config: Path) -> None:
    refuse(config)
    for command in (
        ("ingest", "--once"),
        ("serve", "--port", "1"),
        ("retag",),
        ("rebuild",),
        ("collect", "--once"),
    ):
        result = run(*command, "--config", str(config))
        assert result.exit_code == 2
        assert f"{config.parent}/{SAID}" in result.stderr
    assert not (config.parent / "data" / ACCEPTED).exists()


def test_file_that_is_missing_is_refused(config: Path) -> None:
    (config.parent / "names.yaml").unlink()
    result = run("ingest", "--once", "--config", str(config))
    assert (result.exit_code, "names.yaml:1: cannot be read: No such file" in result.stderr) == (2, True)


def test_refused_file_leaves_the_accepted_names_in_force(config: Path) -> None:
    before = names.load_names(load(config)).version
    refuse(config)
    (config.parent / "companies.yaml").unlink()
    result = run("ingest", "--once", "--config", str(config))
    assert result.exit_code == 0
    assert result.stderr.splitlines()[-1] == STILL
    found = names.names_in_force(load(config))
    assert found.gazetteer.version == before
    assert found.refused == f"{config.parent}/{SAID}"
    # Accepted copies are of all files.
    (config.parent / "names.yaml").write_text(MINE, encoding="utf-8")
    found = names.names_in_force(load(config))
    assert "include: " in found.refused
    assert found.gazetteer.version == before


def test_mended_file_is_in_force_again(config: Path) -> None:
    names.load_names(load(config))
    refuse(config)
    names.load_names(load(config))
    (config.parent / "names.yaml").write_text(MINE.replace("[BUMN]", "[BUMN, Danantara]"), encoding="utf-8")
    found = names.names_in_force(load(config))
    assert found.refused == ""
    assert "Danantara" in {alias.text for alias in found.gazetteer.aliases_of("topic:state-companies")}
    refuse(config)
    assert names.names_in_force(load(config)).gazetteer.version == found.gazetteer.version


@pytest.mark.parametrize("kept", ["", "[]", "{}", '[{"path": "a.yaml", "text": "include: [b.yaml]"}]', "[1]"])
def test_accepted_copy_that_cannot_be_used_is_none(config: Path, kept: str) -> None:
    names.load_names(load(config))
    (config.parent / "data" / ACCEPTED).write_text(kept, encoding="utf-8")
    refuse(config)
    assert run("ingest", "--once", "--config", str(config)).exit_code == 2


def test_accepted_copy_is_written_only_when_it_changes(config: Path) -> None:
    names.load_names(load(config))
    path = config.parent / "data" / ACCEPTED
    before = path.stat()
    names.load_names(load(config))
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert [file.name for file in path.parent.iterdir()] == [ACCEPTED]


def test_doctor_says_what_is_refused(config: Path) -> None:
    good = {f["about"]: f for f in json.loads(run("doctor", "--json", "--config", str(config)).stdout)}
    assert good["names"]["state"] == "ok"
    assert not (config.parent / "data").exists()  # a look changes nothing
    names.load_names(load(config))
    refuse(config)
    bad = {f["about"]: f for f in json.loads(run("doctor", "--json", "--config", str(config)).stdout)}
    assert (bad["names"]["state"], bad["names"]["says"]) == ("wrong", f"{config.parent}/{SAID}")
    assert bad["names"]["remedy"] == f"Mend it. Until then: {good['names']['says']}."
    (config.parent / "data" / ACCEPTED).unlink()
    [first] = [
        f
        for f in json.loads(run("doctor", "--json", "--config", str(config)).stdout)
        if f["about"] == "names"
    ]
    assert (first["state"], first["says"]) == ("wrong", f"{config.parent}/{SAID}")


def test_match_tries_the_file_as_it_is(config: Path) -> None:
    text = "BUMN untung; laba Pertamina naik di Rusia."
    answer = json.loads(run("match", "--json", "--config", str(config), stdin=text).stdout)
    assert answer["countries"] == {"RU": 1}
    assert answer["others"] == {"topic:state-companies": 2, "company:pertamina": 1}
    assert [span["entity"] for span in answer["spans"]] == [
        "topic:state-companies",
        "company:pertamina",
        "country:RU",
    ]
    line = json.dumps({"id": 1, "body": text})
    assert json.loads(run("match", "--jsonl", "--config", str(config), stdin=line).stdout)["others"]
    said = run("match", "--config", str(config), "--lang", "id", stdin=text).stdout
    assert "BUMN 2, Pertamina 1" in said
    names.load_names(load(config))
    refuse(config)
    result = run("match", "--config", str(config), stdin=text)
    assert (result.exit_code, SAID in result.stderr) == (2, True)


def test_match_takes_config_yaml_where_there_is_one(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(config.parent)
    assert json.loads(run("match", "--json", stdin="Laba Pertamina naik.").stdout)["others"]
    config.unlink()
    assert not json.loads(run("match", "--json", stdin="Laba Pertamina naik.").stdout)["others"]


def test_evaluate_takes_the_users_names(config: Path, tmp_path: Path) -> None:
    labels = tmp_path / "labels.jsonl"
    expected = {"countries": {"KP": 1}, "leaders": {}}
    labels.write_text(
        json.dumps({"id": "1", "body": "Korut Raya menang.", "lang": "id", "expected": expected})
    )
    (tmp_path / "names.yaml").write_text("countries: {KP: {not: [Korut Raya]}}\n", encoding="utf-8")
    assert "1.000" in run("evaluate", str(labels)).stdout
    assert "0.000" in run("evaluate", str(labels), "--config", str(config)).stdout


def test_watch_sees_the_files_change(config: Path) -> None:
    watch = names.NamesWatch(load(config))
    assert watch() == ""
    refuse(config)
    assert watch() == f"{config.parent}/{SAID}"
    (config.parent / "names.yaml").write_text(MINE.replace("[BUMN]", "[Pertamina]"), encoding="utf-8")
    assert [watch().count("it cannot always count for both") for _ in range(2)] == [1, 1]
    (config.parent / "companies.yaml").write_text("rejected: []\n", encoding="utf-8")
    assert watch() == ""
    (config.parent / "companies.yaml").unlink()
    assert "companies.yaml cannot be read" in watch()
