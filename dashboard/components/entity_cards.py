"""Cards of an entity's page: by outlet, beside whom, in which words, when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from dash import dcc, html

from dashboard.components.attrs import attrs
from dashboard.components.elements import Element, element
from dashboard.components.empties import empty
from dashboard.links import articles_href, days_and, entity_href
from dashboard.reading import Hour

if TYPE_CHECKING:
    from dashboard.i18n import Words
    from dashboard.profile import Around

HOURS: Final = range(24)
_HIGH: Final = 0.72  # of the accent in the hour with the most, so that its number can be read


def by_outlet(found: Around, code: str, words: Words) -> Any:
    """Share in each outlet as a dot with its 95 % interval, on one scale for all."""
    rows = list(found.outlets.iter_rows(named=True))
    if not any(row["articles"] for row in rows):
        return empty("zero", words("entity.nothing"))
    top = max(row["high"] for row in rows if row["articles"] or row["collected"] >= _enough(rows))
    head = [
        html.Th(words("about.outlet"), scope="col"),
        html.Th(words("entity.interval"), scope="col", className="hide-narrow"),
        html.Th(words("measure.share"), scope="col", className="n"),
        html.Th(words("entity.n_of"), scope="col", className="n"),
    ]
    days = days_and(found.filters, found.window).replace(_sources(found), "")
    body = [
        html.Tr(
            [
                html.Th(
                    dcc.Link(
                        row["name"],
                        href=f"/articles?e={quote(code)}&dup=show{days}&src={row['outlet_id']}",
                        title=words("atlas.read"),
                    ),
                    scope="row",
                ),
                html.Td(_dot(row, top, words), className="hide-narrow"),
                html.Td(words.percent(row["share"]), className="n"),
                html.Td(
                    words(
                        "overview.reporting_of",
                        n=words.number(row["articles"]),
                        total=words.number(row["collected"]),
                    ),
                    className="n muted",
                ),
            ]
        )
        for row in sorted(rows, key=lambda row: (-row["share"], row["name"]))
    ]
    return _scrolled(
        html.Table([html.Thead(html.Tr(head)), html.Tbody(body)], className="data"),
        words("entity.outlets_title"),
    )


def _enough(rows: list[dict[str, Any]]) -> int:
    """An outlet with less than this has an interval too wide to set the scale."""
    most: int = max(row["collected"] for row in rows)
    return max(1, most // 20)


def _sources(found: Around) -> str:
    outlets = found.filters.members or found.filters.outlets
    return f"&src={','.join(map(str, outlets))}" if outlets else ""


def _dot(row: dict[str, Any], top: float, words: Words) -> html.Span:
    low, high, share = (min(1.0, row[name] / top) for name in ("low", "high", "share"))
    said = words("about.between", low=words.percent(row["low"]), high=words.percent(row["high"]))
    return html.Span(
        [
            html.I(style={"left": f"{low:.1%}", "width": f"{high - low:.1%}"}),
            html.B(style={"left": f"{share:.1%}"}),
        ],
        className="range dots",
        title=said,
        role="img",
        **attrs(aria_label=said),
    )


def beside(found: Around, code: str, words: Words) -> Any:
    """Who is in the same articles, each leading to those articles and to its own page."""
    if not found.beside:
        return empty("zero", words("entity.alone"))
    head = [
        html.Th(words("recent.name"), scope="col"),
        html.Th(words(f"basis.{found.filters.basis}"), scope="col", className="n"),
        html.Th(words("relations.lift"), scope="col", className="n"),
    ]
    more = days_and(found.filters, found.window)
    body = [
        html.Tr(
            [
                html.Th(dcc.Link(one.name.label, href=entity_href(one.name.code, more)), scope="row"),
                html.Td(
                    dcc.Link(
                        words.number(one.together),
                        href=articles_href(f"{code},{one.name.code}", found.filters, found.window),
                        title=words("atlas.read"),
                    ),
                    className="n",
                ),
                html.Td(words("relations.times", times=words.number(one.lift, 1)), className="n"),
            ]
        )
        for one in found.beside
    ]
    return _scrolled(
        html.Table([html.Thead(html.Tr(head)), html.Tbody(body)], className="data"),
        words("entity.beside_title"),
    )


def named(found: Around, code: str, words: Words) -> Any:
    """The words it is named in, as bars; each leads to the articles that have them."""
    rows = list(found.named.iter_rows(named=True))
    if not rows:
        return empty("zero", words("entity.nothing"))
    top = max(row["articles"] for row in rows)
    meters = []
    for row in rows:
        phrase = quote('"' + row["surface"] + '"')
        name = html.Span(
            [
                dcc.Link(
                    row["surface"], href=f"{articles_href(code, found.filters, found.window)}&q={phrase}"
                ),
                html.Span(_kind(row["kind"], words), className="sub"),
            ],
            className="grow",
            dir="auto",
        )
        number = html.Span(words.number(row["articles"]), className="num")
        bar = html.I(style={"width": f"{row['articles'] / top:.0%}"})
        meters.append(
            html.Div(
                [html.Div([name, number], className="row between base"), html.Div(bar, className="bar")],
                className="meter",
            )
        )
    return html.Div(meters, className="meters")


def _kind(kind: str, words: Words) -> str:
    return "" if kind == "name" else f" {words(f'mention.{kind}')}"


def hours(found: Around, code: str, words: Words) -> Any:
    """Weekdays by hours: the darker, the more articles; each leads to them and has their number.

    Of the cells one is reached with Tab and the others from it with arrows: assets/77-entity.js.
    """
    counts = {(row["weekday"], row["hour"]): row["articles"] for row in found.hours.iter_rows(named=True)}
    if not counts:
        return empty("zero", words("entity.nothing"))
    top = max(counts.values())
    head = [html.Th(html.Span(words("entity.weekday"), className="hidden-visually"), scope="col")]
    head += [
        html.Th(f"{hour:02}" if hour % 3 == 0 else "", scope="col", **attrs(aria_label=f"{hour:02}"))
        for hour in HOURS
    ]
    body = []
    days, linked = days_and(found.filters, found.window), False
    for weekday in range(1, 8):
        name = words(f"weekday.{weekday - 1}")
        cells = []
        for hour in HOURS:
            n, when = counts.get((weekday, hour), 0), f"{name} {hour:02}"
            said = f"{when}: {words.count('overview.articles', n)}"
            href = f"/articles?e={quote(code)}&dup=show{days}&when={Hour(weekday, hour)}" if n else None
            cells.append(_hour(n, top, said, href, first=n > 0 and not linked))
            linked = linked or n > 0
        body.append(element("Tr", [element("Th", name, scope="row"), *cells]))
    table = html.Table([html.Thead(html.Tr(head)), html.Tbody(body)], className="hours")
    return html.Div(table, className="table-scroll")


def _hour(n: int, top: int, said: str, href: str | None, *, first: bool) -> Element:
    part = round(100 * _HIGH * n / top)
    name = element("Span", said, className="hidden-visually")
    link = element("A", name, href=href, tabIndex=0 if first else -1) if href else name
    return element(
        "Td",
        link,
        style={"background": f"color-mix(in srgb, var(--accent) {part}%, var(--sunken))"},
        title=said,
    )


def _scrolled(table: html.Table, label: str) -> html.Div:
    return html.Div(
        table, className="table-scroll tall", tabIndex=0, role="region", **attrs(aria_label=label)
    )
