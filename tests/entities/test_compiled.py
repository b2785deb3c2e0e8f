"""Compiled by mypyc, modules do the same; a source that was changed since is read instead."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from entities.compiled import FOLDERS, ROOT
from tools.compile import MODULES, compiled_files, sources

COMPILER = (sysconfig.get_config_var("CC") or "cc").split()[0]
# Prints what is found in every labelled text, and in what the module of the matcher was read from.
FIND = """
import json
from datetime import date
from pathlib import Path

import entities.matcher
from entities.gazetteer import load
from entities.matcher import Matcher

matcher = Matcher(load())
print(entities.matcher.__file__)
for path in sorted(Path("tests/data/labels").glob("*.jsonl")):
    for line in path.read_text(encoding="utf-8").splitlines():
        text = json.loads(line)
        for day, lang in ((date(2025, 6, 19), "id"), (None, "en"), (date(2010, 1, 2), None)):
            print(repr(matcher.find(text.get("title", ""), text["body"], published=day, lang=lang)))
for path in sorted(Path("tests/data/parallel").glob("*.jsonl")):
    for line in path.read_text(encoding="utf-8").splitlines():
        for key, text in json.loads(line).items():
            if isinstance(text, str):
                print(repr(matcher.find("", text, lang=key if len(key) == 2 else None)))
"""


# Prints what is read of every golden feed and page, cleaned, with its sketch, and the cleaner's file.
READ = """
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import collectors.clean
from collectors.clean import clean_text
from collectors.errors import ParseError
from collectors.jobs import Document, read_feed
from collectors.page import read_page
from collectors.page_rules import rule_names
from storage.likeness import likeness_of

ZONE, NOW = ZoneInfo("Asia/Jakarta"), datetime(2026, 11, 20, 8, tzinfo=UTC)

print(collectors.clean.__file__)
for path in sorted(Path("tests/data/feeds").glob("*.[xt][mx][lt]")):
    document = Document(url="https://berita.example/feed", content_type=None, body=path.read_bytes())
    try:
        entries = read_feed(document, ZONE, NOW).entries
    except ParseError as error:
        print(path.name, error)
        continue
    for entry in entries:
        clean = clean_text(entry.raw.content or entry.raw.summary, outlet="antara")
        print(entry, clean, likeness_of(entry.raw.title, clean.text).packed().hex())
for path in sorted(Path("tests/data/pages").glob("*.html")):
    rule = path.stem if path.stem in rule_names() else None
    page = read_page(
        path.read_bytes(), url="https://berita.example/1", content_type=None, rule=rule, zone=ZONE, now=NOW
    )
    clean = clean_text(page.text, outlet=path.stem)
    print(page, clean, likeness_of(page.title or "", clean.text).packed().hex())
"""


def said(script: str, checkout: Path, **environment: str) -> list[str]:
    run = subprocess.run(
        [sys.executable, "-c", script],
        cwd=checkout,
        env=os.environ | {"PYTHONPATH": str(checkout)} | environment,
        check=True,
        capture_output=True,
        text=True,
    )
    return run.stdout.splitlines()


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what is compiled and of what it reads, compiled."""
    folder = tmp_path_factory.mktemp("checkout")
    for name in ("entities", "storage", "collectors", "tools"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("*.so", "__pycache__"))
    shutil.copy2(ROOT / "pyproject.toml", folder)
    shutil.copytree(ROOT / "tests/data", folder / "tests/data")
    command = [sys.executable, "-m", "tools.compile", "--unoptimised"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return folder


@pytest.mark.skipif(shutil.which(COMPILER) is None, reason=f"needs a C compiler ({COMPILER})")
def test_compiled_modules_do_the_same_until_a_source_is_changed(checkout: Path) -> None:
    for script, lines in ((FIND, 1000), (READ, 40)):
        where, *compiled = said(script, checkout)
        source, *interpreted = said(script, checkout, SOROT_NOT_COMPILED="1")

        assert where.endswith(".so")
        assert source.endswith(".py")
        assert len(compiled) > lines
        assert compiled == interpreted

    newest = max(path.stat().st_mtime for path in compiled_files(checkout))
    os.utime(checkout / "entities/glance.py", (newest + 1, newest + 1))
    # They call each other without looking for sources, so that all are left alone together.
    assert said(FIND, checkout)[0].endswith(".py")
    assert said(READ, checkout)[0].endswith(".py")


def test_what_is_compiled_exists_and_is_checked_for_age() -> None:
    assert all((ROOT / source).exists() for source in sources())
    assert set(MODULES) == set(FOLDERS)
    for folder in FOLDERS:
        assert "heed_sources(Path(__file__).parent)" in (ROOT / folder / "__init__.py").read_text("utf-8")
