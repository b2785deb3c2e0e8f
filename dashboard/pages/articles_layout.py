"""The Articles page as it stands before its callbacks have run: every control set from the address."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

import dash_mantine_components as dmc
from dash import Input, dcc, html

from dashboard import shell, url_state
from dashboard.article_export import CSV_PATH
from dashboard.components import chips, controls
from dashboard.components.attrs import attrs
from dashboard.components.drawer import TITLE
from dashboard.components.icons import icon
from dashboard.reading import DEFAULT_LAST, MOST
from dashboard.url_state import Field

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.comparison import Archive
    from dashboard.i18n import Words
    from dashboard.reading import State

PATH: Final = "/articles"
_TYPING_MS: Final = 350  # a search begins when no key was pressed for so long


class Ids(StrEnum):
    """Elements of the page. assets/70-lists.js knows those it writes to."""

    TEXT = "articles-text"
    CODES = "articles-codes"  # Store: codes of the entities
    OUTLETS = "articles-outlets"  # Store: ids
    LANGS = "articles-langs"  # Store
    SECTIONS = "articles-sections"  # Store
    HOURS = "articles-hours"  # Store: hours of the week
    PICKED = "articles-picked"  # Store: the last click on a filter, {facet, value, at}
    ADDED = "articles-added"  # Store: what the name field found
    ADD_SAID = "articles-add-said"
    DATES = "articles-dates"
    CAPITALS = "articles-capitals"
    SORT = "articles-sort"
    COPIES = "articles-copies"
    OPEN = "articles-open"  # Store: id of the open article, as text
    AFTER = "articles-after"  # Store: where the page of the list begins
    PLAN = "articles-plan"  # Store: how the address is written
    QUERY = "articles-query"  # Store: the query of the address, which the server reads
    LEDE = "articles-lede"
    FILTERS = "articles-filters"  # in words, for paper
    CHIPS = "articles-chips"
    FACETS = "articles-facets"
    LIST = "articles-list"
    PAGER = "articles-pager"
    CARD = "articles-card"
    CSV = "articles-csv"
    DRAWER = "articles-drawer"
    DRAWN = "articles-drawn"  # Store: has no meaning beside being set when the drawer was drawn


# Parts of the address, and the property of the page that each is.
ADDRESS: Final = (
    (Field(name="q"), Input(Ids.TEXT, "value")),
    (Field(name="e"), Input(Ids.CODES, "data")),
    (Field(name="src"), Input(Ids.OUTLETS, "data")),
    (Field(name="lang"), Input(Ids.LANGS, "data")),
    (Field(name="sec"), Input(Ids.SECTIONS, "data")),
    (Field(name="when"), Input(Ids.HOURS, "data")),
    (Field(name="dates", kind="dates"), Input(Ids.DATES, "value")),
    (Field(name="caps", base="1"), Input(Ids.CAPITALS, "checked")),
    (Field(name="sort", base="new"), Input(Ids.SORT, "value")),
    (Field(name="dup", base="fold"), Input(Ids.COPIES, "value")),
    (Field(name="after"), Input(Ids.AFTER, "data")),
    (Field(name="a"), Input(Ids.OPEN, "data")),
)


def layout(archive: Archive, state: State, words: Words, notices: Sequence[str]) -> html.Div:
    """The page."""
    return shell.page(
        words("articles.title"),
        html.P(id=Ids.LEDE, className="lede", **attrs(aria_live="polite")),
        html.Div(id=Ids.FILTERS, className="print-filters", hidden=True),
        *_stores(archive, state),
        _controls(archive, state, words),
        html.Div(
            [
                html.Div(
                    [
                        html.Button(
                            [icon("filter"), words("filter.title")],
                            className="btn",
                            **attrs(data_opens=Ids.FACETS, aria_expanded="false", aria_controls=Ids.FACETS),
                        ),
                        html.Div(id=Ids.FACETS, className="facet-groups"),
                    ],
                    className="facets no-print",
                ),
                html.Section(
                    [
                        _head(state, words),
                        html.Ol(id=Ids.LIST, className="article-list"),
                        html.Div(id=Ids.PAGER),
                    ],
                    id=Ids.CARD,
                    className="card",
                    **attrs(aria_label=words("articles.title"), aria_busy="true"),
                ),
            ],
            className="facets-and-list",
        ),
        html.Aside(id=Ids.DRAWER, className="drawer", role="dialog", **attrs(aria_labelledby=TITLE)),
        notices=notices,
    )


def _stores(archive: Archive, state: State) -> list[dcc.Store]:
    plan = url_state.plan(
        PATH,
        [field for field, _ in ADDRESS],
        today=archive.today,
        first=archive.first,
        last=DEFAULT_LAST,
        step="a",
        holder=Ids.OPEN,
        most=MOST,
        csv=CSV_PATH,
    )
    return [
        dcc.Store(id=Ids.PLAN, data=plan),
        dcc.Store(id=Ids.QUERY),
        dcc.Store(id=Ids.CODES, data=list(state.codes)),
        dcc.Store(id=Ids.OUTLETS, data=[str(key) for key in state.outlets]),
        dcc.Store(id=Ids.LANGS, data=list(state.langs)),
        dcc.Store(id=Ids.SECTIONS, data=list(state.sections)),
        dcc.Store(id=Ids.HOURS, data=[str(hour) for hour in state.hours]),
        dcc.Store(id=Ids.PICKED),
        dcc.Store(id=Ids.ADDED),
        dcc.Store(id=Ids.OPEN, data=str(state.article or "")),
        dcc.Store(id=Ids.AFTER, data=state.after),
        dcc.Store(id=Ids.DRAWN),
    ]


def _controls(archive: Archive, state: State, words: Words) -> html.Div:
    search = dmc.TextInput(
        id=Ids.TEXT,
        value=state.text,
        placeholder=words("articles.search"),
        debounce=_TYPING_MS,
        leftSection=icon("search"),
        className="text-search",
        attributes={"input": {"aria-label": words("articles.search"), "maxlength": "200"}},
    )
    return html.Div(
        [
            search,
            controls.dates(Ids.DATES, state.window, today=archive.today, first=archive.first, words=words),
            html.Span(id=Ids.CHIPS, className="chips-in"),
            chips.add_field(words, most=MOST, into=Ids.ADDED),
            html.Span(id=Ids.ADD_SAID, className="sub", role="status"),
            html.Div(className="grow"),
            controls.toggle(
                Ids.CAPITALS,
                "map-pin",
                words("filter.capitals"),
                on=state.capitals,
                hint=words("filter.capitals_hint"),
            ),
        ],
        className="controls article-controls no-print",
    )


def _head(state: State, words: Words) -> html.Div:
    sorts = [("new", words("articles.sort_new")), ("most", words("articles.sort_most"))]
    copies = [("show", words("basis.articles")), ("fold", words("basis.stories"))]
    return html.Div(
        [
            html.Div(
                [
                    controls.segments(Ids.SORT, sorts, state.sort, words("articles.sort")),
                    controls.segments(Ids.COPIES, copies, state.copies, words("articles.copies")),
                ],
                className="row wrap",
            ),
            html.A([icon("download"), words("chart.csv")], id=Ids.CSV, href=CSV_PATH, className="btn quiet"),
        ],
        className="row wrap between list-head no-print",
    )
