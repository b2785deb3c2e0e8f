"""Tables that say how well mentions are found, with intervals drawn beside their numbers."""

from __future__ import annotations

from math import floor
from typing import TYPE_CHECKING, Any, Final

from dash import html

from dashboard.components.attrs import attrs
from dashboard.i18n import messages

if TYPE_CHECKING:
    from collections.abc import Callable

    from dashboard.i18n import Words
    from entities.accuracy import Interval, Measured, Part, Score

LEAST: Final = 0.5  # where the scale of intervals begins; it ends at 1


def kinds_table(whole: Part, words: Words) -> html.Div:
    """Countries and leaders, over all texts."""
    rows = [
        html.Tr([html.Th(words(f"about.{kind}"), scope="row"), *_figures(score, words)])
        for kind, score in (("countries", whole.countries), ("leaders", whole.leaders))
    ]
    return _table(_head(words("about.kind"), words("about.n_entities"), words), rows)


def entities_table(figures: Measured, label: Callable[[str], str], words: Words) -> html.Div:
    """Each country and leader that enough texts name, most first; ``label`` names a code."""
    rows = [
        html.Tr([html.Th(label(code), scope="row"), *_figures(score, words)])
        for code, score in figures.entities.items()
    ]
    return _table(_head(words("about.name"), words("about.n_texts"), words), rows)


def traps_table(figures: Measured, words: Words) -> html.Div:
    """Each kind of text, those with most mistakes first."""

    def worst(item: tuple[str, Part]) -> tuple[int, str]:
        part = item[1]
        mistakes = sum(score.missed + score.wrong for score in (part.countries, part.leaders))
        return -mistakes, trap_name(item[0], words)

    head = html.Tr(
        [
            html.Th(words("about.trap"), scope="col"),
            html.Th(words("about.n_texts"), scope="col", className="n"),
            html.Th(words("about.countries"), scope="col", className="n"),
            html.Th(words("about.leaders"), scope="col", className="n"),
        ]
    )
    rows = [
        html.Tr(
            [
                html.Th(trap_name(name, words), scope="row", className="wraps"),
                html.Td(words.number(part.texts), className="n"),
                html.Td(_mistakes(part.countries, words), className="n"),
                html.Td(_mistakes(part.leaders, words), className="n"),
            ]
        )
        for name, part in sorted(figures.traps.items(), key=worst)
    ]
    return _table(head, rows)


def trap_name(name: str, words: Words) -> str:
    """What texts of a file have in common; the file's own name where nobody has put it into words."""
    known = f"trap.{name}" in messages(words.lang)
    return words(f"trap.{name}") if known else name.replace("_", " ").capitalize()


def _head(first: str, count: str, words: Words) -> html.Tr:
    def column(text: str, **more: Any) -> html.Th:
        return html.Th(text, scope="col", **more)

    pair = [
        (
            column(words(f"about.{name}"), className="n"),
            column(words("about.interval"), className="drawn"),
        )
        for name in ("precision", "recall")
    ]
    error = column(words("about.count_error"), className="n hide-narrow")
    return html.Tr(
        [column(first), column(count, className="n"), *(cell for two in pair for cell in two), error]
    )


def _figures(score: Score, words: Words) -> list[html.Td]:
    return [
        html.Td(words.number(score.expected), className="n"),
        *_rate(score.precision, score.precision_interval, words),
        *_rate(score.recall, score.recall_interval, words),
        html.Td(words.number(score.count_error, 2), className="n hide-narrow"),
    ]


def _rate(value: float, interval: Interval, words: Words) -> list[html.Td]:
    """A part in percent, and its interval in figures and drawn."""
    low = words.number(floor(interval.low * 100))  # downwards: 99.6 is not 100
    between = words("about.between", low=low, high=words.percent(interval.high, 0))
    drawn = html.Span(
        [
            html.I(style={"left": _place(interval.low), "right": f"calc(100% - {_place(interval.high)})"}),
            html.B(style={"left": _place(value)}),
        ],
        className="range",
        **attrs(aria_hidden="true"),
    )
    return [
        html.Td([words.percent(value), html.Span(between, className="sub between-said")], className="n"),
        html.Td(drawn, className="drawn"),
    ]


def _place(value: float) -> str:
    return f"{max(0.0, (value - LEAST) / (1 - LEAST)):.1%}"


def _mistakes(score: Score, words: Words) -> Any:
    """``60 · 1 missed, 2 wrong``: how many there are, and what went wrong."""
    if not score.expected and not score.wrong:
        return html.Span("–", className="muted")
    said = [
        words(f"about.{name}", n=words.number(n))
        for name, n in (("missed", score.missed), ("wrong", score.wrong))
        if n
    ]
    if not said:
        return [words.number(score.expected), html.Span(words("about.all_right"), className="muted after")]
    return [words.number(score.expected), html.Span(", ".join(said), className="down after")]


def _table(head: html.Tr, rows: list[html.Tr]) -> html.Div:
    return html.Div(
        html.Table([html.Thead(head), html.Tbody(rows)], className="data"),
        className="table-scroll",
        tabIndex=0,
        role="region",
    )
