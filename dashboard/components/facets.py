"""Filters beside a list, each with the number of articles it would leave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from dash import dcc, html

from dashboard.components.attrs import attrs
from dashboard.components.icons import icon
from dashboard.links import entity_href

if TYPE_CHECKING:
    from dashboard.i18n import Words
    from dashboard.reading import Choice, Facet, Listing

OPEN: Final = 8  # choices shown before "more"


def facets(found: Listing, words: Words) -> list[Any]:
    """All groups that have something to choose."""
    shown = ((facet, choices) for facet, choices in found.facets.items() if _useful(facet, choices))
    return [_group(facet, choices, words) for facet, choices in shown]


def chips(found: Listing, hours: list[tuple[str, str]], words: Words) -> list[html.Span]:
    """The entities and the hours of the filter, each with a way to remove it."""
    names = [
        (
            "entity",
            name.code,
            name.label,
            dcc.Link(name.label, href=entity_href(name.code), title=words("atlas.profile")),
        )
        for name in found.chosen
    ]
    times = [("hour", value, said, html.Span(said)) for value, said in hours]
    return [
        html.Span([shown, _remove(facet, value, said, words)], className="chip")
        for facet, value, said, shown in (*names, *times)
    ]


def _remove(facet: str, value: str, label: str, words: Words) -> html.Button:
    return html.Button(
        icon("x"),
        type="button",
        **attrs(data_facet=facet, data_value=value, aria_label=words("filter.remove", name=label)),
    )


def _useful(facet: Facet, choices: list[Choice]) -> bool:
    """A single outlet or language is nothing to choose from."""
    return len(choices) > (0 if facet == "entity" else 1) or any(choice.chosen for choice in choices)


def _group(facet: Facet, choices: list[Choice], words: Words) -> html.Div:
    rows = [_choice(facet, choice, words) for choice in choices]
    more: list[Any] = []
    if len(rows) > OPEN + 1:
        said = html.Summary(words("facet.more", n=words.number(len(rows) - OPEN)))
        more = [html.Details([said, html.Div(rows[OPEN:])])]
        rows = rows[:OPEN]
    title = words(f"facet.{facet}")
    return html.Div(
        [html.H3(title), html.Div(rows), *more], className="facet", role="group", **attrs(aria_label=title)
    )


def _choice(facet: Facet, choice: Choice, words: Words) -> html.Button:
    label = choice.label
    if facet == "lang":
        name = words.language(choice.value)
        label = f"{name[0].upper()}{name[1:]}"
    elif facet == "section":
        label = choice.value
    return html.Button(
        [
            icon("check") if choice.chosen else None,
            html.Span(label, className="label"),
            html.Span(words.number(choice.articles), className="num"),
        ],
        type="button",
        className="choice",
        **attrs(data_facet=facet, data_value=choice.value, aria_pressed=str(choice.chosen).lower()),
    )
