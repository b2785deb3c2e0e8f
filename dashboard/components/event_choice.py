"""Which kinds of events are shown above a chart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import dash_mantine_components as dmc
from dash import Input, dcc, html

from dashboard.comparison import EVENT_KINDS
from dashboard.components.icons import icon
from dashboard.url_state import Field

if TYPE_CHECKING:
    from dashboard.comparison import EventKind, State
    from dashboard.i18n import Words


def address(page: str) -> tuple[tuple[Field, Input], ...]:
    """Parts of the address and the switches that they are; ``page`` begins their ids."""
    return tuple((Field(name=kind, base="1"), Input(_id(page, kind), "checked")) for kind in EVENT_KINDS)


def switches(page: str, state: State, words: Words) -> list[Any]:
    """A switch for each kind, and the way to the notes."""
    return [
        html.H3(words("event.kinds")),
        *(
            dmc.Switch(
                id=_id(page, kind),
                checked=kind in state.event_kinds,
                label=words(f"event.kind.{kind}"),
                size="sm",
            )
            for kind in EVENT_KINDS
        ),
        dcc.Link([icon("note"), words("event.edit")], href="/notes", className="btn link"),
    ]


def _id(page: str, kind: EventKind) -> str:
    return f"{page}-event-{kind}"
