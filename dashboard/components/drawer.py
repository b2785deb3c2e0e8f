"""One article as it is stored: its text with every mention marked, and what was taken out of it."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from dash import html

from dashboard.components.article_rows import tag
from dashboard.components.articles import safe_link
from dashboard.components.controls import close
from dashboard.components.history import history
from dashboard.components.icons import icon
from dashboard.components.text import how_counted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.clock import Clock
    from dashboard.i18n import Words
    from dashboard.reading import Opened

CLOSE: Final = "drawer-close"
TITLE: Final = "drawer-title"
# What collectors call what they take out; an unknown reason is shown as it is.
_REASONS: Final = frozenset(
    {"advert", "byline", "caption", "credit", "dateline", "promotion", "related", "tags"}
)
_KINDS: Final = ("name", "demonym", "nickname", "capital", "office")


def drawer(found: Opened, clock: Clock) -> list[Any]:
    """Contents of the drawer."""
    row, words = found.row, clock.words
    marks = _marks(found)
    lang: dict[str, Any] = {"lang": row["lang"], "dir": "auto"}
    text, text_marks = (row["body"], marks["body"]) if row["body"] else (row["summary"], [])
    return [
        _head(row["outlet"], words),
        html.H2(_marked(row["title"], marks["title"], 0), id=TITLE, className="headline-big", **lang),
        html.Dl(_facts(found, clock), className="facts"),
        _out(row["url"], row["outlet"], words),
        *_mentioned(found, clock),
        _text(row, text, text_marks, lang, words),
        *history(row, found.versions, clock, lang),
        *_removed(row["removed"] or (), words, lang),
    ]


def unknown(words: Words) -> list[Any]:
    """The address names an article that the archive does not have."""
    return [_head("", words), html.P(words("drawer.unknown"), id=TITLE, className="lede")]


def _head(outlet: str, words: Words) -> html.Div:
    return html.Div(
        [
            html.Span(outlet, className="grow sub"),
            html.Span(
                [html.Kbd("j"), html.Kbd("k"), words("drawer.keys")], className="key hide-narrow no-print"
            ),
            close(CLOSE, words("panel.close")),
        ],
        className="row",
    )


def _facts(found: Opened, clock: Clock) -> list[Any]:
    """What is known of it, each with its name."""
    row, words = found.row, clock.words
    seen = clock.full(row["first_seen_at"].replace(tzinfo=UTC))
    published = words("drawer.no_time")
    if row["published_at"] and row["published_source"] != "collected":
        published = clock.full(row["published_at"].replace(tzinfo=UTC))
    known = [
        ("published", published),
        ("seen", seen),
        ("printed", _printed(row, words)),
        ("section", ", ".join(filter(None, row["sections"]))),
        ("byline", row["byline"]),
        ("dateline", ", ".join(found.places)),
        ("attribution", ", ".join(row["attribution"] or ())),
    ]
    return [
        html.Div([html.Dt(words(f"drawer.{name}")), html.Dd(text, dir="auto")])
        for name, text in known
        if text
    ]


def _printed(row: Mapping[str, Any], words: Words) -> str:
    """The date as somebody printed it, who that was, and what it was taken for."""
    if not row["published_said"]:
        return ""
    said = words(f"drawer.said_{row['published_source']}", said=row["published_said"])
    if row["published_zone"]:
        said += " " + words("drawer.zone", zone=row["published_zone"])
    return said


def _out(url: str, outlet: str, words: Words) -> Any:
    """The way to the outlet's own page, if its address is one of the web."""
    href = safe_link(url)
    if href is None:
        return html.P(words("drawer.no_link"), className="sub")
    return html.P(
        [
            html.A(
                [words("drawer.read", outlet=outlet), icon("external-link")],
                href=href,
                target="_blank",
                rel="noopener noreferrer",
                className="btn primary",
            ),
            html.Span(urlsplit(href).hostname or "", className="sub"),
        ],
        className="row wrap",
    )


def _mentioned(found: Opened, clock: Clock) -> list[Any]:
    """Who is in it, and what the colours of the marks mean."""
    words = clock.words
    counts: dict[int, int] = defaultdict(int)
    titled: set[int] = set()
    for mention in found.mentions:
        if mention["kind"] != "office":  # told apart below, and never counted
            counts[mention["entity_id"]] += mention["count"]
            if mention["in_title"]:
                titled.add(mention["entity_id"])
    if not found.mentions:
        return [html.P(words("drawer.nobody"), className="sub")]
    kinds = {mention["kind"] for mention in found.mentions}
    legend = [
        html.Span(html.Mark(words(f"mention.{kind}"), className=f"kind-{kind}"))
        for kind in _KINDS
        if kind in kinds
    ]
    tags = [
        tag(found.names[entity], n, clock, strong=entity in titled)
        for entity, n in sorted(counts.items(), key=lambda pair: -pair[1])
    ]
    return [
        html.Div(
            [html.H3(words("drawer.mentions")), html.Span(how_counted(words), className="sub")],
            className="row wrap between",
        ),
        html.Div(tags, className="tags"),
        html.Div(legend if len(legend) > 1 else [], className="row wrap legend"),
    ]


def _text(
    row: Mapping[str, Any],
    text: str,
    marks: list[tuple[int, int, str, str]],
    lang: Mapping[str, Any],
    words: Words,
) -> Any:
    """The text, or that it is no longer kept."""
    if row["text_gone"]:
        said = html.Span(words("drawer.text_gone", outlet=row["outlet"]))
        return html.Div([icon("info-circle"), said], className="notice")
    return html.Div(_paragraphs(text, marks), className="body", **lang)


def _removed(removed: Any, words: Words, lang: Mapping[str, Any]) -> list[Any]:
    """What the cleaner took out before matching, so that a reader can check it."""
    if not removed:
        return []
    items = [
        html.Li([html.B(_reason(piece["reason"], words)), html.Span(piece["text"], **lang)])
        for piece in removed
    ]
    return [
        html.Details(
            [html.Summary(words.count("drawer.removed", len(items))), html.Ul(items)], className="removed"
        )
    ]


def _reason(reason: str, words: Words) -> str:
    return words(f"removed.{reason}") if reason in _REASONS else reason


def _marks(found: Opened) -> dict[str, list[tuple[int, int, str, str]]]:
    """(start, end, kind, name) by field in text order; of two that overlap, the first and longer."""
    places: dict[str, list[tuple[int, int, str, str]]] = {"title": [], "body": []}
    for mention in found.mentions:
        name = found.names[mention["entity_id"]].label
        for span in mention["spans"]:
            places[span["field"]].append((span["start_char"], span["end_char"], mention["kind"], name))
    for field, marks in places.items():
        kept: list[tuple[int, int, str, str]] = []
        for mark in sorted(marks, key=lambda mark: (mark[0], -mark[1])):
            if not kept or mark[0] >= kept[-1][1]:
                kept.append(mark)
        places[field] = kept
    return places


def _paragraphs(text: str, marks: list[tuple[int, int, str, str]]) -> list[html.P]:
    found, at = [], 0
    for line in text.split("\n"):
        end = at + len(line)
        inside = [mark for mark in marks if at <= mark[0] and mark[1] <= end]
        if line.strip():
            found.append(html.P(_marked(line, inside, at)))
        at = end + 1
    return found


def _marked(text: str, marks: list[tuple[int, int, str, str]], offset: int) -> list[Any]:
    """``text``, which begins at ``offset`` of the whole, with marks that say what they are."""
    parts: list[Any] = []
    at = 0
    for start, end, kind, name in marks:
        parts.append(text[at : start - offset])
        parts.append(html.Mark(text[start - offset : end - offset], className=f"kind-{kind}", title=name))
        at = end - offset
    return [part for part in (*parts, text[at:]) if part]
