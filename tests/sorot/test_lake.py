"""A lake by the command line: a file becomes one, is written by one process and served by others."""

from __future__ import annotations

import json
import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import cast

import httpx
import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

from entities.gazetteer import load as load_names
from entities.yamlfile import YamlFileError
from sorot.cli import main
from sorot.config.config import load
from storage.lake.place import Lake
from tests.dashboard.calls import page
from tests.dashboard.test_compare_page import DRAWN, call
from tests.sorot.served import CONFIG, Dashboard, hand_over, serving, sorot

NAMES = """\
entities:
  - {id: topic:fairs, labels: {en: Book fairs, id: Pameran buku}, names: {id: [pameran buku]}}
"""
SPAN = "from=2026-03-01&to=2026-03-31"
FILES = (f"/api/v1/articles.csv?{SPAN}", f"/api/v1/timeseries.csv?{SPAN}&e=fairs")
PAGES = ("/", "/compare", "/articles", "/review", "/sources", "/about")


def configured(folder: Path, name: str, lake: Lake, *, role: str = "writer") -> Path:
    """A machine's own folder."""
    here = folder / name
    here.mkdir()
    (here / "names.yaml").write_text(NAMES)
    said = {"catalog": lake.catalog, "data": lake.data, "name": lake.schema, "role": role}
    (here / "config.yaml").write_text(f"{CONFIG}storage:\n  lake: {json.dumps(said)}\n")
    return here


def answers(served: Dashboard) -> dict[str, object]:
    """What the dashboard says: its pages, files and a chart."""
    with httpx.Client(base_url=f"http://127.0.0.1:{served.port}", timeout=60) as client:
        # Starlette's client is one of httpx with the application inside; here it is outside.
        asked = cast("TestClient", client)
        said: dict[str, object] = {path: page(asked, path) for path in PAGES}
        for path in PAGES:
            client.get(path).raise_for_status()
        files = {path: client.get(path).raise_for_status().text for path in FILES}
        said |= {
            path: [line for line in text.splitlines() if ", made " not in line]
            for path, text in files.items()
        }
        return said | {"chart": call(asked, DRAWN, f"?e=fairs&{SPAN}")}


def until(true: Callable[[], bool]) -> None:
    for _ in range(600):
        if true():
            return
        time.sleep(0.1)
    raise AssertionError("a minute was not enough")


def test_a_file_becomes_a_lake_that_one_writes_and_others_serve(lake: Lake, tmp_path: Path) -> None:
    version = load_names().version
    writer = configured(tmp_path, "writer", lake)
    reader = configured(tmp_path, "reader", lake, role="reader")
    file = tmp_path / "file"
    shutil.copytree(writer, file)
    (file / "config.yaml").write_text(CONFIG)
    hand_over(file, version, *"abcde")
    assert sorot(file, "ingest", "--once").returncode == 0
    with serving(file) as served:
        before = answers(served)
    brought = sorot(writer, "lake", "import", "--file", str(file / "data" / "sorot.duckdb"), "--json")
    assert brought.returncode == 0, brought.stderr
    assert json.loads(brought.stdout)["rows"]["article"] == 5

    with serving(reader) as one, serving(writer) as other:
        assert answers(one) == before
        assert answers(other) == before
        refused = sorot(
            file.rename(tmp_path / "third"), "ingest", "--once", "--config", str(writer / "config.yaml")
        )
        assert refused.returncode == 1
        assert "is written by sorot on" in refused.stderr
        assert "Traceback" not in refused.stderr
        hand_over(writer, version, "f")
        until(lambda: "Kabar f" in one.text(FILES[0]))
        assert answers(one)[FILES[1]] == answers(other)[FILES[1]] != before[FILES[1]]
        health = sorot(reader, "doctor", "--json")
        [archive] = [found for found in json.loads(health.stdout) if found["about"] == "archive"]
        assert re.fullmatch(r"6 articles, schema \w+; every sum of 1 day equals a recount", archive["says"])

    exported = sorot(writer, "lake", "export")
    assert exported.returncode == 0, exported.stderr
    assert "6 articles" in exported.stdout
    assert (writer / "data" / "sorot.duckdb").exists()


@pytest.mark.parametrize(
    ("role", "command", "said"),
    [
        ("writer", "rebuild", "the archive is a lake"),
        ("writer", "backup", "the archive is a lake"),
        ("reader", "up", "role: reader"),
        ("reader", "ingest --once", "role: reader"),
        ("reader", "retag", "role: reader"),
        ("reader", "lake import", "role: reader"),
    ],
)
def test_what_cannot_be_done_on_a_lake_is_refused(tmp_path: Path, role: str, command: str, said: str) -> None:
    lake = Lake(catalog="host=/nowhere dbname=sorot", data=str(tmp_path / "lake"))
    here = configured(tmp_path, "here", lake, role=role)
    done = CliRunner().invoke(main, [*command.split(), "--config", str(here / "config.yaml")])
    assert done.exit_code == 2
    assert said in done.stderr


def test_lakes_are_asked_for_where_none_is_configured(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text(CONFIG)
    (tmp_path / "names.yaml").write_text(NAMES)
    done = CliRunner().invoke(main, ["lake", "export", "--config", str(tmp_path / "config.yaml")])
    assert done.exit_code == 2
    assert "config.yaml names no lake" in done.stderr


@pytest.mark.parametrize(
    ("lake", "said"),
    [
        ("{catalog: 'host=db password=secret', data: lake}", "holds a password"),
        ("{catalog: 'postgresql://sorot:secret@db/sorot', data: lake}", "holds a password"),
        ("{catalog: nowhere, data: lake}", "is no PostgreSQL database"),
        ("{catalog: 'dbname=sorot', data: 'https://store.example/sorot'}", "neither a folder nor"),
        ("{catalog: 'dbname=sorot', data: 's3://key:secret@bucket/sorot'}", "holds a key"),
        ("{catalog: 'dbname=sorot', data: lake, role: boss}", "writer"),
    ],
)
def test_mistakes_are_refused_with_their_line(tmp_path: Path, lake: str, said: str) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(f"{CONFIG}storage:\n  lake: {lake}\n")
    with pytest.raises(YamlFileError, match=said) as refused:
        load(path)
    assert "config.yaml:1" in str(refused.value)
    assert "secret" not in str(refused.value)


def test_a_folder_of_data_is_taken_from_that_of_config_yaml(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(f"{CONFIG}storage:\n  lake: {{catalog: dbname=sorot, data: lake, role: reader}}\n")
    config = load(path)
    assert config.storage.lake is not None
    assert config.storage.lake.place() == Lake(catalog="dbname=sorot", data=str(tmp_path / "lake"))
    assert config.reads_only
    path.write_text(f"{CONFIG}storage:\n  lake: {{catalog: dbname=sorot, data: 's3://news/sorot'}}\n")
    assert (given := load(path).storage.lake) is not None
    assert given.place().data == "s3://news/sorot"
