"""What rules would have said, what they fired, the rules themselves and their addresses."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from dash import dcc, html

from dashboard.alerts.addresses import masked
from dashboard.alerts.telling import failure
from dashboard.components.alert_form import verb
from dashboard.components.attrs import attrs
from dashboard.components.text import rich

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dashboard.alerts.telling import Teller
    from dashboard.clock import Clock
    from storage.alerts.judge import Judged
    from storage.alerts.records import Address, Condition, Delivery, Firing, Occasion, Rule

SHOWN: Final = 8  # days of a preview
OFTEN: Final = 7  # days: more than one firing in so many is much
SIGNS: Final = 3  # of a day


def preview(found: Judged, condition: Condition, teller: Teller) -> list[Any]:
    """On which days a rule would have fired, each with its evidence."""
    words, fired = teller.words, found.occasions
    size = (found.until - found.since).days
    said = [words.count("alerts.preview_fired", len(fired), days=words.number(size))]
    if found.gaps:
        said.append(words.count("alerts.preview_gaps", len(found.gaps)))
    if found.before:
        said.append(words.count("alerts.preview_before", found.before))
    if len(fired) * OFTEN > size:
        said.append(words("alerts.preview_often"))
    rows: list[Any] = [_occasion(one, condition, teller) for one in reversed(fired[-SHOWN:])]
    if (more := len(fired) - SHOWN) > 0:
        rows.append(html.Li(words("alerts.more", n=words.number(more)), className="sub"))
    return [
        html.H3(words("alerts.preview")),
        html.P(rich(" ".join(said))),
        _strip(found, teller),
        html.Ul(rows, className="alert-days"),
    ]


def _strip(found: Judged, teller: Teller) -> html.Div:
    """A mark for each day; the list below says the same."""
    words, fired = teller.words, {one.day for one in found.occasions}
    marks = []
    for place in range((found.until - found.since).days):
        day = found.since + timedelta(days=place)
        kind = "fired" if day in fired else "gap" if day in found.gaps else ""
        hint = words(f"alerts.day_{kind}", day=words.day(day)) if kind else words.day(day)
        marks.append(html.I(className=kind, title=hint))
    label = words("alerts.preview_label", days=words.number(len(marks)))
    ends = [
        html.Span(words.day(found.since, "short")),
        html.Span(words.day(found.until - timedelta(days=1), "short")),
    ]
    return html.Div(
        [
            html.Div(marks, className="alert-strip", role="img", **attrs(aria_label=label)),
            html.Div(ends, className="row between sub"),
        ]
    )


def _occasion(occasion: Occasion, condition: Condition, teller: Teller) -> html.Li:
    href = _evidence_href(condition, occasion, teller)
    signs = [html.Div(line, className="sub") for line in _signs(condition, occasion, teller)]
    return html.Li([dcc.Link(teller.words.day(occasion.day), href=href, className="num"), html.Div(signs)])


def _evidence_href(condition: Condition, occasion: Occasion, teller: Teller) -> str:
    return teller.evidence(condition, occasion.signs[0], occasion.day)


def _signs(condition: Condition, occasion: Occasion, teller: Teller) -> list[str]:
    words = teller.words
    lines = [teller.sign(condition, sign, occasion.day) for sign in occasion.signs[:SIGNS]]
    if (more := len(occasion.signs) - SIGNS) > 0:
        lines.append(words("alerts.more", n=words.number(more)))
    return lines


def firing_rows(
    firings: Sequence[Firing],
    deliveries: Mapping[int, Sequence[Delivery]],
    names: Mapping[int, str],
    teller: Teller,
    clock: Clock,
) -> list[html.Li]:
    """What fired, the newest first; ``names`` are those of addresses."""
    return [_firing(one, deliveries.get(one.firing_id, ()), names, teller, clock) for one in firings]


def _firing(
    firing: Firing, sent: Sequence[Delivery], names: Mapping[int, str], teller: Teller, clock: Clock
) -> html.Li:
    condition, occasion, words = firing.rule.condition, firing.occasion, teller.words
    states = [
        html.Span(_state(one, names[one.address_id], teller, clock), className=_mark(one))
        for one in sent
        if one.address_id in names
    ]
    return html.Li(
        [
            dcc.Link(
                teller.title(condition, occasion),
                href=_evidence_href(condition, occasion, teller),
                className="alert-title",
            ),
            *(html.Div(line, className="sub") for line in _signs(condition, occasion, teller)),
            html.Div(
                [html.Span(words("alerts.by_rule", rule=teller.rule(firing.rule))), *states],
                className="row wrap sub alert-states",
            ),
        ],
        id=f"firing-{firing.firing_id}",
    )


def _mark(delivery: Delivery) -> str:
    return "down" if delivery.error else "up" if delivery.state == "sent" else ""


def _state(delivery: Delivery, name: str, teller: Teller, clock: Clock) -> str:
    words = teller.words
    if delivery.error is None:
        return words("alerts.sent" if delivery.state == "sent" else "alerts.waiting", name=name)
    told = {"name": name, "why": failure(delivery.error, words), "tries": words.number(delivery.tries)}
    if delivery.state == "given up":
        return words("alerts.given_up", **told)
    return words("alerts.failed", time=clock.full(delivery.next_at), **told)


def rule_rows(
    rules: Sequence[Rule], names: Mapping[int, str], teller: Teller, *, may_edit: bool
) -> list[html.Li]:
    """Every rule, with what can be done with it."""
    return [_rule(rule, names, teller, may_edit=may_edit) for rule in rules]


def _rule(rule: Rule, names: Mapping[int, str], teller: Teller, *, may_edit: bool) -> html.Li:
    words = teller.words
    told = words.join([names[one] for one in rule.addresses if one in names])
    facts = [
        words("alerts.told", names=told) if told else words("alerts.told_feed"),
        words("alerts.since", day=words.day(rule.since)),
    ]
    on = words("alerts.rule_on" if rule.on else "alerts.rule_off")
    said = teller.rule(rule)
    body: list[Any] = [html.Div(said, className="alert-rule", dir="auto")]
    if rule.name:
        body.append(html.Div(teller.condition(rule.condition), className="sub"))
    body.append(html.Div(" · ".join(facts), className="sub"))
    if not may_edit:
        return html.Li([*body, html.Div(on, className="sub")])
    key = str(rule.rule_id)
    label = words("alerts.turn_off" if rule.on else "alerts.turn_on", rule=said)
    switch = html.Button(
        on,
        className="btn on" if rule.on else "btn",
        type="button",
        role="switch",
        **attrs(data_alert="turn", data_key=key, aria_checked=str(rule.on).lower(), aria_label=label),
    )
    buttons = [
        switch,
        verb("change", "pencil", words("alerts.change"), data_key=key),
        verb("delete", "trash", words("alerts.delete"), data_key=key, data_sure=words("alerts.sure")),
    ]
    return html.Li([*body, html.Div(buttons, className="row wrap")])


def address_rows(addresses: Sequence[Address], teller: Teller) -> list[html.Li]:
    """Every address, masked; for editors."""
    words = teller.words
    rows = []
    for one in addresses:
        key = str(one.address_id)
        buttons = [
            verb("test", "send", words("alerts.test"), data_key=key),
            verb("forget", "trash", words("alerts.delete"), data_key=key, data_sure=words("alerts.sure")),
        ]
        shown = f"{words(f'alerts.medium_{one.medium}')} · {masked(one.medium, one.target)}"
        rows.append(
            html.Li(
                [
                    html.Div(one.name, className="alert-rule", dir="auto"),
                    html.Div(shown, className="sub"),
                    html.Div(buttons, className="row wrap"),
                ]
            )
        )
    return rows
