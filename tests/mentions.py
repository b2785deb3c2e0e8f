"""Sentences with what counts in them, and the matcher that ships."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

from entities.gazetteer import load
from entities.matcher import Matcher
from entities.types import Found

FOLDER = Path(__file__).parent / "data" / "mentions"


@cache
def matcher() -> Matcher:
    """The shipped gazetteer and rules, made ready once in a test process."""
    return Matcher(load())


def sentences(name: str) -> list[tuple[str, str]]:
    """The sentences of a file and what counts in each: ``("Presiden Rusia tiba.", "RU1")``."""
    lines = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.rpartition("=>") for line in lines if line and not line.startswith("#"))
    return [(text.strip(), counts.strip()) for text, _, counts in pairs]


def expected(counts: str) -> Counter[str]:
    """``RU2 vladimir-putin1`` as a counter."""
    found = (re.fullmatch(r"(.+?)(\d+)", word) for word in counts.split())
    return Counter({one[1]: int(one[2]) for one in found if one})


def counted(found: Found) -> Counter[str]:
    """How often each country (ISO code) or leader counts; titles without a name are left out."""
    return Counter(match.entity.partition(":")[2] for match in found.matches if match.kind != "office")


def reasons(found: Found) -> dict[str, str]:
    """Why each surface was not counted."""
    return {one.surface: one.reason for one in found.ignored}
