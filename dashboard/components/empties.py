"""Nothing to show, and why: nobody wrote, nobody read, or nobody had begun to read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from dash import dcc, html

from dashboard.components.icons import icon

if TYPE_CHECKING:
    from datetime import date

    from dashboard.i18n import Words

_ICONS = {"zero": "circle-check", "gap": "alert-triangle", "before": "calendar", "nothing": "clock"}


def empty(kind: Literal["zero", "gap", "before", "nothing"], text: str, *more: Any) -> html.Div:
    """A sentence, and what can be done."""
    return html.Div(
        [icon(_ICONS[kind], small=False), html.P(text), *more], className=f"empty {kind}", role="status"
    )


def zero(words: Words, *, outlets: str, name: str, days: str, all_read: bool = True) -> html.Div:
    """There was no mention in what was read; ``all_read``: and that was everything."""
    read = words("empty.all_read" if all_read else "empty.some_read")
    return empty(
        "zero",
        f"{words('empty.zero', outlets=outlets, name=name, days=days)} {read}",
        html.P(words("empty.zero_hint"), className="sub"),
    )


def gap(words: Words, *, days: str) -> html.Div:
    """It was not read, so nobody knows."""
    link = dcc.Link(words("empty.gap_link"), href="/sources", className="btn")
    return empty("gap", words("empty.gap", days=days), link)


def before(words: Words, *, first: date, href: str) -> html.Div:
    """Collection had not begun."""
    link = dcc.Link(words("empty.before_link"), href=href, className="btn")
    return empty("before", words("empty.before", day=words.day(first)), link)


def nothing(words: Words) -> html.Div:
    """A new installation."""
    return empty("nothing", words("empty.nothing"))
