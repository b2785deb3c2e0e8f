"""Events on a chart: changes of office, public holidays, the readers' own notes; and what they say."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from string import ascii_uppercase
from typing import TYPE_CHECKING, Final

from dashboard.i18n import messages
from storage.coverage.free_days import holiday_names

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from dashboard.comparison import State, Subject
    from dashboard.i18n import Words
    from entities.changes import OfficeChange
    from entities.gazetteer import Gazetteer
    from storage.notes import Note

MOST: Final = 6  # changes of office drawn
MOST_NOTES: Final = 8  # the last of them
LONGEST_NAME: Final = 28  # characters
ROTATES: Final = 3  # changes of one office in the range; those of an office with more come last
ROTATES_DAYS: Final = 500  # and in a long range with more than one in so many days


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened on a day, bound to entities on the chart."""

    day: date
    subjects: tuple[Subject, ...]  # whose lines it belongs to, in the order of the chart; empty: it is of all
    name: str  # in a word or two: who came, or who left
    text: str  # in a sentence
    letter: str = ""  # of its mark; empty: it is not drawn, or has a plain mark
    last: date | None = None  # of one that goes on for days
    link: str = ""  # to read more

    def said_days(self, words: Words) -> str:
        """``16 Nov 2026``, ``8–10 Sep``."""
        return words.day(self.day) if self.last in {None, self.day} else words.days(self.day, self.last)


@dataclass(frozen=True, slots=True, kw_only=True)
class Events:
    """Events of a range, oldest first: those that are drawn, and those there is no room for."""

    shown: tuple[Event, ...] = ()
    rest: tuple[Event, ...] = ()
    holidays: tuple[Event, ...] = ()  # with marks that are all the same

    def of(self, subject: Subject) -> tuple[Event, ...]:
        """Those with a letter that concern one line."""
        return tuple(event for event in self.shown if not event.subjects or subject in event.subjects)


NONE: Final = Events()


def all_events(
    state: State, subjects: Sequence[Subject], gazetteer: Gazetteer, notes: Sequence[Note], words: Words
) -> Events:
    """Every kind that the reader has not put away, within the chart's days."""
    offices = events_of(state, subjects, gazetteer, words)
    own = _notes(state, subjects, gazetteer, notes)
    shown = sorted((*offices.shown, *own[-MOST_NOTES:]), key=lambda one: one.day)
    return Events(
        shown=tuple(replace(one, letter=letter) for one, letter in zip(shown, ascii_uppercase, strict=False)),
        rest=tuple(sorted((*offices.rest, *own[:-MOST_NOTES]), key=lambda one: one.day)),
        holidays=_holidays(state, words),
    )


def _holidays(state: State, words: Words) -> tuple[Event, ...]:
    if not state.shows("holiday"):
        return ()
    named = holiday_names(state.window.first, state.window.last, words.lang)
    return tuple(Event(day=day, subjects=(), name=name, text=name) for day, name in named.items())


def _notes(
    state: State, subjects: Sequence[Subject], gazetteer: Gazetteer, notes: Sequence[Note]
) -> list[Event]:
    """Notes of these days that concern all, or somebody on the chart; those that began before, too."""
    if not state.shows("note"):
        return []
    window, by_code = state.window, gazetteer.by_code
    by_key = {by_code[subject.code].key: subject for subject in subjects if subject.code in by_code}
    return [
        Event(
            day=max(note.first, window.first),
            last=min(note.last, window.last),
            subjects=(by_key[note.entity],) if note.entity else (),
            name=shorten(note.title),
            text=note.title,
            link=note.link,
        )
        for note in notes
        if note.first <= window.last
        and note.last >= window.first
        and (not note.entity or note.entity in by_key)
    ]


def shorten(title: str) -> str:
    """A title as long as there may be room for above a chart."""
    return title if len(title) <= LONGEST_NAME else f"{title[: LONGEST_NAME - 1].rstrip()}…"


def events_of(state: State, subjects: Sequence[Subject], gazetteer: Gazetteer, words: Words) -> Events:
    """Changes of office of the countries and leaders on the chart, within its days."""
    if not state.shows("office"):
        return NONE
    by_code = gazetteer.by_code
    bound = {by_code[subject.code].key: subject for subject in subjects if subject.code in by_code}
    first, last = state.window.first, state.window.last
    changes = [change for change in gazetteer.office_changes if first <= change.day <= last]
    found = [
        (change, tuple(bound[key] for key in bound if key in _keys(change)))
        for change in changes
        if bound.keys() & _keys(change)
    ]
    most = max(ROTATES, state.window.days / ROTATES_DAYS)
    busy = Counter((change.country, change.office) for change, _ in found if not change.acting)

    def rank(pair: tuple[OfficeChange, tuple[Subject, ...]]) -> tuple[bool, bool, bool, bool, int]:
        """Leaders on the chart first; offices that go round, and those who only filled in, last."""
        change, _ = pair
        leader = change.left in bound or change.came in bound
        rotates = busy[change.country, change.office] > most
        return not leader, rotates, change.acting, change.came is None, -change.day.toordinal()

    chosen = sorted(found, key=rank)[:MOST]
    shown = [_event(*pair, gazetteer, words) for pair in found if pair in chosen]
    return Events(
        shown=tuple(replace(one, letter=letter) for one, letter in zip(shown, ascii_uppercase, strict=False)),
        rest=tuple(_event(*pair, gazetteer, words) for pair in found if pair not in chosen),
    )


def office_name(office: str, words: Words) -> str:
    """``prime minister``; an office that nobody has put into words is a high one."""
    known = f"office.{office}" in messages(words.lang)
    return words(f"office.{office}") if known else words("office.other")


def _keys(change: OfficeChange) -> set[str]:
    """Entities that a change belongs to."""
    return {key for key in (change.left, change.came, f"country:{change.country}") if key}


def _event(change: OfficeChange, subjects: tuple[Subject, ...], gazetteer: Gazetteer, words: Words) -> Event:
    def label(key: str | None) -> str:
        return gazetteer.entities[key].labels[words.lang] if key in gazetteer.entities else ""

    office = office_name(change.office, words)
    if change.acting:
        office = words("event.acting", office=office)
    form = "handover" if change.left and change.came else "came" if change.came else "left"
    said = words(f"event.{form}", came=label(change.came), left=label(change.left), office=office)
    where = label(f"country:{change.country}")
    return Event(
        day=change.day,
        subjects=subjects,
        name=label(change.came) or words("event.without", name=label(change.left)),
        text=words("event.where", country=where, text=said) if where else said,
    )
