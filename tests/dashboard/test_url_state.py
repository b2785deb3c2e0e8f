from datetime import date

import pytest

from dashboard.i18n import Words
from dashboard.url_state import Query, number

TODAY, FIRST = date(2026, 11, 20), date(2026, 3, 3)


def window(text: str) -> tuple[date, date]:
    found = Query.parse(text).window(today=TODAY, first=FIRST, last="90d")
    return found.first, found.last


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", (date(2026, 8, 23), TODAY)),
        ("?last=7d", (date(2026, 11, 14), TODAY)),
        ("?last=all", (FIRST, TODAY)),
        ("?last=1y", (FIRST, TODAY)),
        ("?from=2026-09-01&to=2026-09-30", (date(2026, 9, 1), date(2026, 9, 30))),
        ("?from=2026-09-30&to=2026-09-01", (date(2026, 9, 1), date(2026, 9, 30))),
        ("?from=1246-01-01&to=2999-01-01", (FIRST, TODAY)),
        ("?from=2026-10-01", (date(2026, 10, 1), TODAY)),
        ("?from=yesterday&last=7d", (date(2026, 11, 14), TODAY)),
        ("?from=2030-01-01&to=2031-01-01", (TODAY, TODAY)),
    ],
)
def test_days_stay_inside_the_archive(text: str, expected: tuple[date, date]) -> None:
    assert window(text) == expected


def test_what_cannot_be_read_is_dropped_and_told_in_one_line() -> None:
    query = Query.parse("?m=pie&src=1,x,2,1&n=9&last=9z")
    assert query.choice("m", ("share", "count"), "share") == "share"
    assert query.items("src", number, most=9) == (1, 2)
    assert query.window(today=TODAY, first=FIRST, last="7d").days == 7
    (line,) = query.notices(Words("en"))
    assert line.endswith("m=pie, src=x, last=9z.")


def test_a_clean_address_gets_no_notice() -> None:
    query = Query.parse("?m=count")
    assert query.choice("m", ("share", "count"), "share") == "count"
    assert query.notices(Words("en")) == []


def test_more_than_the_most_are_dropped() -> None:
    query = Query.parse("?src=1,2,3,2")
    assert query.items("src", number, most=2) == (1, 2)
    assert query.dropped == ["src=3"]


def test_a_long_value_is_cut_in_the_notice() -> None:
    query = Query.parse("?m=" + "x" * 5000)
    query.choice("m", ("share",), "share")
    assert len(query.notices(Words("id"))[0]) < 200


def test_repeated_arguments_count_once() -> None:
    assert Query.of({"m": ["share", "count"], "g": None}).params == {"m": "count"}


@pytest.mark.parametrize("text", ["", "-1", "1.5", "²", "9999999999", "1e3"])
def test_only_plain_digits_are_a_number(text: str) -> None:
    assert number(text) is None
