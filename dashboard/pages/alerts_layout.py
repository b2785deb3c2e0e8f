"""The page of alerts as it stands before its callbacks have run."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

import dash_mantine_components as dmc
from dash import Input, dcc, html

from dashboard import shell, url_state
from dashboard.alerts.addresses import LONGEST, LONGEST_NAME
from dashboard.alerts.feed import PATH as FEED
from dashboard.components import controls
from dashboard.components.alert_form import FORM, verb
from dashboard.components.attrs import attrs
from dashboard.components.empties import empty
from dashboard.components.icons import icon
from dashboard.url_state import Field
from storage.alerts.records import MEDIA

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from dashboard.i18n import Words

PATH: Final = "/alerts"
NAME: Final = "alerts"


class Ids(StrEnum):
    """Elements of the page. assets/78-alerts.js knows the Stores of the rule and of what is asked for."""

    RULE = "alerts-rule"  # Store: id of the rule in the form, as text; empty: a new one
    PLAN = "alerts-plan"  # Store: how the address is written
    QUERY = "alerts-query"  # Store: the query of the address, which the server reads
    ASKED = "alerts-asked"  # Store: what a button asks for
    CHANGED = "alerts-changed"  # Store: how often something was changed here
    LEDE = "alerts-lede"
    SAID = "alerts-said"
    LOOKED = "alerts-looked"
    RULES = "alerts-rules"
    FIRED = "alerts-fired"
    ADDRESSES = "alerts-addresses"
    MEDIUM = "alerts-medium"
    ADDRESS_NAME = "alerts-address-name"
    TARGET = "alerts-target"


ADDRESS: Final = ((Field(name="id"), Input(Ids.RULE, "data")),)


def elsewhere(words: Words) -> html.Div:
    """The page where another process has the rules."""
    return shell.page(words("alerts.title"), None, empty("nothing", words("alerts.elsewhere")))


def layout(
    form: Sequence[Any], rule_id: str, words: Words, *, today: date, may_edit: bool, notices: Sequence[str]
) -> html.Div:
    """The page; ``form`` is that of the rule, nothing for readers."""
    plan = url_state.plan(PATH, [field for field, _ in ADDRESS], today=today, first=today, last="90d")
    href = f"{FEED}?ui={words.lang}"
    feed = html.A([icon("rss"), words("alerts.feed")], href=href, className="btn")
    aside = [_list(Ids.RULES, words("alerts.rules"))]
    if may_edit:
        aside.append(_addresses(words))
    main: list[Any] = []
    if may_edit:
        main.append(
            html.Section(
                list(form),
                id=FORM,
                className="card alert-form",
                **attrs(data_kind="spike", aria_label=words("alerts.new_title")),
            )
        )
    main.append(_list(Ids.FIRED, words("alerts.fired")))
    return shell.page(
        words("alerts.title"),
        html.P(id=Ids.LEDE, className="lede", **attrs(aria_live="polite")),
        dcc.Store(id=Ids.RULE, data=rule_id),
        dcc.Store(id=Ids.PLAN, data=plan),
        *(dcc.Store(id=id_) for id_ in (Ids.QUERY, Ids.ASKED, Ids.CHANGED)),
        html.P(id=Ids.LOOKED, className="sub"),
        html.P(id=Ids.SAID, className="said", role="status"),
        html.Div(
            [html.Div(main, className="stack"), html.Div(aside, className="stack")],
            className="two-cards alerts",
        ),
        tools=html.Div(feed, className="no-print"),
        notices=[*notices, *([] if may_edit else [words("alerts.only_editors")])],
    )


def _list(id_: str, title: str) -> html.Section:
    return html.Section(
        [html.H2(title), html.Ul(id=id_, className="alert-list")],
        className="card",
        **attrs(aria_label=title),
    )


def _addresses(words: Words) -> html.Section:
    media = [(medium, words(f"alerts.medium_{medium}")) for medium in MEDIA]
    return html.Section(
        [
            html.H2(words("alerts.addresses")),
            html.P(words("alerts.addresses_hint"), className="sub"),
            html.Ul(id=Ids.ADDRESSES, className="alert-list"),
            html.Div(
                [
                    controls.select(Ids.MEDIUM, media, "mail", words("alerts.medium")),
                    html.Div(
                        dmc.TextInput(
                            id=Ids.ADDRESS_NAME,
                            label=words("alerts.address_name"),
                            attributes={"input": {"maxLength": LONGEST_NAME}},
                        ),
                        className="field",
                    ),
                    html.Div(
                        dmc.TextInput(
                            id=Ids.TARGET,
                            label=words("alerts.target_mail"),
                            attributes={"input": {"autoComplete": "off", "maxLength": LONGEST}},
                        ),
                        className="field",
                    ),
                    verb("add", "plus", words("alerts.add"), kind="btn"),
                ],
                className="alert-add",
            ),
        ],
        className="card no-print",
        **attrs(aria_label=words("alerts.addresses")),
    )
