"""Finding names: sorot's matcher against a regular expression of all names, and flashtext2.

The others only find strings. The matcher also decides which of them count (currencies, other people and
places of the same name, surnames, offices by date) and gives offsets.
"""

from __future__ import annotations

import re
from datetime import date

from flashtext2 import KeywordProcessor

from benchmarks.news import Press
from benchmarks.timing import in_turns, table
from entities.gazetteer import Gazetteer, load
from entities.matcher import Matcher

ARTICLES = 400
DAY = date(2026, 11, 20)


def names_of(gazetteer: Gazetteer) -> list[str]:
    """Every name that can be a mention, longest first, as an alternation needs it."""
    names = {alias.text for alias in gazetteer.aliases if alias.kind != "dateline"}
    return sorted(names, key=lambda name: (-len(name), name))


def alternation(names: list[str]) -> re.Pattern[str]:
    """The regular expression that comes to mind first."""
    return re.compile(r"\b(?:" + "|".join(map(re.escape, names)) + r")\b", re.IGNORECASE)


def main() -> None:
    gazetteer = load()
    press = Press(gazetteer)
    texts = [press.article() for _ in range(ARTICLES)]
    joined = [f"{title}\n{body}" for title, body in texts]
    names = names_of(gazetteer)
    matcher, pattern, flash = Matcher(gazetteer), alternation(names), KeywordProcessor(case_sensitive=False)
    flash.add_keywords_from_iter(names)
    found: dict[str, int] = {}

    def ours() -> None:
        found["sorot"] = sum(
            len(matcher.find(title, body, published=DAY, lang="id").matches) for title, body in texts
        )

    def regular() -> None:
        found["re"] = sum(sum(1 for _ in pattern.finditer(text)) for text in joined)

    def keywords() -> None:
        found["flashtext2"] = sum(len(flash.extract_keywords_with_span(text)) for text in joined)

    seconds = in_turns({"sorot": ours, "re": regular, "flashtext2": keywords}, rounds=3)
    size = sum(map(len, joined)) / ARTICLES
    labels = {"sorot": "sorot, with context rules", "re": "re, one alternation", "flashtext2": "flashtext2"}
    table(
        f"Names in {ARTICLES} articles of {size:,.0f} characters; {len(names):,} names",
        [(labels[way], seconds[way], f"{found[way]:,} found") for way in seconds],
        unit="article",
        per=ARTICLES,
    )


if __name__ == "__main__":
    main()
