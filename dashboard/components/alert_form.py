"""The form in which a rule is made; what it would have said stands below it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

import dash_mantine_components as dmc
from dash import Input, html

from dashboard.alerts.form import DAYS, LONGEST_NAME, MOST, MOST_ENTITIES, values_of
from dashboard.components import controls, filter_bar
from dashboard.components.attrs import attrs
from dashboard.components.icons import icon
from dashboard.filters import Filters
from storage.alerts.records import ALL_OF, GROUPS, KINDS
from storage.questions.spikes import FEWEST_OUTLETS, FEWEST_TIMES
from storage.questions.surprise import FEWEST_ARTICLES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.alerts.form import Known
    from dashboard.comparison import Archive
    from dashboard.i18n import Words
    from dashboard.services import Services
    from storage.alerts.records import Address, Rule

PAGE: Final = "alerts"
FORM: Final = "alerts-form"  # data-kind: which fields go with the kind that is chosen
PREVIEW: Final = "alerts-preview"
TELL: Final = "alerts-tell"
TELL_BOX: Final = "alerts-tell-box"
_FIELDS: Final = (
    *("name", "kind", "entities", "times", "spike_articles", "in_outlets", "share", "articles"),
    *("named_days", "silent_days", "tell"),
)
# Every value of the form and the property of the page that it is.
CONTROLS: Final = tuple(
    (name, Input(f"{PAGE}-{name.replace('_', '-')}", "value")) for name in _FIELDS
) + tuple((field.name, control) for field, control in filter_bar.address(PAGE, panels=False))


def form(
    rule: Rule,
    known: Known,
    archive: Archive,
    addresses: Sequence[Address],
    services: Services,
    words: Words,
) -> list[Any]:
    """The form, set to a rule."""
    values = values_of(rule, known)
    kinds = [(kind, words(f"alerts.kind_{kind}")) for kind in KINDS]
    filters = Filters(
        outlets=tuple(int(value) for value in values["src"]),
        langs=rule.condition.langs,
        basis=rule.condition.basis,
        capitals=rule.condition.capitals,
    )
    title = words("alerts.change_title" if rule.rule_id else "alerts.new_title")
    return [
        html.H2(title),
        html.Div(
            [
                html.Div(_who(values, services, words), className="for-spike for-share for-named grow"),
                html.Div(controls.select(f"{PAGE}-kind", kinds, values["kind"], words("alerts.kind"))),
            ],
            className="row wrap fields",
        ),
        html.Div(
            [
                *_numbers(values, words),
                html.Div(
                    filter_bar.filter_bar(PAGE, filters, archive, words, panels=False), className="field"
                ),
            ],
            className="row wrap fields",
        ),
        html.Div(
            dmc.TextInput(
                id=f"{PAGE}-name",
                value=values["name"],
                label=words("alerts.name"),
                attributes={"input": {"maxLength": LONGEST_NAME}},
            ),
            className="field grow",
        ),
        html.Div(tell(addresses, values["tell"], words), id=TELL_BOX),
        html.Div(id=PREVIEW, className="alert-preview", **attrs(aria_live="polite")),
        html.Div(
            [
                verb("keep", "check", words("alerts.keep"), kind="btn primary"),
                verb("new", "plus", words("alerts.new")),
            ],
            className="row wrap verbs",
        ),
    ]


def tell(addresses: Sequence[Address], chosen: Sequence[str], words: Words) -> list[Any]:
    """Whom a rule tells."""
    boxes = [dmc.Checkbox(label=one.name, value=str(one.address_id), size="sm") for one in addresses]
    group = dmc.CheckboxGroup(html.Div(boxes, className="row wrap"), id=TELL, value=list(chosen))
    said = html.P(words("alerts.tell_none"), className="sub") if not boxes else None
    return [html.H3(words("alerts.tell")), group, said]


def verb(name: str, picture: str, text: str, *, kind: str = "btn quiet", **more: str) -> html.Button:
    """A button that asks for something (assets/78-alerts.js)."""
    return html.Button([icon(picture), text], className=kind, type="button", **attrs(data_alert=name, **more))


def _who(values: dict[str, Any], services: Services, words: Words) -> dmc.MultiSelect:
    known = services.gazetteer.entities.values()
    kinds = {entity.kind for entity in known}
    groups = [
        {"value": key, "label": words(f"alerts.all_{key.removeprefix(ALL_OF)}")}
        for key in GROUPS
        if key.removeprefix(ALL_OF) in kinds
    ]
    named = [{"value": one.key, "label": one.labels.get(words.lang, one.labels["en"])} for one in known]
    named.sort(key=lambda option: option["label"].casefold())
    return dmc.MultiSelect(
        id=f"{PAGE}-entities",
        data=cast("Any", [*groups, *named]),
        value=values["entities"],
        label=words("alerts.who"),
        placeholder=words("alerts.who_hint"),
        searchable=True,
        limit=50,
        maxValues=MOST_ENTITIES,
        hidePickedOptions=True,
        comboboxProps={"keepMounted": False},
        className="field many",
    )


def _numbers(values: dict[str, Any], words: Words) -> list[html.Div]:
    def number(name: str, kinds: str, label: str, least: float, most: float, **more: Any) -> html.Div:
        field = dmc.NumberInput(
            id=f"{PAGE}-{name.replace('_', '-')}",
            value=values[name],
            label=label,
            min=least,
            max=most,
            decimalSeparator="," if words.lang == "id" else ".",
            clampBehavior="blur",
            debounce=400,
            **more,
        )
        return html.Div(field, className=f"field number {kinds}")

    whole = {"allowDecimal": False}
    return [
        number("times", "for-spike", words("alerts.times"), FEWEST_TIMES, 100, step=0.5, decimalScale=1),
        number("spike_articles", "for-spike", words("alerts.articles"), FEWEST_ARTICLES, MOST, **whole),
        number("in_outlets", "for-spike", words("alerts.in_outlets"), FEWEST_OUTLETS, 999, **whole),
        number("share", "for-share", words("alerts.share"), 0.1, 100, decimalScale=1),
        number("articles", "for-share for-named", words("alerts.articles"), 1, MOST, **whole),
        number("named_days", "for-named", words("alerts.days_named"), *DAYS["named_days"], **whole),
        number("silent_days", "for-silent", words("alerts.days_silent"), *DAYS["silent_days"], **whole),
    ]
