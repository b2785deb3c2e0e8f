"""The names that wait, and the one that is looked at. What others wrote is shown as text, never as HTML."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any, Final

import dash_mantine_components as dmc
from dash import html

from dashboard.components.articles import safe_link
from dashboard.components.attrs import attrs
from dashboard.components.icons import icon
from dashboard.review import new_key
from entities.titles import load_titles

if TYPE_CHECKING:
    from dashboard.i18n import Words
    from dashboard.review import Decision, Picked, Promise, Queue
    from dashboard.services import Services
    from entities.types import Entity
    from storage.questions.names import Context, SeenName

KEY_FIELD: Final = "review-key"
COUNTRY_FIELD: Final = "review-country"


def name_rows(found: Queue, services: Services, words: Words) -> list[html.Li]:
    """The queue; a click picks a name (assets/80-review.js)."""
    picked = found.picked.seen.folded if found.picked else None
    return [_row(seen, near, services, words, current=seen.folded == picked) for seen, near in found.shown]


def _row(seen: SeenName, near: Entity | None, services: Services, words: Words, *, current: bool) -> html.Li:
    said = [
        words.count("review.mentions", seen.mentions),
        words.count("review.outlets", seen.outlets),
        words("review.since", day=words.day(seen.first_day, "short")),
    ]
    button = html.Button(
        [
            html.Span(
                [html.Span(seen.name, className="name", dir="auto"), *_near_mark(near, words)],
                className="row between base",
            ),
            html.Span(_office(seen, services, words), className="office"),
            html.Span(" · ".join(said), className="sub num"),
        ],
        className="seen-name",
        type="button",
        **attrs(data_name=seen.folded, **({"aria_current": "true"} if current else {})),
    )
    return html.Li(button)


def _near_mark(near: Entity | None, words: Words) -> list[Any]:
    if near is None:
        return []
    label = near.labels.get(words.lang, near.labels["en"])
    return [html.Span(words("review.near_short", name=label), className="near")]


def _office(seen: SeenName, services: Services, words: Words) -> str:
    labels = {title.key: title.labels for title in load_titles().titles}.get(seen.title)
    said = labels.get(words.lang, labels["en"]) if labels else seen.title
    said = said[:1].upper() + said[1:]
    return f"{said} · {services.label(f'country:{seen.country}', words.lang)}" if seen.country else said


def detail(picked: Picked, services: Services, words: Words, *, writable: bool) -> list[Any]:
    """Everything known of one name, and what can be done with it."""
    seen = picked.seen
    days = words.days(seen.first_day, seen.last_day) if seen.first_day != seen.last_day else ""
    said = [
        words.count("review.mentions", seen.mentions),
        words.count("review.articles", seen.articles),
        words.count("review.outlets", seen.outlets),
        days or words.day(seen.first_day),
    ]
    return [
        html.H2(seen.name, className="headline-big", dir="auto", **attrs(data_picked=seen.folded)),
        html.P(_office(seen, services, words), className="office"),
        html.P(" · ".join(said), className="sub num"),
        html.Ul([_context(context, words) for context in picked.contexts], className="contexts"),
        *_suggestion(picked.near, services, words),
        _decide(picked, words) if writable else _read_only(picked, services, words),
    ]


def _context(context: Context, words: Words) -> html.Li:
    href = safe_link(context.url)
    where = [context.outlet, " · ", words.day(context.day), " · "]
    headline = (
        html.A(
            context.headline,
            href=href,
            target="_blank",
            rel="noopener noreferrer",
            lang=context.lang,
            dir="auto",
        )
        if href
        else html.Span(context.headline, lang=context.lang, dir="auto")
    )
    return html.Li(
        [
            html.P(
                [
                    context.text[: context.start],
                    html.Mark(context.text[context.start : context.end]),
                    context.text[context.end :],
                ],
                lang=context.lang,
                dir="auto",
            ),
            html.Div([*where, headline], className="sub"),
        ]
    )


def _suggestion(near: Entity | None, services: Services, words: Words) -> list[Any]:
    if near is None:
        return []
    kind = words(f"kind.{near.kind}")
    where = services.label(f"country:{near.country}", words.lang) if near.country else ""
    label = near.labels.get(words.lang, near.labels["en"])
    return [
        html.P(
            [
                icon("info-circle"),
                html.Span(
                    [
                        words("review.near_before"),
                        " ",
                        html.B(label),
                        f" ({', '.join(filter(None, (kind, where)))}). ",
                        words("review.near_after"),
                    ]
                ),
            ],
            className="notice near-said",
        )
    ]


def _decide(picked: Picked, words: Words) -> html.Div:
    near = picked.near
    key = near.key if near else new_key(picked.seen)
    fields = html.Div(
        [
            dmc.TextInput(
                id=KEY_FIELD,
                value=key,
                label=words("review.key"),
                className="field grow",
                attributes={
                    "input": {"data-new": new_key(picked.seen), "spellcheck": "false", "autocomplete": "off"}
                },
            ),
            dmc.TextInput(
                id=COUNTRY_FIELD,
                value=picked.seen.country or "",
                label=words("review.country"),
                className="field short",
                attributes={"input": {"maxlength": "2", "spellcheck": "false", "autocomplete": "off"}},
            ),
        ],
        className="row wrap fields",
    )
    buttons = html.Div(
        [
            _verb("accept", "check", "a", words, look="primary"),
            _verb("new", "plus", "n", words),
            _verb("reject", "x", "r", words),
            _verb("skip", "chevron-right", "s", words, look="quiet"),
        ],
        className="row wrap verbs",
    )
    return html.Div(
        [fields, html.P(words("review.key_hint"), className="sub"), buttons], className="decide no-print"
    )


def _verb(name: str, shape: str, key: str, words: Words, *, look: str = "") -> html.Button:
    return html.Button(
        [icon(shape), words(f"review.{name}"), html.Kbd(key)],
        className=f"btn {look}".strip(),
        type="button",
        title=words(f"review.{name}_hint"),
        **attrs(data_verb=name, aria_keyshortcuts=key),
    )


def undo_button(last: Decision | None, words: Words) -> list[Any]:
    """Takes back what was decided last; nothing when there is nothing to take back."""
    if last is None:
        return []
    said = words("review.undo_accept" if last.key else "review.undo_reject", name=last.name)
    return [
        html.Button(
            [icon("chevron-left"), html.Span(said, dir="auto"), html.Kbd("u")],
            className="btn",
            type="button",
            **attrs(data_verb="undo", aria_keyshortcuts="u"),
        )
    ]


def promise(decision: Decision, found: Promise, services: Services, words: Words) -> html.Div:
    """What accepting would change, and the button that does it."""
    numbers = {
        "mentions": words.count("review.mentions", found.mentions),
        "articles": words.count("review.articles", found.articles),
        "conflicts": words.count("review.conflicts", len(found.conflicts)),
    }
    if found.adds_to is not None:
        label = found.adds_to.labels.get(words.lang, found.adds_to.labels["en"])
        what = words("review.adds_name", name=decision.name, to=label)
    else:
        what = words("review.adds_entity", entity=str(decision.key))
        if decision.country:
            what += f" ({services.label(f'country:{decision.country}', words.lang)})"
    return html.Div(
        [
            html.P(what, dir="auto"),
            html.P(words("review.promise", **numbers), className="big-said num"),
            html.Ul([html.Li(text, dir="auto") for text in found.conflicts], className="conflicts")
            if found.conflicts
            else None,
            html.Div(
                [
                    html.Button(
                        [icon("check"), words("review.confirm"), html.Kbd("Enter")],
                        id="review-confirm",
                        className="btn primary",
                        type="button",
                        **attrs(
                            data_verb="confirm",
                            data_of=decision.name,
                            data_key=decision.key or "",
                            data_country=decision.country or "",
                        ),
                    ),
                    html.Button(
                        [words("review.cancel"), html.Kbd("Esc")],
                        className="btn quiet",
                        type="button",
                        **attrs(data_verb="cancel"),
                    ),
                ],
                className="row wrap",
            ),
        ],
        className="promise",
    )


def refusal(text: str) -> html.Div:
    """Why a decision was not carried out, line by line: files with their lines."""
    return html.Div(
        [icon("alert-triangle"), html.Div([html.P(line, dir="auto") for line in text.splitlines()])],
        className="notice refusal",
        role="alert",
    )


def _why_read_only(services: Services) -> str:
    if services.reviewer is None:
        return "review.read_only"
    return "review.read_only_role" if services.settings.access else "review.read_only_here"


def _read_only(picked: Picked, services: Services, words: Words) -> html.Div:
    """The command that does it, where the page may not."""
    seen = picked.seen
    key = picked.near.key if picked.near else new_key(picked.seen)
    country = ["--country", seen.country] if seen.country and picked.near is None else []
    accept = shlex.join(["sorot", "names", "accept", seen.name, "--as", key, *country])
    reject = shlex.join(["sorot", "names", "reject", seen.name])
    why = words(_why_read_only(services))
    return html.Div(
        [
            html.P(why, className="sub"),
            html.Pre(f"{accept}\n{reject}", className="command", tabIndex=0),
        ],
        className="decide",
    )
