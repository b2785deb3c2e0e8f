"""Name review: names seen after a title that the gazetteer lacks, to be accepted or rejected one by one."""

from __future__ import annotations

import asyncio
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

import dash
from dash import ClientsideFunction, Input, Output, State, dcc, html, no_update

from dashboard import address, caller, i18n, review, shell, url_state
from dashboard.access.limits import Limit
from dashboard.components import controls, review_parts
from dashboard.components.attrs import attrs
from dashboard.components.empties import empty
from dashboard.components.text import rich
from dashboard.review import Decision, ReviewError
from dashboard.url_state import Field, Query

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dash import Dash

    from dashboard.i18n import Words
    from dashboard.review import Queue, Reviewer
    from dashboard.services import Services

PATH: Final = "/review"
MOST_ACTS: Final = (60, 60)  # of all editors, in so many seconds: each has stored articles looked through
_LONGEST: Final = 200  # characters of what a browser sends


class Ids(StrEnum):
    """Elements of the page."""

    WHICH = "review-which"
    ORDER = "review-order"
    NAME = "review-name"  # Store: folded name that is looked at; "" for the first
    PLAN = "review-plan"  # Store: how the address is written
    QUERY = "review-query"  # Store: the query of the address, which the server reads
    ASKED = "review-asked"  # Store: what a button or key asks for
    LEDE = "review-lede"
    CARD = "review-card"
    LIST = "review-list"
    DETAIL = "review-detail"
    PROMISE = "review-promise"
    TRYING = "review-trying"
    UNDO = "review-undo"
    SAID = "review-said"
    DRAWN = "review-drawn"
    SHOWN = (
        "review-shown"  # Store: what the detail shows: drawn again, it would lose what is being typed there
    )


# Parts of the address, and the property of the page that each is.
ADDRESS: Final = (
    (Field(name="k", base="all"), Input(Ids.WHICH, "value")),
    (Field(name="o", base="mentions"), Input(Ids.ORDER, "value")),
    (Field(name="n", base=""), Input(Ids.NAME, "data")),
)


def register(app: Dash, services: Services) -> None:
    """Add the page and its callbacks."""
    tries = Limit(*MOST_ACTS)

    async def page(**arguments: Any) -> html.Div:
        query, words = Query.of(arguments), i18n.current()
        return _layout(review.read_state(query), services, words, query.notices(words))

    dash.register_page(
        "review", path=PATH, layout=page, title=lambda **_: f"{i18n.current()('review.title')} · sorot"
    )

    @app.callback(
        Output(Ids.LEDE, "children"),
        Output(Ids.LIST, "children"),
        Output(Ids.DETAIL, "children"),
        Output(Ids.UNDO, "children"),
        Output(Ids.SHOWN, "data"),
        Input(Ids.QUERY, "data"),
        Input(shell.Ids.VERSION, "data"),
        Input(shell.Ids.DECIDED, "data"),
        State(Ids.SHOWN, "data"),
        running=[(Output(Ids.CARD, "aria-busy"), "true", "false")],
        prevent_initial_call=True,
    )
    async def draw(
        query: str | None, _version: int, _decided: int | None, shown: str | None
    ) -> tuple[Any, ...]:
        words, state = i18n.current(), review.read_state(Query.parse(query or ""))
        found = await services.db.run(review.queue, gazetteer=services.gazetteer, state=state)
        return _drawn(found, services, words, shown)

    @app.callback(
        Output(Ids.PROMISE, "children"),
        Output(Ids.SAID, "children"),
        Output(shell.Ids.DECIDED, "data"),
        Input(Ids.ASKED, "data"),
        State(shell.Ids.DECIDED, "data"),
        running=[
            (Output(Ids.CARD, "aria-busy"), "true", "false"),
            (Output(Ids.TRYING, "hidden"), False, True),
        ],
        prevent_initial_call=True,
    )
    async def act(asked: Mapping[str, Any] | None, decided: int | None) -> tuple[Any, Any, Any]:
        words = i18n.current()
        reviewer = _reviewer(services)
        if not asked or reviewer is None:
            return no_update, no_update, no_update
        if wait := tries.wait(""):
            return review_parts.refusal(words.count("review.too_often", wait)), "", no_update
        try:
            return await asyncio.to_thread(_act, asked, reviewer, services, words, decided or 0)
        except ReviewError as error:
            return review_parts.refusal(str(error)), "", no_update

    address.written(app, Ids.QUERY, ADDRESS, Ids.PLAN)
    app.clientside_callback(
        ClientsideFunction("sorot", "reviewDrawn"),
        Output(Ids.DRAWN, "data"),
        Input(Ids.PROMISE, "children"),
        Input(Ids.LIST, "children"),
        prevent_initial_call=True,
    )


def _reviewer(services: Services) -> Reviewer | None:
    """Who writes for the reader whose request is being answered; nobody where it may not be."""
    return services.reviewer if caller.may_edit() else None


def _layout(state: review.State, services: Services, words: Words, notices: Sequence[str]) -> html.Div:
    today = services.today()
    plan = url_state.plan(PATH, [field for field, _ in ADDRESS], today=today, first=today, last="28d")
    which = [(name, words(f"review.which_{name}")) for name in ("all", "new", "ambiguous")]
    order = [(name, words(f"review.order_{name}")) for name in ("mentions", "outlets", "new")]
    tools = html.Div(
        [
            controls.segments(Ids.WHICH, which, state.which, words("review.which")),
            controls.segments(Ids.ORDER, order, state.order, words("review.order")),
        ],
        className="row wrap page-tools review-tools no-print",
    )
    stores = (
        dcc.Store(id=Ids.NAME, data=state.name),
        dcc.Store(id=Ids.PLAN, data=plan),
        *(dcc.Store(id=id_) for id_ in (Ids.QUERY, Ids.ASKED, Ids.DRAWN, Ids.SHOWN)),
    )
    return shell.page(
        words("review.title"),
        html.P(id=Ids.LEDE, className="lede", **attrs(aria_live="polite")),
        *stores,
        html.Div(
            [
                html.Section(
                    [
                        html.Div(id=Ids.UNDO, className="undo no-print"),
                        html.P(id=Ids.SAID, className="said", role="status"),
                        html.Div(id=Ids.DETAIL),
                        html.P(words("review.trying"), id=Ids.TRYING, hidden=True, className="sub trying"),
                        html.Div(id=Ids.PROMISE, **attrs(aria_live="polite")),
                    ],
                    id=Ids.CARD,
                    className="card review-detail",
                    **attrs(aria_label=words("review.looked_at"), aria_busy="true"),
                ),
                html.Section(
                    html.Ul(id=Ids.LIST, className="seen-names"),
                    className="card review-queue",
                    **attrs(aria_label=words("review.queue")),
                ),
            ],
            className="review",
        ),
        tools=tools,
        notices=notices,
    )


def _drawn(found: Queue, services: Services, words: Words, shown: str | None) -> tuple[Any, ...]:
    """Values of the outputs of ``draw``, in their order."""
    reviewer = _reviewer(services)
    undo = review_parts.undo_button(reviewer.last if reviewer else None, words)
    if found.picked is None:
        none = words("review.none" if not found.waiting else "review.none_fit")
        return rich(_lede(found, words)), [], empty("zero", none), undo, ""
    rows: list[Any] = list(review_parts.name_rows(found, services, words))
    if (more := found.found - len(found.shown)) > 0:
        rows.append(html.Li(words.count("review.more", more), className="sub more-names"))
    picked, writable = found.picked, reviewer is not None
    now = f"{picked.seen.folded} {picked.near.key if picked.near else ''} {writable}"
    detail: Any = no_update
    if now != shown:
        detail = review_parts.detail(picked, services, words, writable=writable)
    return rich(_lede(found, words)), rows, detail, undo, now


def _lede(found: Queue, words: Words) -> str:
    return words.count("review.lede", found.waiting) if found.waiting else words("review.lede_none")


def _act(
    asked: Mapping[str, Any], reviewer: Reviewer, services: Services, words: Words, decided: int
) -> tuple[Any, Any, Any]:
    """Values of the outputs of ``act``: what a button or key asks for, done."""
    verb, decision = str(asked.get("verb")), _decision(asked)
    if verb == "promise":
        found = reviewer.promise(decision)
        return review_parts.promise(decision, found, services, words), "", no_update
    if verb == "confirm":
        reviewer.decide(decision)
        said = words("review.accepted", name=decision.name)
    elif verb == "reject":
        reviewer.decide(Decision(name=decision.name, key=None))
        said = words("review.rejected", name=decision.name)
    elif verb == "undo":
        said = words("review.undone", name=reviewer.undo().name)
    else:
        return no_update, no_update, no_update
    return None, said, decided + 1


def _decision(asked: Mapping[str, Any]) -> Decision:
    name, key, country = (
        str(asked.get(part) or "")[:_LONGEST].strip() for part in ("name", "key", "country")
    )
    return Decision(name=name, key=key, country=country.upper() or None)
