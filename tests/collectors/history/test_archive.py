"""Every rule for an archive reads a list of its outlet, made up after how these are built."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from collectors.history.archive import links_of
from collectors.history.backfill import archive_of
from collectors.page_rules import rule_names, rule_of
from sorot.config.config import load

ROOT = Path(__file__).parents[3]
LISTS = ROOT / "tests" / "data" / "archives"
DAY = date(2026, 11, 1)
RULES = {name: rule.archive for name in rule_names() if (rule := rule_of(name)).archive is not None}


def test_every_rule_has_a_list_and_every_list_a_rule() -> None:
    assert {path.stem for path in LISTS.glob("*.html")} == RULES.keys()
    assert len(RULES) == 5


@pytest.mark.parametrize("name", RULES)
def test_a_list_leads_to_its_articles_and_nowhere_else(
    name: str, golden: Callable[[Path, Any], None]
) -> None:
    rule = RULES[name]
    assert rule is not None
    assert rule.by_day
    path = LISTS / f"{name}.html"
    first = rule.address(DAY, 0)
    links = links_of(path.read_bytes(), first, "text/html; charset=utf-8", rule)
    assert len(links) >= 2
    assert all("contoh-" in link and "terpopuler" not in link for link in links)
    golden(path.with_suffix(".json"), {"first": first, "second": rule.address(DAY, 1), "links": links})


def test_the_configuration_that_sorot_comes_with_finds_its_outlets_archives() -> None:
    feeds = list(load(ROOT / "config.yaml").feeds())
    found = {feed.page_rule: archive_of(feed.outlet, [feed]) for feed in feeds if feed.page_rule in RULES}
    assert found == {name: rule for name, rule in RULES.items() if name in found}
    assert len(found) >= 4
