"""Times in office as a table with a bar for each on one line of years."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from dash import dcc, html

from dashboard.components.empties import empty
from dashboard.events import office_name
from dashboard.links import articles_href, days_and, entity_href
from entities.changes import ACTING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from dashboard.i18n import Words
    from dashboard.profile import Around
    from dashboard.terms import Held

SHOWN: Final = 8  # terms before "more"


def terms(found: Around, words: Words, *, today: date) -> Any:
    """The latest first. Of a country, each name leads to its page; numbers lead to articles."""
    if not found.terms:
        return empty("zero", words("entity.terms_none"))
    shown, rest = found.terms[:SHOWN], found.terms[SHOWN:]
    parts: list[Any] = [_table(shown, found, words, today=today)]
    if rest:
        said = html.Summary(words.count("entity.more_terms", len(rest)))
        parts.append(html.Details([said, _table(rest, found, words, today=today)], className="more-terms"))
    return html.Div(parts)


def _table(rows: Sequence[Held], found: Around, words: Words, *, today: date) -> html.Div:
    """On a line of years of its own, so that short terms can be seen."""
    first, last = min(one.start for one in rows), max(one.end or today for one in rows)
    head = [
        html.Th(words("recent.name"), scope="col"),
        html.Th(f"{first.year}–{last.year}", scope="col", className="hide-narrow"),
        html.Th(words("entity.held"), scope="col"),
        html.Th(words(f"basis.{found.filters.basis}"), scope="col", className="n"),
    ]
    body = [_row(one, found, words, first=first, last=last) for one in rows]
    table = html.Table([html.Thead(html.Tr(head)), html.Tbody(body)], className="data terms")
    return html.Div(table, className="table-scroll")


def _row(one: Held, found: Around, words: Words, *, first: date, last: date) -> html.Tr:
    days = max(1, (last - first).days)
    begin = (one.start - first).days / days
    end = ((one.end or last) - first).days / days
    bar = html.I(style={"left": f"{begin:.1%}", "width": f"{max(0.01, end - begin):.1%}"})
    until = words.day(one.end) if one.end else words("entity.now")
    number = words.number(one.articles)
    href = articles_href(one.code, found.filters, found.window)
    return html.Tr(
        [
            html.Th(
                [
                    dcc.Link(one.label, href=entity_href(one.code, days_and(found.filters, found.window))),
                    html.Span(_office(one, words), className="sub"),
                ],
                scope="row",
            ),
            html.Td(html.Span(bar, className="range dots"), className="hide-narrow"),
            html.Td(f"{words.day(one.start)} – {until}", className="muted"),
            html.Td(dcc.Link(number, href=href) if one.articles else number, className="n"),
        ]
    )


def _office(one: Held, words: Words) -> str:
    office = one.office.removeprefix(ACTING)
    said = office_name(office, words)
    if one.office.startswith(ACTING):
        said = words("event.acting", office=said)
    if one.disputed:
        said = words("entity.disputed", office=said)
    return said
