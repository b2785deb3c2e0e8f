"""What docs/api.md and docs/mcp.md tell people to type works, against a real server."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from dashboard.app import create_app
from dashboard.settings import WebSettings
from entities.gazetteer import load
from storage.database import Database
from tests.archive import UNTIL, ZONE, build_archive
from tests.dashboard.apps import Application
from tests.servers import listening

DOCS = Path(__file__).parents[1] / "docs"
DOCUMENT = (DOCS / "api.md").read_text(encoding="utf-8")
COMMANDS = [block for block in re.findall(r"```sh\n(.*?)```", DOCUMENT, re.DOTALL) if "curl" in block]
ASKED = [line for block in COMMANDS for line in block.splitlines() if line.startswith("curl -s '")]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    path = tmp_path_factory.mktemp("api") / "sorot.duckdb"
    build_archive(path, days=150, articles_per_day=120).close()
    now = datetime.combine(UNTIL, datetime.min.time(), ZONE).replace(hour=14)
    with Database.open(path, zone=ZONE, gazetteer=load()) as db:
        settings = WebSettings(data_dir=path.parent, zone=ZONE, home_country="ID", demo=True, mcp=True)
        made = Application(lambda: create_app(settings, db, now=lambda: now))
        with listening(made.app) as where:
            yield where


def said(command: str, address: str) -> str:
    done = subprocess.run(
        ["sh", "-ec", command.replace("http://127.0.0.1:8050", address)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return done.stdout


@pytest.mark.parametrize("command", ASKED)
def test_questions_are_answered(command: str, address: str) -> None:
    answer = said(command, address)
    if "format=csv" in command:
        assert answer.startswith("# sorot: ")
    elif "form=" in command:
        [shown] = re.findall(r"```json\n(.*?)```", DOCUMENT, re.DOTALL)
        assert json.loads(answer) == json.loads(shown)
    else:
        assert json.loads(answer)["rows"]


def test_the_others_do_what_is_said_of_them(address: str) -> None:
    page, table, again = (said(block, address) for block in COMMANDS if "-H" in block or "-D" in block)
    assert 'rel="next"' in page
    assert table.count("# sorot: ") == 2
    assert again == "304\n"


def test_there_is_a_command_of_every_kind() -> None:
    assert len(ASKED) > 10


def test_a_tool_is_used_as_the_document_says(address: str) -> None:
    [command] = re.findall(r"```sh\n(.*?)```", (DOCS / "mcp.md").read_text(encoding="utf-8"), re.DOTALL)
    result = json.loads(said(command, address))["result"]
    assert json.loads(result["content"][0]["text"])["rows"]
