"""Finding names: sorot's matcher against a regular expression of all names, and flashtext2.

The others only find strings. The matcher also decides which of them count (currencies, other people and
places of the same name, surnames, offices by date) and gives offsets; it knows all spellings of a name, the
others only those that are written in the gazetteer.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from time import process_time

from flashtext2 import KeywordProcessor

from benchmarks.figures import Figure, in_turns, p50, ratio, tell
from benchmarks.news import Press
from entities.gazetteer import Gazetteer, load
from entities.matcher import Matcher

ARTICLES, FOR_RE = 400, 25  # the regular expression would take minutes over all of them
SIZE = 3_000  # characters
ROUNDS = 5
DAY = date(2026, 11, 20)
# In a process of its own: what the parts before need is not counted, and nothing is cached.
FRESH = """
import gc, time
from pathlib import Path
from entities.gazetteer import load
from entities.matcher import Matcher

def resident():
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * __import__("os").sysconf("SC_PAGE_SIZE") / 2**20

before, begin = resident(), time.process_time()
gazetteer = load()
loaded = time.process_time()
matcher = Matcher(gazetteer)
matcher.find("Presiden Rusia Vladimir Putin tiba di Pyongyang", "", lang="id")
built = time.process_time()
print(loaded - begin, built - loaded, resident() - before)
"""


def names_of(gazetteer: Gazetteer) -> list[str]:
    """Every name that can be a mention, longest first, as an alternation needs it."""
    names = {alias.text for alias in gazetteer.aliases if alias.kind != "dateline"}
    return sorted(names, key=lambda name: (-len(name), name))


def alternation(names: Sequence[str]) -> re.Pattern[str]:
    """The regular expression that comes to mind first."""
    return re.compile(r"\b(?:" + "|".join(map(re.escape, names)) + r")\b", re.IGNORECASE)


def article(press: Press) -> tuple[str, str]:
    """Title and body of ordinary news, 3 KB in all: a name in 35 words, half of them of leaders."""
    title, body = press.article()
    while len(title) + len(body) < SIZE:
        body += "\n" + press.article()[1]
    return title, body[: SIZE - len(title) - 1].rpartition(" ")[0]


def fresh() -> tuple[float, float, float]:
    """Seconds to load the gazetteer and to build the matcher, and the MB both take, in a new process."""
    done = subprocess.run([sys.executable, "-c", FRESH], check=True, capture_output=True, text=True)
    loading, building, memory = map(float, done.stdout.split())
    return loading, building, memory


def main(articles: int = ARTICLES, for_re: int = FOR_RE, rounds: int = ROUNDS) -> None:
    gazetteer = load()
    press = Press(gazetteer)
    texts = [article(press) for _ in range(articles)]
    joined = [f"{title}\n{body}" for title, body in texts]
    names = names_of(gazetteer)
    matcher, pattern, flash = Matcher(gazetteer), alternation(names), KeywordProcessor(case_sensitive=False)
    flash.add_keywords_from_iter(names)
    found: dict[str, int] = {}

    def ours() -> None:
        answers = [matcher.find(title, body, published=DAY, lang="id") for title, body in texts]
        found["counted"] = sum(len(answer.matches) for answer in answers)
        found["set aside"] = sum(len(answer.ignored) for answer in answers)

    def regular() -> None:
        found["re"] = sum(sum(1 for _ in pattern.finditer(text)) for text in joined[:for_re])

    def keywords() -> None:
        found["flashtext2"] = sum(len(flash.extract_keywords_with_span(text)) for text in joined)

    times = in_turns({"sorot": ours, "flashtext2": keywords, "re": regular}, rounds, clock=process_time)
    each = {
        "sorot": [seconds / articles for seconds in times["sorot"]],
        "flashtext2": [seconds / articles for seconds in times["flashtext2"]],
        "re": [seconds / for_re for seconds in times["re"]],
    }
    loading, building, memory = (p50(values) for values in zip(*(fresh() for _ in range(3)), strict=True))
    tell(
        f"Names in articles of {sum(map(len, joined)) / articles:,.0f} characters, {len(names):,} names",
        [
            Figure(
                name="sorot, with context rules",
                value=1 / p50(each["sorot"]),
                unit="articles/s",
                at_least=20_000,
            ),
            Figure(name="flashtext2, strings alone", value=1 / p50(each["flashtext2"]), unit="articles/s"),
            Figure(name="re, strings alone, one alternation", value=1 / p50(each["re"]), unit="articles/s"),
            Figure(
                name="re: its time in sorot's",
                value=ratio(each["re"], each["sorot"]),
                unit="times",
                at_least=100,
            ),
            Figure(
                name="flashtext2: its time in sorot's",
                value=ratio(each["flashtext2"], each["sorot"]),
                unit="times",
            ),
            Figure(name="reading the gazetteer, new process", value=loading, unit="s"),
            Figure(name="building the matcher, new process", value=building, unit="s", at_most=1),
            Figure(name="memory of both, new process", value=memory, unit="MB", at_most=150),
        ],
        f"one core, its own time; re was given {for_re} of the {articles} articles",
        f"sorot counted {found['counted']:,} names and set {found['set aside']:,} aside with a reason; "
        f"flashtext2 found {found['flashtext2']:,}",
    )


if __name__ == "__main__":
    main()
