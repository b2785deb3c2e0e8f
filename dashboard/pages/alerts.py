"""Alerts: rules that readers make, what they would have said, what they fired, and where it is sent."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import dash
from dash import Input, Output, State, no_update

from dashboard import address, caller, i18n, shell
from dashboard.access.limits import Limit
from dashboard.alerts.act import Acts
from dashboard.alerts.form import NEW, Known, condition_of, is_whole
from dashboard.alerts.telling import Teller
from dashboard.comparison import archive_of
from dashboard.components import alert_parts
from dashboard.components.alert_form import CONTROLS, FORM, PREVIEW, TELL, TELL_BOX, form, tell
from dashboard.components.empties import empty
from dashboard.components.text import rich
from dashboard.filters import read_filters
from dashboard.named import code_reader
from dashboard.pages.alerts_layout import ADDRESS, NAME, PATH, Ids, elsewhere, layout
from dashboard.url_state import Query, number
from storage.alerts.judge import judged
from storage.alerts.records import MEDIA

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dash import Dash
    from dash.development.base_component import Component
    from duckdb import DuckDBPyConnection

    from dashboard.alerts.desk import Alerts
    from dashboard.i18n import Words
    from dashboard.services import Services
    from storage.alerts.records import Rule

MOST_ACTS: Final = (60, 60)  # of all editors, in so many seconds
NAMES: Final = tuple(name for name, _ in CONTROLS)


def register(app: Dash, services: Services) -> None:
    """Add the page and its callbacks."""

    async def page(**arguments: Any) -> Component:
        words = i18n.current()
        if services.alerts is None:
            return elsewhere(words)
        query = Query.of(arguments)
        rule = await services.db.run(_asked_for, query=query, alerts=services.alerts, services=services)
        parts = await _form(rule, services, services.alerts, words) if caller.may_edit() else []
        return layout(
            parts,
            str(rule.rule_id or ""),
            words,
            today=services.today(),
            may_edit=caller.may_edit(),
            notices=query.notices(words),
        )

    dash.register_page(
        NAME, path=PATH, layout=page, title=lambda **_: f"{i18n.current()('alerts.title')} · sorot"
    )

    _lists(app, services)
    _form_of_rule(app, services)
    _acts(app, services)
    address.written(app, Ids.QUERY, ADDRESS, Ids.PLAN)


def _lists(app: Dash, services: Services) -> None:
    """Rules, what they fired, and addresses."""

    @app.callback(
        Output(Ids.LEDE, "children"),
        Output(Ids.LOOKED, "children"),
        Output(Ids.RULES, "children"),
        Output(Ids.FIRED, "children"),
        Input(shell.Ids.VERSION, "data"),
        Input(Ids.CHANGED, "data"),
        Input(shell.Ids.CLOCK, "n_intervals"),
    )
    async def draw(_version: int, _changed: int | None, _beats: int | None) -> tuple[Any, ...]:
        if services.alerts is None:
            return (no_update,) * 4
        return await _drawn(services, services.alerts, i18n.current())

    @app.callback(
        Output(Ids.ADDRESSES, "children"),
        Output(TELL_BOX, "children"),
        Input(Ids.CHANGED, "data"),
        State(TELL, "value"),
    )
    async def draw_addresses(_changed: int | None, chosen: list[str] | None) -> tuple[Any, Any]:
        if services.alerts is None or not caller.may_edit():
            return no_update, no_update
        addresses, teller = services.alerts.book.addresses(), await _teller(services, i18n.current())
        return alert_parts.address_rows(addresses, teller), tell(addresses, chosen or [], teller.words)


def _form_of_rule(app: Dash, services: Services) -> None:
    """The form, and what the rule in it would have said."""

    @app.callback(Output(FORM, "children"), Input(Ids.RULE, "data"), prevent_initial_call=True)
    async def open_rule(rule_id: str | None) -> Any:
        if services.alerts is None or not caller.may_edit():
            return no_update
        asked = Query({"id": rule_id or ""})
        rule = await services.db.run(_asked_for, query=asked, alerts=services.alerts, services=services)
        return await _form(rule, services, services.alerts, i18n.current())

    @app.callback(
        Output(PREVIEW, "children"),
        Output(FORM, "data-kind"),
        *(control for _, control in CONTROLS),
        running=[(Output(PREVIEW, "aria-busy"), "true", "false")],
    )
    async def foretell(*values: Any) -> tuple[Any, Any]:
        words = i18n.current()
        known = await services.db.run(Known.of, gazetteer=services.gazetteer)
        condition = condition_of(dict(zip(NAMES, values, strict=True)), known)
        if not is_whole(condition):
            return empty("nothing", words("alerts.preview_nobody")), condition.kind
        teller = await _teller(services, words)
        found = await services.db.run(judged, condition=condition, today=services.today())
        return alert_parts.preview(found, condition, teller), condition.kind

    @app.callback(Output(Ids.TARGET, "label"), Input(Ids.MEDIUM, "value"), prevent_initial_call=True)
    async def ask_for(medium: str | None) -> Any:
        words = i18n.current()
        return words(f"alerts.target_{medium}") if medium in MEDIA else no_update


def _acts(app: Dash, services: Services) -> None:
    """What buttons ask for."""
    tries = Limit(*MOST_ACTS)

    @app.callback(
        Output(Ids.SAID, "children"),
        Output(Ids.CHANGED, "data"),
        Output(Ids.RULE, "data"),
        Output(Ids.ADDRESS_NAME, "value"),
        Output(Ids.TARGET, "value"),
        Input(Ids.ASKED, "data"),
        State(Ids.CHANGED, "data"),
        State(Ids.RULE, "data"),
        State(Ids.MEDIUM, "value"),
        State(Ids.ADDRESS_NAME, "value"),
        State(Ids.TARGET, "value"),
        *(State(control.component_id, control.component_property) for _, control in CONTROLS),
        prevent_initial_call=True,
    )
    async def act(
        asked: Mapping[str, Any] | None,
        changed: int | None,
        rule: str | None,
        medium: str | None,
        name: str | None,
        target: str | None,
        *values: Any,
    ) -> tuple[Any, ...]:
        words, nothing = i18n.current(), (no_update,) * 5
        if not asked or services.alerts is None or not caller.may_edit():
            return nothing
        if wait := tries.wait(""):
            return words.count("alerts.too_often", wait), *nothing[1:]
        known = await services.db.run(Known.of, gazetteer=services.gazetteer)
        settings, today = services.settings.alerts, services.today()
        acts = Acts(alerts=services.alerts, settings=settings, today=today, words=words)
        filled = dict(zip(NAMES, values, strict=True))
        filled |= {"medium": medium, "address": name, "target": target}
        verb, key = str(asked.get("verb")), str(asked.get("key") or rule or "")
        done = await asyncio.to_thread(acts.do, verb, key, filled, known)
        more = (changed or 0) + 1 if done.changed else no_update
        at = no_update if done.rule_id is None else str(done.rule_id or "")
        cleared = "" if done.added else no_update
        return done.said, more, at, cleared, cleared


def _asked_for(con: DuckDBPyConnection, *, query: Query, alerts: Alerts, services: Services) -> Rule:
    """The rule that an address names, or a new one: about whom it names, with the filters of a page."""
    wanted = number(query.text("id"))
    if wanted:
        for rule in alerts.book.rules():
            if rule.rule_id == wanted:
                return rule
    codes = query.items("e", code_reader(services.gazetteer), most=12)
    keys = {entity.code: entity.key for entity in services.gazetteer.entities.values()}
    filters = read_filters(query, archive_of(con, today=services.today()))
    outlets = Known.of(con, gazetteer=services.gazetteer).outlets
    condition = replace(
        NEW.condition,
        entities=tuple(keys[code] for code in codes),
        outlets=tuple(outlets[one] for one in filters.outlets),
        langs=filters.langs,
        basis=filters.basis,
        capitals=filters.capitals,
    )
    return replace(NEW, condition=condition)


async def _teller(services: Services, words: Words) -> Teller:
    return await services.db.run(Teller.of, gazetteer=services.gazetteer, lang=words.lang)


async def _form(rule: Rule, services: Services, alerts: Alerts, words: Words) -> list[Any]:
    known = await services.db.run(Known.of, gazetteer=services.gazetteer)
    archive = await services.db.run(archive_of, today=services.today())
    return form(rule, known, archive, alerts.book.addresses(), services, words)


async def _drawn(services: Services, alerts: Alerts, words: Words) -> tuple[Any, ...]:
    """Values of the outputs of ``draw``, in their order."""
    teller, book, clock = await _teller(services, words), alerts.book, services.clock(words)
    rules, firings, looked = book.rules(), book.firings(), book.looked()
    names = {one.address_id: one.name for one in book.addresses()}
    deliveries: dict[int, list[Any]] = {}
    for delivery in book.deliveries(firing_ids=[firing.firing_id for firing in firings]):
        deliveries.setdefault(delivery.firing_id, []).append(delivery)
    on = sum(rule.on for rule in rules)
    if looked is None:
        said = words("alerts.never_looked")
    elif looked.error:
        said = words("alerts.look_failed", time=clock.full(looked.at), error=looked.error)
    else:
        said = words("alerts.looked", time=clock.full(looked.at))
    if quiet := services.settings.alerts.quiet:
        zone = i18n.zone_name(services.settings.zone, services.now())
        said += " " + words("alerts.quiet", begin=f"{quiet.begin:%H:%M}", end=f"{quiet.end:%H:%M}", zone=zone)
    return (
        rich(words.count("alerts.lede", on) if on else words("alerts.lede_none")),
        said,
        alert_parts.rule_rows(rules, names, teller, may_edit=caller.may_edit()) or words("alerts.rules_none"),
        alert_parts.firing_rows(firings, deliveries, names, teller, clock) or words("alerts.fired_none"),
    )
