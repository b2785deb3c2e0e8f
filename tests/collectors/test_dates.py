from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.dates import _read, _usual, credible, date_in_text, read_date, read_moment

JAKARTA = ZoneInfo("Asia/Jakarta")
EIGHT_IN_JAKARTA = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


@pytest.mark.behaviour(25)
@pytest.mark.parametrize(
    "text",
    [
        "Fri, 20 Nov 2026 08:00:00 +0700",
        "Fri, 20 Nov 2026 08:00:00 WIB",
        "Fri, 20 Nov 2026 01:00:00 GMT",
        "Fri, 20 Nov 2026 01:00:00 UT",
        "Fri, 20 Nov 2026 01:00:00 Z",
        "Fri, 20 Nov 2026 09:00:00 WITA",
        "Fri, 20 Nov 2026 10:00:00 WIT",
        "Thu, 19 Nov 2026 20:00:00 EST",
        "Fri, 20 Nov 26 08:00:00 +0700",
        "20 Nov 2026 08:00:00 +0700",
        "Fri, 20 Nov 2026 08:00:00",  # no zone: local time
        "Fri, 20 Nov 2026 08:00:00 +07:00",
        "Fri, 20 Nov 2026 08:00:00 +0700 (WIB)",
        "Jumat, 20 November 2026 08:00:00 +0700",
        "Jum'at, 20 Nopember 2026 08:00 WIB",
        "Jum, 20 Nop 2026 08:00 WIB",
        "Jumat, 20 November 2026 / 08:00 WIB",
        "Jumat, 20 November 2026 | 08:00 WIB",
        "Jumat , 20 November 2026 |08:00 WIB",
        "Jumat, 20 November 2026 pukul 08.00 WIB",
        "Fri, 20 Nov 2026 08:00:00 GMT+7",
        "Fri, 20 Nov 2026 08:00:00 GMT+07:00",
        "Fri, 20 Nov 2026 08:00:00 UTC+07:00",
        "2026-11-20T08:00:00+07:00",
        "2026-11-20T01:00:00Z",
        "2026-11-20T01:00:00.123Z",
        "2026-11-20T08:00:00",
        "2026-11-20 08:00:00",
        "2026-11-20 08:00 WIB",
        "2026/11/20 08:00",
        "20261120T010000Z",
        "20/11/2026 08:00",
        "20/11/2026, 08:00 WIB",
        "20-11-2026 08:00",
        "Kompas.com - 20/11/2026, 08:00 WIB",
        "Kompas.com- 20/11/2026, 08:00 WIB",
        "Diperbarui 20 Nov 2026, 08:00 WIB",
        "Diterbitkan 20 November 2026, 08:00 WIB",
        "November 20, 2026 8:00 am",
        "Nov. 20, 2026, 08:00 WIB",
        "Fri Nov 20 08:00:00 2026",
        "Fri Nov 20 08:00:00 WIB 2026",
        "1795136400",
        "1795136400000",
        "1795136400.250",
        "  Fri,  20 Nov 2026\n08:00:00 +0700 ",
        # as outlets print it on their pages
        "Jum’at, 20 November 2026 / 08:00 WIB",
        "Jumat, 20 Nov 2026 08:00 WIB",
        "Jumat (20/11/2026) 08:00 WIB",
        "Jumat, 20/11/2026 - 08:00 WIB",
        "Jumat, 20 November 2026 08:00:00 WIB",
        "Jumaat, 20 November 2026 09:00 MYT",
        "20 Nov 2026, 08:00 WIB (UTC+7)",
        "20 Nov 2026 08:00 WIB (+07:00)",
        "Fri, 20 Nov 2026 08:00:00 +07",
        "Fri, 20 Nov 2026 08:00:00 +7",
        "Fri, 20 Nov 2026 08:00:00 GMT +7",
        "Fri, 20 Nov 2026 08:00:00 gmt+0700",
        "Published at : 20 November 2026 08.00 WIB",
        "Tayang: Jumat, 20 November 2026 08:00 WIB",
        "20.11.2026 08.00 WIB",
        "2026-11-20T08:00+0700",
        "2026-11-20 08:00:00 +0700",
        "2026-11-20 08:00:00.000 +07:00",
    ],
)
def test_every_way_to_say_eight_in_jakarta(text: str) -> None:
    assert read_date(text, zone=JAKARTA) == EIGHT_IN_JAKARTA


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Kam, 06 Agu 2026", (2026, 8, 6)),
        ("6 Agt 2026", (2026, 8, 6)),
        ("6 Agustus 2026", (2026, 8, 6)),
        ("Rabu, 7 Okt 2026", (2026, 10, 7)),
        ("Senin, 11 Mei 2026", (2026, 5, 11)),
        ("Jum'at, 7 Agt 2026", (2026, 8, 7)),
        ("Jumat, 7 Ags. 2026", (2026, 8, 7)),
        ("Rabu, 2 Sept 2026", (2026, 9, 2)),
        ("Khamis, 6 Ogos 2026", (2026, 8, 6)),
        ("Mgg, 9 Agu 2026", (2026, 8, 9)),
        ("Selasa, 1 Des 2026", (2026, 12, 1)),
        ("2026-11-20", (2026, 11, 20)),
        ("20/11/2026", (2026, 11, 20)),
        ("Minggu, 1 Februari 2026", (2026, 2, 1)),
        ("29 Februari 2024", (2024, 2, 29)),
    ],
)
def test_a_date_without_a_time_is_its_midnight(text: str, day: tuple[int, int, int]) -> None:
    assert read_date(text, zone=JAKARTA) == datetime(*day, tzinfo=JAKARTA)


@pytest.mark.behaviour(24, 25)
@pytest.mark.parametrize(
    ("text", "own_zone", "offset_h"),
    [
        ("Jumat, 20 November 2026 / 08:00 WIB", True, 7),
        ("Jumat, 20 November 2026 10:00 WIT", True, 9),
        ("Fri, 20 Nov 2026 01:00:00 GMT", True, 0),
        ("1795136400", True, 0),
        ("20/11/2026 08:00", False, 7),
        ("2026-11-20T08:00:00", False, 7),
    ],
)
def test_it_is_known_whether_the_zone_is_its_own_or_ours(text: str, own_zone: bool, offset_h: int) -> None:
    moment = read_moment(text, zone=JAKARTA)
    assert moment is not None
    assert (moment.at, moment.own_zone) == (EIGHT_IN_JAKARTA, own_zone)
    assert moment.offset == timedelta(hours=offset_h)


@pytest.mark.behaviour(25, 26)
@pytest.mark.parametrize(
    "text",
    ["Fri, 20 Nov 2026 08:00:00 GMT", "2026-11-20T08:00:00Z", "2026-11-20 08:00", str(1795136400 + 7 * 3600)],
)
def test_a_zone_in_the_configuration_goes_before_one_that_the_feed_has_wrong(text: str) -> None:
    moment = read_moment(text, zone=JAKARTA, local=True)
    assert moment is not None
    assert (moment.at, moment.own_zone) == (EIGHT_IN_JAKARTA, False)


def test_noon_and_midnight_on_a_twelve_hour_clock() -> None:
    assert read_date("Nov 20, 2026 12:30 am", zone=JAKARTA) == datetime(2026, 11, 20, 0, 30, tzinfo=JAKARTA)
    assert read_date("Nov 20, 2026 12:30 PM", zone=JAKARTA) == datetime(2026, 11, 20, 12, 30, tzinfo=JAKARTA)


def test_a_zone_in_the_configuration_knows_summer_time() -> None:
    assert read_date("2026-07-01 12:00", zone=ZoneInfo("Europe/London")) == datetime(
        2026, 7, 1, 11, tzinfo=UTC
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "0000-00-00",
        "0000-00-00 00:00:00",
        "2026-02-30",
        "2026-11-20T25:00:00Z",
        "32/1/2026",
        "13/13/2026",
        "Fri, 20 Nov 2026 08:00:00 XYZ",  # a zone nobody knows is no zone we may assume
        "Fri, 20 Foo 2026 08:00:00 +0700",
        "20 Nov 2026 and later",
        "9" * 10_000,
        "Nov 20, 2026 13:00 pm",
        "1" * 9,
        "Fri, 20 Nov 2026 08:00:00 +9900",
    ],
)
def test_what_is_not_understood_is_no_date(text: str) -> None:
    assert read_date(text, zone=JAKARTA) is None


@given(st.text(max_size=120) | st.from_regex(r"[0-9/ :.+A-Za-z-]{0,60}", fullmatch=True))
def test_reading_never_fails_and_answers_in_utc(text: str) -> None:
    value = read_date(text, zone=JAKARTA)
    assert value is None or value.utcoffset() == timedelta(0)


@pytest.mark.behaviour(26)
@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (NOW, True),
        (NOW + timedelta(minutes=10), True),
        (NOW + timedelta(minutes=11), False),
        (datetime(1990, 1, 1, tzinfo=UTC), True),
        (datetime(1989, 12, 31, 23, 59, tzinfo=UTC), False),
    ],
)
def test_dates_that_cannot_be_are_set_aside(value: datetime, kept: bool) -> None:
    assert credible(value, NOW) == (value if kept else None)
    assert credible(None, NOW) is None


@pytest.mark.parametrize(
    "text",
    [
        "Pada Rabu (19/6/2024), sang menteri tiba.",
        "Dikutip dari Reuters, Rabu, 19/6/2024, harga naik.",
        "Gempa terjadi pada Rabu, 19 Juni 2024, pukul 04.43.",
        "Rapat digelar Rabu (12/6). Hasilnya diumumkan Rabu (19/6/2024).",
    ],
)
def test_a_date_in_the_text(text: str) -> None:
    assert date_in_text(text, zone=JAKARTA) == datetime(2024, 6, 19, tzinfo=JAKARTA)


def test_other_numbers_in_the_text_are_no_dates() -> None:
    assert date_in_text("Skor 19/6/2024 di papan, minggu depan 3-1; Rabu (12/6).", zone=JAKARTA) is None
    assert date_in_text("Sidang berlangsung Senin (31/2/2024).", zone=JAKARTA) is None


@pytest.mark.parametrize(
    "when", ["20 Nov 2026", "31 Feb 2026", "20 Nop 2026", "01 Mei 2026", "20 Xxx 2026", "01 Jan 0001"]
)
@pytest.mark.parametrize("clock", ["08:00:00", "23:59:60", "24:00:00", "08:61:00"])
@pytest.mark.parametrize("zone", ["+0700", "-0330", "+1400", "+1500", "+9900", "+0799"])
def test_the_usual_form_is_read_as_the_others_are(when: str, clock: str, zone: str) -> None:
    text = f"Fri, {when} {clock} {zone}"
    quick = _usual(text)
    assert quick is None or quick == _read(text, JAKARTA)


def test_the_usual_form_needs_no_other() -> None:
    assert _usual("Fri, 20 Nov 2026 08:00:00 +0700") == read_moment("2026-11-20T08:00:00+07:00", zone=JAKARTA)
