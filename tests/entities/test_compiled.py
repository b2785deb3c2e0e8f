"""Compiled by mypyc, the matcher finds the same; a source that was changed since is read instead."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from tools.compile import MODULES, ROOT, compiled_files

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


def found(checkout: Path, **environment: str) -> list[str]:
    run = subprocess.run(
        [sys.executable, "-c", FIND],
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
    for name in ("entities", "tools"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("*.so", "__pycache__"))
    shutil.copy2(ROOT / "pyproject.toml", folder)
    shutil.copytree(ROOT / "tests/data", folder / "tests/data")
    subprocess.run([sys.executable, "-m", "tools.compile"], cwd=folder, check=True, capture_output=True)
    return folder


@pytest.mark.skipif(shutil.which(COMPILER) is None, reason=f"needs a C compiler ({COMPILER})")
def test_compiled_modules_find_the_same_until_a_source_is_changed(checkout: Path) -> None:
    where, *compiled = found(checkout)
    source, *interpreted = found(checkout, SOROT_NOT_COMPILED="1")

    assert where.endswith(".so")
    assert source.endswith(".py")
    assert len(compiled) > 1000
    assert compiled == interpreted

    newest = max(path.stat().st_mtime for path in compiled_files(checkout))
    os.utime(checkout / "entities/glance.py", (newest + 1, newest + 1))
    assert found(checkout)[0].endswith(".py")


def test_what_is_compiled_exists() -> None:
    assert all((ROOT / "entities" / f"{name}.py").exists() for name in MODULES)
