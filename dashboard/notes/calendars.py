"""Notes as a calendar (iCalendar, RFC 5545): an event each."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from icalendar import Calendar, Event

from dashboard.notes.errors import NotesFileError
from storage.notes import Note, NoteError, checked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from zoneinfo import ZoneInfo

ENTITY: Final = "X-SOROT-ENTITY"
_REPEATS: Final = ("RRULE", "RDATE")
_DAY: Final = timedelta(days=1)


def read_calendar(body: bytes, entity: Callable[[str], str | None], zone: ZoneInfo) -> list[Note]:
    """Every event of a calendar; hours become days in ``zone``.

    :param entity: the key of an entity's code or key, None for what is neither.
    :raises NotesFileError: naming the first event that cannot be read.
    """
    try:
        calendars = Calendar.from_ical(body, multiple=True)
        events = [event for calendar in calendars for event in calendar.walk("VEVENT")]
    except (ValueError, KeyError, IndexError, TypeError) as error:
        raise NotesFileError("file", 0, "calendar", str(error)[:100]) from error
    return [_note(event, number, entity, zone) for number, event in enumerate(events, 1)]


def write_calendar(notes: Iterable[Note], made_at: datetime) -> bytes:
    """The calendar that :func:`read_calendar` reads."""
    calendar = Calendar()
    calendar.add("prodid", "-//sorot//notes//EN")
    calendar.add("version", "2.0")
    for note in notes:
        event = Event()
        event.add("uid", f"{note.note_id}@sorot")
        event.add("dtstamp", made_at)
        event.add("dtstart", note.first)
        event.add("dtend", note.last + _DAY)  # the day after
        event.add("summary", note.title)
        if note.link:
            event.add("url", note.link)
        if note.entity:
            event.add(ENTITY, note.entity)
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _note(event: Any, number: int, entity: Callable[[str], str | None], zone: ZoneInfo) -> Note:
    title = str(event.get("SUMMARY", ""))
    if any(name in event for name in _REPEATS):
        raise NotesFileError("event", number, "repeats", title[:60])
    begins = _moment(event, "DTSTART", number)
    if begins is None:
        raise NotesFileError("event", number, "date", title[:60])
    ends = _moment(event, "DTEND", number)
    if ends is None:
        lasts = _moment(event, "DURATION", number)
        ends = begins + lasts if isinstance(lasts, timedelta) else None
    first = _day(begins, zone)
    code = str(event.get(ENTITY, ""))
    key = entity(code) if code else ""
    if key is None:
        raise NotesFileError("event", number, "entity", code[:40])
    note = Note(
        first=first,
        last=first if ends is None or ends == begins else _last(ends, zone),
        title=title,
        link=str(event.get("URL", "")),
        entity=key,
    )
    try:
        return checked(note)
    except NoteError as error:
        raise NotesFileError("event", number, error.reason, error.value or title[:60]) from error


def _moment(event: Any, name: str, number: int) -> Any:
    """A date, a time or a length; None where the event has none of it."""
    if any(part == name for part, _ in event.errors):
        raise NotesFileError("event", number, "date", name)
    found = event.get(name)
    value = getattr(found, "dt", None) or getattr(found, "td", None)
    if found is not None and not isinstance(value, (date, timedelta)):
        raise NotesFileError("event", number, "date", name)
    return value


def _day(moment: date, zone: ZoneInfo) -> date:
    if not isinstance(moment, datetime):
        return moment
    return (moment.astimezone(zone) if moment.tzinfo else moment).date()


def _last(ends: date, zone: ZoneInfo) -> date:
    """The last day of what ends then; a day given as the end is the one after it, and so is midnight."""
    if not isinstance(ends, datetime):
        return ends - _DAY
    return _day(ends - timedelta(microseconds=1), zone)
