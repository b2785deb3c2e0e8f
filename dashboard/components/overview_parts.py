"""The Overview's cards: key numbers, leaders, latest articles, and the figures as tables."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from dash import dcc, html

from dashboard.components.articles import marked
from dashboard.components.kpi import kpi
from dashboard.components.sparkline import sparkline
from dashboard.figures import heatmap
from dashboard.figures.movers import change_said
from dashboard.links import entity_href
from dashboard.overview import DAYS, WIDELY, Heat, Leader, Overview, spark_days

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

    from dashboard.clock import Clock
    from dashboard.filters import Filters
    from dashboard.i18n import Words
    from dashboard.overview import Named
    from storage.questions.queries import Mentioned

STEADY: Final = 0.05  # a smaller change of share is neither up nor down
NAMES: Final = 3  # entities named under a headline
_SPARK: Final = {"width": 220, "height": 46}


def kpis(found: Overview, clock: Clock) -> list[dcc.Link]:
    """Four numbers of the day and of the window."""
    words = clock.words
    span = found.state.span
    since, until = found.window.since, found.window.end - timedelta(days=1)
    narrowed = found.state.filters.link()
    days = f"from={since}&to={until}{narrowed}"
    today = f"from={found.today.day}&to={found.today.day}{narrowed}"
    return [
        kpi(
            "news",
            words("overview.today"),
            words.number(found.today.articles),
            _by_now(found, clock),
            f"/articles?{today}",
        ),
        _reporting(found, clock),
        kpi(
            "world",
            words("overview.countries"),
            words.number(found.countries.entities),
            _usual(found.countries, span, words),
            f"/map?{days}",
        ),
        kpi(
            "user-question",
            words("overview.review"),
            words.number(found.waiting),
            words("overview.review_widely", n=words.number(found.widely), outlets=words.number(WIDELY)),
            "/review?o=outlets",
        ),
    ]


def leader_cards(leaders: tuple[Leader, ...], filters: Filters, words: Words) -> list[dcc.Link]:
    """Who is in the news: share, change, and the line that led there."""
    return [
        dcc.Link(
            [
                html.Span(
                    [html.Span(leader.name.label, className="name"), _changed(leader, words)],
                    className="row between base",
                ),
                html.Span(
                    words.count(f"overview.{filters.basis}", leader.articles)
                    if leader.share is None
                    else words(
                        "overview.share", share=words.percent(leader.share), things=words(filters.things)
                    ),
                    className="sub",
                ),
                sparkline(leader.line, stretch=True, **_SPARK) if leader.share is not None else None,
            ],
            href=entity_href(leader.name.code, filters.link()),
            className="leader",
        )
        for leader in leaders
    ]


def latest(rows: pl.DataFrame, names: Mapping[int, Named], clock: Clock) -> list[html.Li]:
    """Headlines with their mentions marked, each leading to the stored article."""
    items = []
    for row in rows.iter_rows(named=True):
        at = clock(row["dated_at"].replace(tzinfo=UTC))
        chips = [names[chip["entity_id"]].label for chip in (row["chips"] or ())[:NAMES]]
        said = " · ".join(filter(None, (row["outlet"], at, ", ".join(chips))))
        link = dcc.Link(
            marked(row["title"], row["title_marks"] or ()), href=f"/articles?a={row['article_id']}"
        )
        items.append(
            html.Li(
                [html.Div(link, lang=row["lang"], dir="auto"), html.Div(said, className="sub")],
                className="headline",
            )
        )
    return items


def heat_table(heat: Heat, filters: Filters, words: Words) -> html.Div:
    """Every cell of the heat map as a number."""
    lines = heatmap.lines(heat)
    days = [cell["day"] for cell in lines[0]] if lines else []
    head = [
        html.Th(words("heat.country"), scope="col"),
        *(html.Th(words.day(day, "short"), scope="col", className="n") for day in days),
    ]
    body = []
    for row, line in zip(heat.rows, lines, strict=True):
        cells: list[Any] = [
            html.Th(dcc.Link(row.label, href=entity_href(row.code, filters.link())), scope="row")
        ]
        for cell in line:
            if cell["z"] is None:
                known = cell["state"] in {"gap", "before", "partial"}
                cells.append(html.Td(words(f"table.{cell['state']}") if known else "–", className="n muted"))
                continue
            link = dcc.Link(
                words.number(cell["z"], 1), href=cell_href(row.code, cell["day"].isoformat(), filters)
            )
            cells.append(html.Td(link, className="n"))
        body.append(html.Tr(cells))
    table = html.Table([html.Thead(html.Tr(head)), html.Tbody(body)], className="data")
    return html.Div(
        [html.P(words("heat.twin"), className="sub"), html.Div(table, className="table-scroll", tabIndex=0)]
    )


def movers_table(moved: pl.DataFrame, names: Mapping[int, Named], filters: Filters, words: Words) -> html.Div:
    """Every line of the movers as numbers."""
    columns = ("movers.now", "movers.before", "movers.change", f"basis.{filters.basis}")
    head = [html.Th(words("recent.name"), scope="col")]
    head += [html.Th(words(key), scope="col", className="n") for key in columns]
    body = [
        html.Tr(
            [
                html.Th(_profile(names[row["entity_id"]], filters), scope="row"),
                html.Td(words.percent(row["share"]), className="n"),
                html.Td(words.percent(row["share_before"]), className="n"),
                html.Td(change_said(row, words), className="n"),
                html.Td(words.number(row["articles"]), className="n muted"),
            ]
        )
        for row in moved.iter_rows(named=True)
    ]
    table = html.Table([html.Thead(html.Tr(head)), html.Tbody(body)], className="data")
    return html.Div(table, className="table-scroll", tabIndex=0)


def cell_href(code: str, day: str, filters: Filters) -> str:
    """Compare with an entity and the evidence of a day open; assets/70-lists.js makes the same address."""
    return f"/compare?e={quote(code)}&at={quote(code)}.{day}{filters.link()}"


def _profile(name: Named, filters: Filters) -> dcc.Link:
    return dcc.Link(name.label, href=entity_href(name.code, filters.link()))


def _by_now(found: Overview, clock: Clock) -> str:
    words, time = clock.words, clock(clock.now)
    if found.today.usual is None:
        return words("overview.today_plain", time=time)
    return words("overview.today_usual", time=time, n=words.number(found.today.usual))


def _reporting(found: Overview, clock: Clock) -> dcc.Link:
    words = clock.words
    missing, total = found.sources.missing, len(found.sources.rows)
    if not missing:
        said = words("overview.reporting_all")
    elif len(missing) == 1 and missing[0].missing_since:
        since = clock(missing[0].missing_since)
        said = words("overview.reporting_silent", name=missing[0].name, since=since)
    else:
        said = words("overview.reporting_more", name=missing[0].name, n=words.number(len(missing) - 1))
    reading = words.number(found.sources.reading)
    value = words("overview.reporting_of", n=reading, total=words.number(total))
    return kpi("rss", words("overview.reporting"), value, said, "/sources")


def _usual(found: Mentioned, span: str, words: Words) -> str:
    if found.usual is None:
        return words("overview.no_usual")
    return words(f"overview.usual.{span}", n=words.number(found.usual))


def _changed(leader: Leader, words: Words) -> html.Span | None:
    if leader.few or leader.share is None or not leader.before:
        return None
    ratio = leader.share / leader.before
    look = "up" if ratio > 1 + STEADY else "down" if ratio < 1 - STEADY else "flat"
    return html.Span(words.change(ratio), className=look)


def leaders_sub(found: Overview, words: Words) -> str:
    """What the cards show."""
    days = max(7, DAYS[found.state.span])
    return words("overview.leaders_sub", days=days, line=spark_days(days))
