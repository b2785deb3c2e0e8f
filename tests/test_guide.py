"""The guide's answer is what the demo's world says."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from entities.gazetteer import load
from entities.matcher import Matcher
from sorot.demo.world import Story, World

GUIDE = (Path(__file__).parents[1] / "docs" / "guide.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (\d+ \w+) to (\d+ \w+) (\d{4}) \| (\d+) of ([\d,]+) \| ([\d.]+) % \|$", re.MULTILINE)
MONTHS = {"August": 8, "September": 9, "October": 10}


def day_of(text: str, year: str) -> date:
    day, month = text.split()
    return date(int(year), MONTHS[month], int(day))


def test_the_world_has_the_numbers_of_the_guide() -> None:
    matcher = Matcher(load())
    rows = ROW.findall(GUIDE)
    world = World(load(), today=date(2026, 11, 28), zone=ZoneInfo("Asia/Jakarta"))
    assert len(rows) == 3

    def names_vietnam(story: Story) -> bool:
        found = matcher.find(story.title, "\n".join(story.paragraphs), published=story.published_at.date())
        return any(match.entity == "country:VN" for match in found.counted)

    for first, last, year, n, collected, share in rows:
        since, until = day_of(first, year), day_of(last, year)
        days = [since + timedelta(days=number) for number in range((until - since).days + 1)]
        stories = [
            story for outlet in world.outlets for day in days for story in world.stories_of(outlet.key, day)
        ]
        assert 100 * int(n) / int(collected.replace(",", "")) == pytest.approx(float(share), abs=0.05)
        assert len(stories) == pytest.approx(int(collected.replace(",", "")), rel=0.03)
        assert sum(map(names_vietnam, stories)) == pytest.approx(int(n), abs=4)
