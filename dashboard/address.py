"""The address of a page: what its controls say, written in the browser alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash import ClientsideFunction, Input, Output, State

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dash import Dash

    from dashboard.url_state import Field


def written(app: Dash, query: str, parts: Iterable[tuple[Field, Input]], plan: str) -> None:
    """Changes of the controls in ``parts`` become the query in Store ``query``, as Store ``plan`` says."""
    app.clientside_callback(
        ClientsideFunction("sorot", "write"),
        Output(query, "data"),
        [part for _, part in parts],
        State(plan, "data"),
        State(query, "data"),
    )
