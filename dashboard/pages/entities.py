"""Entities: who is written of, each leading to its own page."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

import dash
from dash import Input, Output, dcc, html

from dashboard import address, directory, i18n, shell, url_state
from dashboard.comparison import archive_of
from dashboard.components import controls, filter_bar
from dashboard.components.attrs import attrs
from dashboard.components.empties import empty
from dashboard.components.panel_note import nobody, panel_said
from dashboard.components.twin import change
from dashboard.links import articles_href, days_and, entity_href
from dashboard.profile import FEW
from dashboard.url_state import Field, Query

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dash import Dash

    from dashboard.comparison import Archive
    from dashboard.directory import Directory, Entry
    from dashboard.i18n import Words
    from dashboard.services import Services

PATH: Final = "/entity"
NAME: Final = "entities"


class Ids(StrEnum):
    """Elements of the page."""

    DATES = "entities-dates"
    PLAN = "entities-plan"  # Store: how the address is written
    QUERY = "entities-query"  # Store: the query of the address, which the server reads
    BODY = "entities-body"
    SUB = "entities-sub"


ADDRESS: Final = (
    (Field(name="dates", kind="dates"), Input(Ids.DATES, "value")),
    *filter_bar.address(NAME),
)


def register(app: Dash, services: Services) -> None:
    """Add the page and its callbacks."""

    async def page(**arguments: Any) -> html.Div:
        query, words = Query.of(arguments), i18n.current()
        archive = await services.db.run(archive_of, today=services.today())
        state = directory.read_state(query, archive)
        return _layout(archive, state, words, query.notices(words))

    dash.register_page(
        NAME,
        path=PATH,
        layout=page,
        title=lambda **_: f"{i18n.current()('entities.title')} · sorot",
    )

    @app.callback(
        Output(Ids.SUB, "children"),
        Output(Ids.BODY, "children"),
        Output(filter_bar.said_id(NAME), "children"),
        Input(Ids.QUERY, "data"),
        Input(shell.Ids.VERSION, "data"),
        running=[(Output(Ids.BODY, "aria-busy"), "true", "false")],
        prevent_initial_call=True,
    )
    async def draw(query: str | None, _version: int) -> tuple[Any, ...]:
        words = i18n.current()
        found = await services.db.run(
            directory.directory, services=services, query=Query.parse(query or ""), lang=words.lang
        )
        window = found.state.window
        sub = words(
            "entities.sub",
            days=words.days(window.first, window.last),
            before=words.days(found.earlier.first, found.earlier.last),
        )
        sub = " ".join(filter(None, (sub, panel_said(found.panel, words))))
        return sub, _lists(found, words), filter_bar.said(found.state.filters, words)

    address.written(app, Ids.QUERY, ADDRESS, Ids.PLAN)


def _layout(archive: Archive, state: directory.State, words: Words, notices: Sequence[str]) -> html.Div:
    fields = url_state.sized((field for field, _ in ADDRESS), filter_bar.sizes(archive))
    plan = url_state.plan(PATH, fields, today=archive.today, first=archive.first, last=directory.DEFAULT_LAST)
    dates = controls.dates(Ids.DATES, state.window, today=archive.today, first=archive.first, words=words)
    return shell.page(
        words("entities.title"),
        html.P(words("entities.lede"), className="lede"),
        dcc.Store(id=Ids.PLAN, data=plan),
        dcc.Store(id=Ids.QUERY),
        html.Div(
            [
                dates,
                filter_bar.filter_bar(NAME, state.filters, archive, words),
                html.Span(id=Ids.SUB, className="sub"),
            ],
            className="controls spaced",
        ),
        html.Div(id=Ids.BODY, className="two-cards even entity", **attrs(aria_busy="true")),
        notices=notices,
    )


def _lists(found: Directory, words: Words) -> Any:
    if nobody(found.panel):
        window = found.state.window
        return empty("gap", words("compare.panel_none", days=words.days(window.first, window.last)))
    if not found.kinds:
        return empty("nothing" if found.archive.empty else "zero", words("entities.none"))
    return [
        html.Section(
            [html.H2(words(f"kinds.{kind}")), _table(entries, found, words)],
            className="card",
            **attrs(aria_label=words(f"kinds.{kind}")),
        )
        for kind, entries in found.kinds.items()
    ]


def _table(entries: Sequence[Entry], found: Directory, words: Words) -> html.Div:
    filters, window = found.state.filters, found.state.window
    more = days_and(filters, window)
    head = [
        html.Th(words("recent.name"), scope="col"),
        html.Th(words("recent.share"), scope="col", className="n"),
        html.Th(words(f"basis.{filters.basis}"), scope="col", className="n"),
        html.Th(words("atlas.change"), scope="col", className="n"),
    ]
    body = [
        html.Tr(
            [
                html.Th(dcc.Link(one.name.label, href=entity_href(one.name.code, more)), scope="row"),
                html.Td("–" if one.share is None else words.percent(one.share), className="n"),
                html.Td(
                    dcc.Link(
                        words.number(one.articles),
                        href=articles_href(one.name.code, filters, window),
                        title=words("atlas.read"),
                    ),
                    className="n",
                ),
                html.Td(
                    change(one.share, one.before, words, few=one.articles + one.articles_before < FEW),
                    className="n",
                ),
            ]
        )
        for one in entries
    ]
    table = html.Table([html.Thead(html.Tr(head)), html.Tbody(body)], className="data")
    return html.Div(table, className="table-scroll")
