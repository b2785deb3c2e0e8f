"""Tables and calendars that are not right: where, and what to do about it."""

from __future__ import annotations

from datetime import date

import pytest

from dashboard.i18n import Words, messages
from dashboard.notes.errors import NotesFileError
from dashboard.notes.files import LARGEST, read_notes
from dashboard.services import Services
from storage.notes import MOST, REASONS


def calendar(*lines: str) -> bytes:
    head = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//y//EN")
    return "\r\n".join((*head, *lines, "END:VCALENDAR", "")).encode()


def event(*lines: str) -> tuple[str, ...]:
    return ("BEGIN:VEVENT", "UID:1", "DTSTAMP:20261101T000000Z", *lines, "END:VEVENT")


def days(body: bytes, services: Services) -> list[tuple[date, date, str]]:
    return [(one.first, one.last, one.title) for one in read_notes(body, services)]


def test_days_and_hours_of_a_calendar_become_days_here(services: Services) -> None:
    body = calendar(
        *event("DTSTART;VALUE=DATE:20261116", "SUMMARY:A day"),
        *event("DTSTART;VALUE=DATE:20261116", "DTEND;VALUE=DATE:20261119", "SUMMARY:Three"),
        *event("DTSTART:20261116T180000Z", "DTEND:20261116T190000Z", "SUMMARY:Night here"),
        *event("DTSTART:20261116T090000", "DURATION:P1DT20H", "SUMMARY:Long\\, by hours"),
        *event("DTSTART:20261116T000000", "DTEND:20261117T000000", "SUMMARY:To midnight"),
    )
    assert days(body, services) == [
        (date(2026, 11, 16), date(2026, 11, 16), "A day"),
        (date(2026, 11, 16), date(2026, 11, 18), "Three"),
        (date(2026, 11, 17), date(2026, 11, 17), "Night here"),
        (date(2026, 11, 16), date(2026, 11, 18), "Long, by hours"),
        (date(2026, 11, 16), date(2026, 11, 16), "To midnight"),
    ]


@pytest.mark.parametrize(
    ("body", "where", "reason"),
    [
        (b"", ("file", 0), "empty"),
        (b"x" * (LARGEST + 1), ("file", 0), "large"),
        (b"from,title\n2026-11-16,\xff\n", ("line", 2), "utf8"),
        (b"title\nA\n", ("line", 1), "columns"),
        (b"# a note\n\nfrom,title\n2026-11-16,A\n2026-11-17\n", ("line", 5), "no_title"),
        (b"from,title\n2026-11-16,A,b,c\n", ("line", 2), "cells"),
        (b'from,title\n2026-11-16,"A"b\n', ("line", 2), "csv"),
        (b"from,to,title\n2026-11-16,2026-11-15,A\n", ("line", 2), "order"),
        (b"from,title,entity\n2026-11-16,A,XX1\n", ("line", 2), "entity"),
        (b"from,title,link\n2026-11-16,A,javascript:1\n", ("line", 2), "link"),
        (b"from,title\n" + b"2026-11-16,A\n" * (MOST + 1), ("file", 0), "full"),
        (b"BEGIN:VCALENDAR\r\nnonsense", ("file", 0), "calendar"),
        (calendar(*event("SUMMARY:A")), ("event", 1), "date"),
        (calendar(*event("DTSTART:soon", "SUMMARY:A")), ("event", 1), "date"),
        (
            calendar(
                *event("DTSTART;VALUE=DATE:20261116", "SUMMARY:A"),
                *event("DTSTART;VALUE=DATE:20261116", "SUMMARY:B", "RRULE:FREQ=YEARLY"),
            ),
            ("event", 2),
            "repeats",
        ),
        (calendar(*event("DTSTART;VALUE=DATE:20261116")), ("event", 1), "no_title"),
    ],
)
def test_a_file_that_is_not_right_says_where(
    body: bytes, where: tuple[str, int], reason: str, services: Services
) -> None:
    with pytest.raises(NotesFileError) as caught:
        read_notes(body, services)
    error = caught.value
    assert (error.part, error.number, error.reason) == (*where, reason)
    for lang in ("en", "id"):
        assert error.said(Words(lang))


def test_every_reason_has_words() -> None:
    assert {f"notes.bad.{reason}" for reason in REASONS} <= messages("en").keys()
