"""What clicks on and around a chart change, in the browser alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash import ClientsideFunction, Input, Output, State

from dashboard.components import graph

if TYPE_CHECKING:
    from dash import Dash


def opens(app: Dash, name: str, function: str, at: str, close: str) -> None:
    """A click on the chart opens what ``function`` makes of it, in the Store ``at``; a button closes it."""
    app.clientside_callback(
        ClientsideFunction("sorot", function),
        Output(at, "data"),
        Input(graph.graph_id(name), "clickData"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("sorot", "closed"),
        Output(at, "data", allow_duplicate=True),
        Input(close, "n_clicks"),
        prevent_initial_call=True,
    )


def turns_to_table(app: Dash, button: str, view: str) -> None:
    """A button turns the chart into its table and back; the Store ``view`` says which."""
    app.clientside_callback(
        ClientsideFunction("sorot", "flipped"),
        Output(view, "data"),
        Input(button, "n_clicks"),
        State(view, "data"),
        prevent_initial_call=True,
    )


def becomes_picture(app: Dash, name: str, button: str, made: str) -> None:
    """A button makes a picture of the chart; ``made`` is a Store that nobody reads."""
    app.clientside_callback(
        ClientsideFunction("sorot", "picture"),
        Output(made, "data"),
        Input(button, "n_clicks"),
        State(graph.spec_id(name), "data"),
        prevent_initial_call=True,
    )
