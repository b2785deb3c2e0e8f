"""Where a page of articles begins, as an address says it: anybody may have written it."""

from __future__ import annotations

from datetime import datetime

import pytest

from storage.questions.articles import MOST_ID, read_cursor


def test_what_a_page_gave_can_be_read() -> None:
    assert read_cursor(f"3~2026-11-20T06:56:06.316797~{MOST_ID}") == (
        3,
        datetime(2026, 11, 20, 6, 56, 6, 316797),  # noqa: DTZ001 - the archive's times are naive UTC
        MOST_ID,
    )


@pytest.mark.parametrize(
    "after",
    [
        None,
        "",
        "1",
        "x~2026-11-20~1",
        "0~2026-13-20~1",
        f"0~2026-11-20~{MOST_ID + 1}",
        f"{10**40}~2026-11-20~1",
        "-1~2026-11-20~1",
        "0~2026-11-20T00:00:00+07:00~1",
    ],
)
def test_anything_else_is_no_place(after: str | None) -> None:
    assert read_cursor(after) is None
