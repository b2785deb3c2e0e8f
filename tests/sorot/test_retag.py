"""`sorot retag` beside a dashboard that serves: previewed, done, refused; nobody is started again."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from entities.gazetteer import load
from sorot.archive import open_database
from sorot.config.config import load as load_config
from sorot.names.following import IN_FORCE, NewNames
from sorot.names.names import load_names
from storage.upkeep.rollups import audit
from tests.sorot.served import CONFIG, Dashboard, hand_over, serving, sorot, until_taken_in

NOTHING = "entities: []\n"
FAIRS = """\
entities:
  - {id: topic:fairs, labels: {en: Book fairs, id: Pameran buku}, names: {id: [pameran buku]}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "config.yaml").write_text(CONFIG)
    (tmp_path / "names.yaml").write_text(NOTHING)
    hand_over(tmp_path, load().version, *"abcde")
    return tmp_path


@pytest.fixture
def dashboard(folder: Path) -> Iterator[Dashboard]:
    with serving(folder) as served:
        yield served


def test_new_names_are_previewed_and_followed_while_the_dashboard_serves(
    folder: Path, dashboard: Dashboard
) -> None:
    config = load_config(folder / "config.yaml")
    noticed, version = NewNames(config), load_names(config).version  # what a collector asks
    old = (folder / "data" / IN_FORCE).read_text()
    (folder / "names.yaml").write_text(FAIRS)

    told = json.loads(sorot(folder, "retag", "--preview", "--json").stdout)
    assert (told["articles"], told["looked_at"], told["changed"]) == (5, 5, 5)
    [fairs] = told["entities"]
    assert (fairs["key"], fairs["label"], fairs["gained"], fairs["lost"]) == (
        "topic:fairs",
        "Book fairs",
        5,
        0,
    )
    assert (fairs["articles_before"], fairs["articles_after"], fairs["mentions_after"]) == (0, 5, 5)
    assert len(fairs["examples_gained"]) == 3
    shown = fairs["examples_gained"][0]
    assert (shown["outlet"], shown["day"]) == ("Contoh", "2026-03-12")
    assert shown["text"] == "Ribuan orang datang ke pameran buku di aula kota."
    assert shown["text"][shown["start"] : shown["end"]] == "pameran buku"
    assert dashboard.get("/api/search?q=fairs&entities=1")["results"] == []  # nothing was changed
    assert noticed(version) is None

    done = sorot(folder, "retag")
    assert done.returncode == 0, done.stderr
    assert done.stdout == "5 articles matched again, 5 of them with other mentions\ngained: fairs 5\n"
    [found] = dashboard.get("/api/search?q=fairs&entities=1")["results"]
    assert found["label"] == "Book fairs"
    now = noticed(version)
    assert now is not None
    names = now()
    assert "topic:fairs" in names.entities
    assert names.version == (folder / "data" / IN_FORCE).read_text() != old
    assert noticed(version) is None  # said once

    hand_over(folder, old, "f", "g")  # a collector that has not noticed yet
    until_taken_in(folder)

    (folder / "names.yaml").write_text(FAIRS + "rejectd: []\n")
    for command in (["retag"], ["retag", "--preview"]):
        refused = sorot(folder, *command)
        assert refused.returncode == 2
        assert "names.yaml:3: rejectd" in refused.stderr
    assert dashboard.get("/api/search?q=fairs&entities=1")["results"] == [found]
    assert (folder / "data" / IN_FORCE).read_text() == names.version

    dashboard.process.send_signal(signal.SIGTERM)
    dashboard.process.wait(60)
    with open_database(config, names) as db:
        counted = db.call(
            lambda con: con.execute(
                "SELECT key, count(*) FROM mention JOIN entity USING (entity_id) GROUP BY key"
            ).fetchall()
        )
        assert counted == [("topic:fairs", 7)]
        assert db.call(audit).sound


def test_without_a_dashboard_the_command_does_it_itself(folder: Path) -> None:
    assert sorot(folder, "ingest", "--once").returncode == 0
    (folder / "names.yaml").write_text(FAIRS)
    shown = sorot(folder, "retag", "--preview", "--sample", "3").stdout
    assert "Looked at a sample of 3 of 5 articles; all numbers are the sample's." in shown
    assert "Book fairs (topic:fairs): 3 articles gained, 0 lost; articles 0 -> 3" in shown
    assert "    Ribuan orang datang ke [pameran buku] di aula kota." in shown
    assert "The whole retag would take about" in shown
    assert "mentions: stored articles were matched with other names" in sorot(folder, "doctor").stdout
    report = json.loads(sorot(folder, "retag", "--json").stdout)
    assert report == {"articles": 5, "changed": 5, "kept": 0, "gained": {"topic:fairs": 5}, "lost": {}}
    assert "mentions:" not in sorot(folder, "doctor").stdout
    wrong = sorot(folder, "retag", "--sample", "3")
    assert wrong.returncode == 2
    assert "--preview" in wrong.stderr
