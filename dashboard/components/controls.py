"""Filters that pages share, set from the address and read by its writer."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, cast

import dash_mantine_components as dmc
from dash import html

from dashboard import url_state
from dashboard.components.attrs import attrs
from dashboard.components.icons import icon

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from dash.development.base_component import Component

    from dashboard.i18n import Words
    from dashboard.url_state import Window


def segments(id_: str, options: Sequence[tuple[str, str]], value: str, label: str) -> dmc.SegmentedControl:
    """A choice of few: (value, text)."""
    return dmc.SegmentedControl(
        id=id_,
        data=cast("Any", [{"value": key, "label": text} for key, text in options]),
        value=value,
        className="segments",
        size="sm",
        withItemsBorders=False,
        attributes={"root": {"aria-label": label}},
    )


def select(id_: str, options: Sequence[tuple[str, str]], value: str, label: str) -> dmc.Select:
    """A choice of more than fit beside each other: (value, text)."""
    return dmc.Select(
        id=id_,
        data=cast("Any", [{"value": key, "label": text} for key, text in options]),
        value=value,
        allowDeselect=False,
        comboboxProps={"keepMounted": False},  # an open list is what Escape closes first
        className="select",
        attributes={"input": {"aria-label": label}},
    )


def toggle(id_: str, name: str, text: str, *, on: bool, hint: str | None = None) -> html.Span:
    """Something that is on or off."""
    chip = dmc.Chip(
        html.Span([icon(name), text], className="words"),
        id=id_,
        checked=on,
        variant="light",
        className="toggle",
    )
    return html.Span(chip, title=hint)


_BUTTON: Final = {"component": "button", "type": "button", "className": "btn"}


def dates(id_: str, window: Window, *, today: date, first: date, words: Words) -> dmc.DatePickerInput:
    """First and last day, with named windows."""
    return dmc.DatePickerInput(
        id=id_,
        type="range",
        value=[window.first.isoformat(), window.last.isoformat()],
        minDate=first.isoformat(),
        maxDate=today.isoformat(),
        presets=cast("Any", _presets(today=today, first=first, words=words)),
        valueFormat="D MMM YYYY",
        labelSeparator="–",
        allowSingleDateInRange=True,
        weekendDays=[],
        leftSection=icon("calendar"),
        className="dates",
        attributes={"input": {"aria-label": words("filter.dates")}},
    )


def outlet_picker(
    id_: str, label_id: str, outlets: Mapping[int, str], chosen: Iterable[int], words: Words
) -> dmc.Popover:
    """All outlets as boxes to tick; none ticked is all."""
    boxes = [dmc.Checkbox(label=name, value=str(key), size="sm") for key, name in outlets.items()]
    said = html.Span(outlets_said(len(outlets), len(tuple(chosen)), words), id=label_id)
    group = dmc.CheckboxGroup(html.Div(boxes, className="checks"), id=id_, value=[str(key) for key in chosen])
    return popover(said, [group])


def popover(label: Component | str, contents: Sequence[Component]) -> dmc.Popover:
    """A button that opens a small panel."""
    return dmc.Popover(
        [
            dmc.PopoverTarget(  # its box is the button: it gets aria-expanded
                html.Span([label, icon("chevron-down")], className="row"),
                boxWrapperProps=cast("Any", _BUTTON),
            ),
            dmc.PopoverDropdown(html.Div(list(contents), className="popover")),
        ],
        trapFocus=True,
        position="bottom-start",
        withinPortal=True,
    )


def outlets_said(total: int, chosen: int, words: Words) -> str:
    """``All 8 outlets``, ``3 of 8 outlets``."""
    if chosen in {0, total}:
        return (
            words("filter.outlets_all", n=words.number(total))
            if total != 1
            else words.count("filter.outlets", 1)
        )
    return words("filter.outlets_some", n=words.number(chosen), total=words.number(total))


def button(id_: str, name: str, text: str, **more: Any) -> html.Button:
    """A quiet button with an icon."""
    return html.Button([icon(name), text], id=id_, className="btn quiet", **more)


def close(id_: str, label: str) -> html.Button:
    """A cross."""
    return html.Button(icon("x"), id=id_, className="btn quiet square", **attrs(aria_label=label))


def _presets(*, today: date, first: date, words: Words) -> list[dict[str, Any]]:
    named = [
        {
            "value": [max(first, today - timedelta(days=days - 1)).isoformat(), today.isoformat()],
            "label": words(f"range.{name}"),
        }
        for name, days in url_state.LASTS.items()
    ]
    return [*named, {"value": [first.isoformat(), today.isoformat()], "label": words("range.all")}]
