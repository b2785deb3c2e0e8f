"""The entities of a page: each with the key of its line, and a way to remove it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import dash_mantine_components as dmc
from dash import dcc, html

from dashboard import theme
from dashboard.components.attrs import attrs
from dashboard.components.icons import icon
from dashboard.links import entity_href

if TYPE_CHECKING:
    from dashboard.comparison import Subject
    from dashboard.i18n import Words

REMOVE: Final = "chip-remove"


def key_line(place: int, *, width: int = 20) -> html.Span:
    """A piece of the line of the series at ``place``: colour and dash."""
    colour = f"var(--{theme.series(place)[1:]})"
    dashed = f"repeating-linear-gradient(90deg, {colour} 0 5px, transparent 5px 8px)"
    background = colour if theme.dash(place) == "solid" else dashed
    return html.Span(className="key-line", style={"width": width, "background": background})


def chip(subject: Subject, words: Words) -> html.Span:
    """One entity; the button's id has its code."""
    remove = html.Button(
        icon("x"),
        id={"type": REMOVE, "code": subject.code},
        **attrs(aria_label=words("filter.remove", name=subject.label)),
    )
    name = dcc.Link(subject.label, href=entity_href(subject.code), title=words("atlas.profile"))
    return html.Span([key_line(subject.colour), name, remove], className="chip")


def add_field(words: Words, *, most: int, into: str) -> html.Div:
    """Text field that finds entities by any of their names; the Store ``into`` gets [code, time]."""
    return html.Div(
        [
            icon("plus"),
            dmc.TextInput(
                placeholder=words("filter.add"),
                variant="unstyled",
                attributes={"input": {"aria-label": words("filter.add")}},
            ),
        ],
        className="add",
        **attrs(data_search="add", data_into=into, data_full=words("compare.limit", n=most)),
    )
