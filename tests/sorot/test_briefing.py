"""`sorot briefing` beside a dashboard that serves, and without one."""

from __future__ import annotations

import email
from pathlib import Path

import pytest

from entities.gazetteer import load
from tests.sorot.served import CONFIG, hand_over, serving, sorot


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "config.yaml").write_text(CONFIG)
    (tmp_path / "names.yaml").write_text("entities: []\n")
    hand_over(tmp_path, load().version, *"abcde")
    return tmp_path


def test_it_is_told_by_the_dashboard_that_serves(folder: Path) -> None:
    with serving(folder):
        done = sorot(folder, "briefing", "--entity", "MY", "--to", "2026-03-07", "--ui", "id")
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith("Pekan ")
        wrong = sorot(folder, "briefing", "--entity", "XX1")
        assert wrong.returncode == 2
        assert "nobody has the code XX1" in wrong.stderr


def test_without_a_dashboard_it_is_told_into_a_file(folder: Path) -> None:
    assert sorot(folder, "ingest", "--once").returncode == 0
    done = sorot(folder, "briefing", "--entity", "MY", "--out", "week.eml")
    assert done.returncode == 0, done.stderr
    message = email.message_from_bytes((folder / "week.eml").read_bytes())
    assert message.get_content_type() == "multipart/alternative"
    page = sorot(folder, "briefing", "--entity", "MY", "--format", "html")
    assert page.stdout.startswith("<!DOCTYPE html>")
    nowhere = sorot(folder, "briefing", "--out", "nowhere/week.html")
    assert nowhere.returncode == 1
    assert "cannot be written" in nowhere.stderr
