"""What the documents name is there, and what is there for users is in the documents."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from entities import accuracy
from sorot.cli import main

ROOT = Path(__file__).parents[1]
PACKAGES = ("entities", "storage", "collectors", "dashboard", "sorot", "tests")
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`([\w/]+(?:\.(?:py|yaml|md)|/))`", ARCHITECTURE))))
def test_files_that_the_architecture_names_are_there(name: str) -> None:
    placeholder = name.endswith("/xx.yaml") or name.startswith("data/")
    assert (
        placeholder
        or (ROOT / name).exists()
        or any(next((ROOT / package).rglob(name), None) for package in PACKAGES)
    )


@pytest.mark.parametrize("command", sorted(main.commands))
def test_every_command_is_in_the_readme(command: str) -> None:
    assert f"`sorot {command}" in README


@pytest.mark.parametrize("text", [README, ARCHITECTURE], ids=["README", "architecture"])
def test_commands_and_options_that_documents_name_are_there(text: str) -> None:
    for command, rest in re.findall(r"`(?:\.venv/bin/)?sorot ([a-z]+)([^`]*)`", text):
        known = {option for parameter in main.commands[command].params for option in parameter.opts}
        assert known >= set(re.findall(r"--[a-z-]+", rest))


def test_links_of_the_readme_lead_to_files() -> None:
    missing = [
        link for link in re.findall(r"\]\((?!https?:)([^)#]+)\)", README) if not (ROOT / link).exists()
    ]
    assert not missing


@pytest.mark.parametrize("kind", ["countries", "leaders"])
def test_the_readme_says_how_well_it_counts(kind: str) -> None:
    [said] = re.findall(rf"^\| {kind} \| ([\d.]+) % \| ([\d.]+) % \| ([\d.]+) \|$", README, re.MULTILINE)
    score = getattr(accuracy.measured().whole, kind)
    precision, recall, error = map(float, said)
    assert (precision, recall) == pytest.approx((100 * score.precision, 100 * score.recall), abs=0.5)
    assert error == pytest.approx(score.count_error, abs=0.01)
