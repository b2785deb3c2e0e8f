"""`sorot names`: what waits is listed, and accepting shows what it changes before it is done."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dashboard.review import Decision
from entities.gazetteer import load as load_gazetteer
from sorot.cli import main
from sorot.config.config import load
from sorot.errands import kinds
from sorot.errors import UserError
from sorot.names.decisions import gazetteer_with
from sorot.names.names import load_names
from storage.database import Database
from storage.writer import Writer
from tests.archive import ZONE
from tests.sorot.press import build

MENTIONS = "SELECT count(*), sum(count) FROM mention JOIN entity USING (entity_id) WHERE key = $key"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("press"), load_gazetteer())


@pytest.fixture
def config(built: Path, tmp_path: Path) -> Path:
    shutil.copytree(built.parent, tmp_path / "press")
    return tmp_path / "press" / "config.yaml"


@pytest.fixture
def served(config: Path) -> Iterator[Database]:
    """The archive in the hands of another part of sorot, which takes errands."""
    path, settings = config.parent / "data" / "sorot.duckdb", load(config)
    with Database.open(path, zone=ZONE, gazetteer=load_gazetteer()) as db:
        writer = Writer(db, settings.data, kinds=kinds(settings))
        writer.start()
        yield db
        writer.stop()


def names(config: Path, *arguments: str, stdin: str = "") -> Result:
    return CliRunner(env={"COLUMNS": "160"}).invoke(
        main, ["names", *arguments, "--config", str(config)], input=stdin
    )


def waiting(config: Path) -> list[str]:
    answer = names(config, "list", "--json")
    assert answer.exit_code == 0, answer.output
    return [one["name"] for one in json.loads(answer.stdout)["names"]]


def counted(config: Path, key: str) -> list[tuple[object, ...]]:
    path = config.parent / "data" / "sorot.duckdb"
    with Database.open(path, zone=ZONE, gazetteer=load_gazetteer(), read_only=True) as db:
        return db.call(lambda con: con.execute(MENTIONS, {"key": key}).fetchall())


def test_what_waits_is_listed_and_shown(config: Path) -> None:
    answer = names(config, "list")
    assert answer.exit_code == 0, answer.output
    assert [line.split()[:2] for line in answer.stdout.splitlines()[1:]] == [
        ["Toran", "Belkas"],
        ["Arisan", "Melati"],
        ["Bronwyn", "Albanese"],
    ]
    shown = names(config, "show", "bronwyn albanese").stdout
    assert "1 mention in 1 article of 1 outlet, 2026-11-20 to 2026-11-20" in shown
    assert "Menteri Luar Negeri Australia [Bronwyn Albanese] menyambut tamu" in shown
    assert "It may be leader:anthony-albanese." in shown
    missing = names(config, "show", "Nobody")
    assert missing.exit_code == 1
    assert "does not wait for review" in missing.stderr


def test_accepting_shows_what_it_changes_before_it_is_done(config: Path) -> None:
    own = config.parent / "names.yaml"
    asked = ("accept", "Toran Belkas", "--as", "person:toran-belkas", "--country", "ir")
    answer = names(config, *asked, stdin="n\n")
    assert "adds 4 mentions in 3 articles, 0 conflicts" in answer.stdout
    assert not own.exists()
    answer = names(config, *asked, stdin="y\n")
    assert answer.exit_code == 0, answer.output
    assert f"new: person:toran-belkas, in {own}" in answer.stdout
    assert "person:toran-belkas" in own.read_text()
    assert "country: IR" in own.read_text()
    assert counted(config, "person:toran-belkas") == [(3, 4)]
    assert waiting(config) == ["Arisan Melati", "Bronwyn Albanese"]


def test_a_name_of_somebody_known_and_rejected_ones(config: Path) -> None:
    own = config.parent / "names.yaml"
    own.write_text("# ours\nentities: []   # none yet\n")
    before = counted(config, "leader:anthony-albanese")
    answer = names(config, "accept", "Bronwyn Albanese", "--as", "leader:anthony-albanese", "--yes")
    assert answer.exit_code == 0, answer.output
    assert "one more name of Anthony Albanese" in answer.stdout
    assert before != counted(config, "leader:anthony-albanese") == [(1, 1)]
    answer = names(config, "reject", "Arisan Melati")
    assert answer.exit_code == 0, answer.output
    assert "rejected: [Arisan Melati]" in own.read_text()
    assert own.read_text().startswith("# ours\nentities: []   # none yet\n")
    assert waiting(config) == ["Toran Belkas"]


def test_beside_the_dashboard_the_same(config: Path, served: Database) -> None:
    assert waiting(config) == ["Toran Belkas", "Arisan Melati", "Bronwyn Albanese"]
    answer = names(
        config, "accept", "Toran Belkas", "--as", "leader:toran-belkas", "--country", "IR", "--yes"
    )
    assert answer.exit_code == 0, answer.output
    assert "adds 4 mentions in 3 articles, 0 conflicts" in answer.stdout
    assert "leader:toran-belkas" in served.gazetteer.entities
    assert served.call(lambda con: con.execute(MENTIONS, {"key": "leader:toran-belkas"}).fetchall()) == [
        (3, 4)
    ]
    assert names(config, "reject", "Arisan Melati").exit_code == 0
    assert served.gazetteer.rejected == {"Arisan Melati"}
    assert waiting(config) == ["Bronwyn Albanese"]


@pytest.mark.parametrize(
    ("key", "country", "said"),
    [
        ("persn:toran-belkas", "IR", "'persn:toran-belkas' is no key: write a kind and a name"),
        ("leader:toran-belkas", None, "leader:toran-belkas needs a country"),
        ("person:", None, "'person:' is no key"),
    ],
)
def test_a_decision_that_is_none_is_refused(key: str, country: str | None, said: str, tmp_path: Path) -> None:
    decision = Decision(name="Toran Belkas", key=key, country=country)
    with pytest.raises(UserError, match=re.escape(said)):
        gazetteer_with(decision, tmp_path / "names.yaml", {}, write=True)
    assert not (tmp_path / "names.yaml").exists()


def test_what_would_not_load_is_refused_with_its_line(config: Path) -> None:
    answer = names(config, "accept", "Toran Belkas", "--as", "person:Toran Belkas", "--yes")
    assert answer.exit_code == 2, answer.output
    assert "names.yaml:2: entities.0.id: must have small letters" in answer.stderr
    assert not (config.parent / "names.yaml").exists()


def test_a_file_with_a_mistake_is_refused_and_left_alone(config: Path) -> None:
    own = config.parent / "names.yaml"
    good = "entities:\n  - {id: topic:beras, labels: {en: Rice, id: Beras}, names: {any: [beras]}}\n"
    own.write_text(good)
    assert len(waiting(config)) == 3  # and from now on these names are the ones accepted last
    own.write_text(good + "rejectd: []\n")
    assert "topic:beras" in load_names(load(config)).entities
    answer = names(config, "accept", "Toran Belkas", "--as", "person:toran-belkas", "--yes")
    assert answer.exit_code == 2
    assert "names.yaml:3: rejectd: this key is not known; did you mean 'rejected'?" in answer.stderr
    assert own.read_text() == good + "rejectd: []\n"
