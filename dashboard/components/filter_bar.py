"""The filters of dashboard.filters as one button with a panel, set from the address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, get_args

import dash_mantine_components as dmc
from dash import Input, html

from dashboard.components import controls
from dashboard.components.icons import icon
from dashboard.url_state import Field
from storage.questions.queries import Basis, Panel

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dashboard.comparison import Archive
    from dashboard.filters import Filters
    from dashboard.i18n import Words

_KINDS: Final[tuple[Field, ...]] = (
    Field(name="src", kind="set"),
    Field(name="lang", kind="set"),
    Field(name="basis", base="articles"),
    Field(name="caps", base="1"),
)
_PANEL: Final = Field(name="panel", base="all")


def address(page: str, *, panels: bool = True) -> tuple[tuple[Field, Input], ...]:
    """Parts of the address and the controls that they are; ``page`` begins the controls' ids."""
    return tuple(
        (field, Input(_id(page, field.name), "checked" if field.name == "caps" else "value"))
        for field in (*_KINDS, *([_PANEL] if panels else []))
    )


def sizes(archive: Archive) -> Mapping[str, int]:
    """How many there are to choose from, for ``url_state.sized``."""
    return {"src": len(archive.outlets), "lang": len(archive.langs)}


def said_id(page: str) -> str:
    """Element that holds ``said``."""
    return _id(page, "said")


def filter_bar(
    page: str, filters: Filters, archive: Archive, words: Words, *, panels: bool = True
) -> dmc.Popover:
    """The button and what it opens. With one outlet or language there is no choice of it.

    ``panels``: whether there is a choice of a fixed panel, which a rule about single days has not.
    """
    button = html.Span([icon("filter"), html.Span(said(filters, words), id=said_id(page))], className="row")
    outlets = _boxes(
        _id(page, "src"),
        words("filter.outlets_title"),
        {str(key): name for key, name in archive.outlets.items()},
        [str(key) for key in filters.outlets],
    )
    langs = language_boxes(_id(page, "lang"), archive, filters.langs, words)
    bases = [(name, words(f"basis.{name}")) for name in get_args(Basis)]
    return controls.popover(
        button,
        [
            html.H3(words("basis.label")),
            controls.segments(_id(page, "basis"), bases, filters.basis, words("basis.label")),
            dmc.Switch(
                id=_id(page, "caps"),
                checked=filters.capitals,
                label=words("filter.capitals_label"),
                description=words("filter.capitals_hint"),
                size="sm",
            ),
            *(panel_choice(_id(page, _PANEL.name), filters.panel, words) if panels else []),
            langs,
            outlets,
        ],
    )


def panel_choice(id_: str, panel: Panel, words: Words) -> list[Any]:
    """All outlets, or a fixed panel of them."""
    panels = [(name, words(f"filter.panel_{name}")) for name in get_args(Panel)]
    return [
        html.H3(words("filter.panel")),
        controls.segments(id_, panels, panel, words("filter.panel")),
        html.P(words("filter.panel_hint"), className="sub"),
    ]


def language_boxes(id_: str, archive: Archive, chosen: Sequence[str], words: Words) -> html.Div:
    """All languages to tick; none ticked is all."""
    names = {code: words.language(code) for code in archive.langs}
    return _boxes(id_, words("filter.languages"), names, list(chosen))


def said(filters: Filters, words: Words) -> str:
    """``Filters``, ``Filters (2)``."""
    plain = words("filter.title")
    return f"{plain} ({words.number(filters.chosen)})" if filters.chosen else plain


def _boxes(id_: str, title: str, names: Mapping[str, str], chosen: list[str]) -> html.Div:
    boxes = [dmc.Checkbox(label=name, value=key, size="sm") for key, name in names.items()]
    group = dmc.CheckboxGroup(html.Div(boxes, className="checks"), id=id_, value=chosen)
    return html.Div([html.H3(title), group], hidden=len(names) < 2)  # noqa: PLR2004


def _id(page: str, name: str) -> str:
    return f"{page}-filter-{name}"
