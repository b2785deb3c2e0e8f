from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.skips import skip_masks


def document(channel: str, *, after: str = "", item: str = "<item><title>Satu</title></item>") -> str:
    return f"<rss><channel><title>Uji</title>{channel}{item}{after}</channel></rss>"


def hours(*numbers: int) -> str:
    return "<skipHours>" + "".join(f"<hour>{n}</hour>" for n in numbers) + "</skipHours>"


def days(*names: str) -> str:
    return "<skipDays>" + "".join(f"<day>{name}</day>" for name in names) + "</skipDays>"


@pytest.mark.behaviour(14)
@pytest.mark.parametrize(
    ("text", "masks"),
    [
        (document(""), (0, 0)),
        (document(hours(0, 23)), (1 | 1 << 23, 0)),
        (document(hours(24)), (1, 0)),
        (document(hours(3, 3, 99)), (1 << 3, 0)),
        (document(days("Monday", "sunday", "Minggu")), (0, 1 | 1 << 6)),
        (document(hours(5) + days("Friday")), (1 << 5, 1 << 4)),
        (document("", after=hours(5)), (1 << 5, 0)),
        (document(hours(*range(24))), (0, 0)),
        (
            document(days("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")),
            (0, 0),
        ),
        (document("", item=f"<item><title>Satu</title>{hours(5)}</item>"), (0, 0)),
        (document("<skipHours><hour>5</hour>", item=""), (0, 0)),
    ],
)
def test_what_a_channel_leaves_out(text: str, masks: tuple[int, int]) -> None:
    assert skip_masks(text) == masks


@given(st.text(alphabet="<>/skipHoursDays0123456789 itemhourday", max_size=300))
def test_any_text_says_something_or_nothing(text: str) -> None:
    skip_hours, skip_days = skip_masks(text + "<skipHours>" + text)
    assert 0 <= skip_hours < 1 << 24
    assert 0 <= skip_days < 1 << 7
