"""The page of notes: a list, and for editors a form and a way to bring a file."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, cast

import dash_mantine_components as dmc
from dash import dcc, html

from dashboard import shell
from dashboard.components.articles import safe_link
from dashboard.components.attrs import attrs
from dashboard.components.empties import empty
from dashboard.components.icons import icon
from dashboard.links import entity_href
from dashboard.notes.files import CSV_PATH, ICS_PATH, LARGEST
from storage.notes import LONGEST_LINK, LONGEST_TITLE

if TYPE_CHECKING:
    from dashboard.i18n import Words
    from dashboard.services import Services
    from storage.notes import Note

PATH: Final = "/notes"
EDIT: Final = "note-edit"  # types of the buttons of a row
DELETE: Final = "note-delete"


class Ids(StrEnum):
    """Elements of the page."""

    LIST = "notes-list"
    SAID = "notes-said"
    DATES = "notes-dates"
    TITLE = "notes-of"
    LINK = "notes-link"
    ENTITY = "notes-entity"
    EDITED = "notes-edited"  # Store: note_id of what the form has; empty: a new one
    SAVE = "notes-save"
    FILE = "notes-file"


def layout(services: Services, words: Words, *, writable: bool, problem: str) -> html.Div:
    """The page; who may not edit has the list alone."""
    tools = html.Div(
        [
            html.A([icon("download"), words("chart.csv")], href=CSV_PATH, download="", className="btn quiet"),
            html.A([icon("calendar"), "ICS"], href=ICS_PATH, download="", className="btn quiet"),
        ],
        className="row page-tools no-print",
    )
    list_ = html.Section(
        html.Div(rows(services, words, writable=writable), id=Ids.LIST),
        className="card",
        **attrs(aria_label=words("notes.title")),
    )
    body: list[Any] = [list_]
    if writable:
        body = [html.Div([list_, _form(services, words)], className="notes")]
    return shell.page(
        words("notes.title"),
        html.P(words("notes.lede" if writable else "notes.lede_reader"), className="lede"),
        *body,
        tools=tools,
        notices=[problem] if problem else [],
    )


def rows(services: Services, words: Words, *, writable: bool) -> Any:
    """The list, the newest first."""
    notes = services.own_notes()
    if not notes:
        return empty("zero", words("notes.none"))
    head = [words("filter.dates"), words("notes.of"), words("notes.entity"), *([""] if writable else [])]
    return html.Div(
        html.Table(
            [
                html.Thead(html.Tr([html.Th(text, scope="col") for text in head])),
                html.Tbody([_row(note, services, words, writable=writable) for note in reversed(notes)]),
            ],
            className="data notes-table",
        ),
        className="table-scroll",
    )


def _row(note: Note, services: Services, words: Words, *, writable: bool) -> html.Tr:
    days = " – ".join(words.day(day) for day in dict.fromkeys((note.first, note.last)))
    title: Any = note.title
    if note.link:
        title = html.A(note.title, href=safe_link(note.link), target="_blank", rel="noopener noreferrer")
    about: Any = words("notes.all")
    if note.entity:
        label = services.label(note.entity, words.lang)
        about = dcc.Link(label, href=entity_href(note.entity.partition(":")[2]))
    cells = [html.Td(days, className="num"), html.Td(title, className="said-title"), html.Td(about)]
    if writable:
        buttons = [
            _button(EDIT, "pencil", words("notes.edit", title=note.title), note),
            _button(DELETE, "trash", words("notes.delete", title=note.title), note),
        ]
        cells.append(html.Td(html.Div(buttons, className="row no-print"), className="n"))
    return html.Tr(cells)


def _button(kind: str, name: str, label: str, note: Note) -> html.Button:
    return html.Button(
        icon(name),
        id=cast("Any", {"type": kind, "note": note.note_id}),
        className="btn quiet square",
        title=label,
        **attrs(aria_label=label),
    )


def _form(services: Services, words: Words) -> html.Section:
    entities = sorted(
        ({"value": key, "label": one.labels[words.lang]} for key, one in services.gazetteer.entities.items()),
        key=lambda pair: pair["label"].casefold(),
    )
    return html.Section(
        [
            html.H2(words("notes.new")),
            dcc.Store(id=Ids.EDITED),
            dmc.TextInput(id=Ids.TITLE, label=words("notes.of"), value="", attributes=_most(LONGEST_TITLE)),
            dmc.DatePickerInput(
                id=Ids.DATES,
                type="range",
                label=words("filter.dates"),
                description=words("notes.dates_hint"),
                valueFormat="D MMM YYYY",
                labelSeparator="–",
                allowSingleDateInRange=True,
                weekendDays=[],
            ),
            dmc.TextInput(id=Ids.LINK, label=words("notes.link"), value="", attributes=_most(LONGEST_LINK)),
            dmc.Select(
                id=Ids.ENTITY,
                data=cast("Any", entities),
                label=words("notes.entity"),
                placeholder=words("notes.all"),
                searchable=True,
                clearable=True,
                limit=30,
            ),
            html.Div(
                [
                    html.Button(words("notes.save"), id=Ids.SAVE, className="btn primary"),
                    dcc.Upload(
                        html.Button([icon("plus"), words("notes.import")], className="btn"),
                        id=Ids.FILE,
                        accept=".csv,.ics,text/csv,text/calendar",
                        max_size=8 * LARGEST,  # what is a little too large is told why
                    ),
                ],
                className="row wrap",
            ),
            html.P(id=Ids.SAID, className="said", role="status"),
            html.P(words("notes.import_hint"), className="sub"),
        ],
        className="card notes-form no-print",
        **attrs(aria_label=words("notes.new")),
    )


def _most(characters: int) -> dict[str, Any]:
    return {"input": {"maxLength": characters}}
