"""What is decided on the page is in the user's own file, counted, and taken back again."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.review import Decision, Promise, ReviewError
from entities.gazetteer import load as load_gazetteer
from sorot.config.config import load
from sorot.errands import kinds
from sorot.names.review import FileReviewer
from storage.database import Database
from storage.questions.names import names_waiting
from storage.writer import Writer
from tests.archive import ZONE
from tests.sorot.press import build

BELKAS = Decision(name="Toran Belkas", key="person:toran-belkas", country="IR")
COUNTED = "SELECT coalesce(sum(count), 0) FROM mention JOIN entity USING (entity_id) WHERE key = $key"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return build(tmp_path, load_gazetteer())


@pytest.fixture
def db(config: Path) -> Iterator[Database]:
    """The archive, served."""
    settings = load(config)
    path = settings.data / "sorot.duckdb"
    with Database.open(path, zone=ZONE, gazetteer=load_gazetteer()) as opened:
        writer = Writer(opened, settings.data, kinds=kinds(settings))
        writer.start()
        yield opened
        writer.stop()


def waiting(db: Database) -> list[str]:
    return [one.name for one in db.call(names_waiting, gazetteer=db.gazetteer)]


def counted(db: Database, key: str, *, until: int) -> int:
    """Mentions of an entity, as soon as there are so many, or after a minute."""
    deadline = time.monotonic() + 60
    while True:
        [(number,)] = db.call(lambda con: con.execute(COUNTED, {"key": key}).fetchall())
        if number == until or time.monotonic() > deadline:
            return int(number)
        time.sleep(0.05)


def test_deciding_and_taking_it_back(config: Path, db: Database) -> None:
    reviewer, own = FileReviewer(load(config), db), config.parent / "names.yaml"
    assert reviewer.last is None
    assert reviewer.promise(BELKAS) == Promise(adds_to=None, mentions=4, articles=3, conflicts=())
    assert not own.exists()
    reviewer.decide(BELKAS)
    assert waiting(db) == ["Arisan Melati", "Bronwyn Albanese"]  # at once
    assert counted(db, "person:toran-belkas", until=4) == 4
    first = own.read_bytes()
    reviewer.decide(Decision(name="Arisan Melati", key=None))
    assert waiting(db) == ["Bronwyn Albanese"]
    assert reviewer.undo() == Decision(name="Arisan Melati", key=None)
    assert own.read_bytes() == first
    assert reviewer.last == BELKAS
    assert reviewer.undo() == BELKAS
    assert not own.exists()
    assert counted(db, "person:toran-belkas", until=0) == 0
    assert waiting(db)[0] == "Toran Belkas"
    with pytest.raises(ReviewError, match="nothing to undo"):
        reviewer.undo()


def test_what_somebody_changed_since_is_not_undone(config: Path, db: Database) -> None:
    reviewer, own = FileReviewer(load(config), db), config.parent / "names.yaml"
    reviewer.decide(Decision(name="Arisan Melati", key=None))
    own.write_text(own.read_text() + "# mine\n")
    with pytest.raises(ReviewError, match=r"names\.yaml:1: was changed since; take 'Arisan Melati' out"):
        reviewer.undo()
    assert own.read_text().endswith("# mine\n")
    own.write_text("rejectd: []\n")
    with pytest.raises(ReviewError, match=r"names\.yaml:1: rejectd: this key is not known"):
        reviewer.decide(BELKAS)
    assert own.read_text() == "rejectd: []\n"
