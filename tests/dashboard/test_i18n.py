from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from dashboard.i18n import Lang, Words, negotiate, plotly_locale, zone_name

EN, ID = Words("en"), Words("id")
JAKARTA = ZoneInfo("Asia/Jakarta")


@pytest.mark.parametrize(
    ("said", "english", "indonesian"),
    [
        (lambda w: w.number(1234.5, 1), "1,234.5", "1.234,5"),
        (lambda w: w.number(-3), "−3", "−3"),
        (lambda w: w.percent(0.1243), "12.4%", "12,4%"),
        (lambda w: w.change(1.22), "+22%", "+22%"),
        (lambda w: w.change(0.91), "−9%", "−9%"),
        (lambda w: w.change(0.998), "0%", "0%"),
        (lambda w: w.day(date(2026, 11, 16)), "16 Nov 2026", "16 Nov 2026"),
        (lambda w: w.day(date(2026, 8, 17), "long"), "17 August", "17 Agustus"),
        (lambda w: w.day(date(2026, 5, 1), "weekday"), "Friday, 1 May 2026", "Jumat, 1 Mei 2026"),
        (lambda w: w.days(date(2026, 9, 8), date(2026, 9, 10)), "8–10 Sep", "8–10 Sep"),
        (
            lambda w: w.days(date(2025, 12, 30), date(2026, 1, 2)),
            "30 Dec 2025 – 2 Jan 2026",
            "30 Des 2025 – 2 Jan 2026",
        ),
        (lambda w: w.join(["A", "B", "C"]), "A, B and C", "A, B dan C"),
        (lambda w: w.join(["A"]), "A", "A"),
    ],
)
def test_numbers_and_dates_follow_the_language(said, english: str, indonesian: str) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    assert (said(EN), said(ID)) == (english, indonesian)


def test_times_are_in_the_configured_zone() -> None:
    assert EN.moment(datetime(2026, 11, 15, 18, 12, tzinfo=UTC), JAKARTA) == "16 Nov, 01:12 WIB"


@pytest.mark.parametrize(
    ("zone", "name"),
    [
        ("Asia/Makassar", "WITA"),
        ("Asia/Kathmandu", "UTC+5:45"),
        ("America/New_York", "UTC-5"),
        ("UTC", "UTC"),
    ],
)
def test_a_zone_is_named_as_its_readers_name_it(zone: str, name: str) -> None:
    assert zone_name(ZoneInfo(zone), datetime(2026, 11, 15, tzinfo=UTC)) == name


@pytest.mark.parametrize(
    ("asked", "cookie", "accept", "lang"),
    [
        ("id", "en", "en", "id"),
        ("xx", "id", "en", "id"),
        (None, None, "fr;q=0.9, in-ID;q=0.8, en;q=0.7", "id"),
        (None, None, "en;q=0, id;q=0.1", "id"),
        (None, "<script>", "de, ;q=x", "en"),
        (None, None, None, "en"),
    ],
)
def test_the_address_goes_before_the_cookie_before_the_browser(
    asked: str | None, cookie: str | None, accept: str | None, lang: Lang
) -> None:
    assert negotiate(asked=asked, cookie=cookie, accept=accept) == lang


def test_charts_write_months_as_pages_do() -> None:
    form = plotly_locale("id")["format"]
    assert isinstance(form, dict)
    assert form["shortMonths"][7] in ID.day(date(2026, 8, 17), "short")
    assert form["days"][0] == "Minggu"
