"""Article pages to text: by an outlet's rule, and by what knows no outlet.

The pages have the structure of the golden pages of the twelve outlets, filled to the size that news pages
have, about 100 KB with a text of 5 KB. Seconds are those of the processor. resiliparse gives the text alone:
not the date, and with everything in it that is to be taken out.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from time import process_time
from zoneinfo import ZoneInfo

from resiliparse.extract.html2text import extract_plain_text

from benchmarks.figures import Figure, in_turns, p50, ratio, tell
from benchmarks.news import Press
from collectors.clean import clean_text
from collectors.page import read_page
from collectors.page_rules import rule_names
from entities.gazetteer import load

PAGES = Path(__file__).parents[1] / "tests" / "data" / "pages"
ROUNDS, COPIES = 5, 5
SIZE, TEXT = 100_000, 5_000  # characters
NOW = datetime(2026, 11, 23, 5, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Jakarta")


def page_of(name: str, press: Press, *, size: int = SIZE) -> bytes:
    """The golden page of an outlet with more text in it, and more around it."""
    html = (PAGES / f"{name}.html").read_text(encoding="utf-8")
    at = html.rindex("</p>", 0, html.rindex("</p>", 0, html.rindex("</p>"))) + len("</p>")
    text = ""
    while len(text) < TEXT:
        text += f"<p>{press.article()[1].split(chr(10))[0]}</p>\n"
    item = '<li class="item"><a class="track" href="/{0}"><span>Judul berita lain {0}</span></a></li>\n'
    around = "".join(item.format(number) for number in range((size - len(html) - len(text)) // len(item)))
    body = html[:at] + text + html[at:]
    return body.replace("</body>", f'<aside class="daftar"><ul>{around}</ul></aside></body>').encode()


def by_rule(name: str, html: bytes) -> str:
    page = read_page(html, url="https://a.example/", content_type=None, rule=name, zone=ZONE, now=NOW)
    return clean_text(page.text, outlet=name).text


def by_resiliparse(html: bytes) -> str:
    return str(extract_plain_text(html.decode(), main_content=True, comments=False))


def main(rounds: int = ROUNDS, copies: int = COPIES) -> None:
    press = Press(load())
    pages = [(name, page_of(name, press)) for name in rule_names() for _ in range(copies)]

    def all_of(read: Callable[[str, bytes], object]) -> None:
        for name, html in pages:
            read(name, html)

    times = in_turns(
        {
            "rule": partial(all_of, by_rule),
            "resiliparse": partial(all_of, lambda _, html: by_resiliparse(html)),
        },
        rounds,
        clock=process_time,
    )
    size = sum(len(html) for _, html in pages) / len(pages)
    tell(
        f"{len(pages)} article pages of {len(rule_names())} outlets, {size / 1_000:,.0f} KB each, one core",
        [
            Figure(
                name="by the outlet's rule, with its date, cleaned",
                value=len(pages) / p50(times["rule"]),
                unit="pages/s",
                at_least=500,
            ),
            Figure(
                name="resiliparse, the text alone",
                value=len(pages) / p50(times["resiliparse"]),
                unit="pages/s",
            ),
            Figure(
                name="resiliparse: its time in the rule's",
                value=ratio(times["resiliparse"], times["rule"]),
                unit="times",
            ),
        ],
    )


if __name__ == "__main__":
    main()
