"""What readers are told of nights, in both languages."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any, get_args

import pytest
from plotly.utils import PlotlyJSONEncoder

from dashboard.components.nights_card import SHOWN, nights_card, nights_lines
from dashboard.i18n import Lang, Words
from storage.questions.nights import Nights
from storage.upkeep.nightly import NightFinding
from tests.dashboard.calls import all_of, text_of

EN = Words("en")
NIGHT = date(2026, 11, 20)
WELL = Nights(last=NIGHT, days=14, found=(), failed=None, texts_before=None)
KINDS = ("counts", "articles twice", "mentions twice", "stray mentions", "stories")


def finding(what: str, *, mended: bool = True, day: int = 18) -> NightFinding:
    at = datetime(2026, 11, 20, 20)  # noqa: DTZ001 - naive UTC, as stored
    return NightFinding(found_at=at, what=what, day=date(2026, 11, day), rows=3, mended=mended)


def said(found: Nights, words: Words = EN) -> str:
    return text_of(drawn(found, words))


def drawn(found: Nights, words: Words) -> Any:
    return json.loads(json.dumps(nights_card(found, words), cls=PlotlyJSONEncoder))


def test_a_good_night_is_one_sentence() -> None:
    assert "The last was that of 20 Nov 2026: 14 days counted again. Nothing was found in 30 days." in said(
        WELL
    )
    assert nights_lines(WELL, EN) == []
    assert "No night has done so yet." in said(
        Nights(last=None, days=0, found=(), failed=None, texts_before=None)
    )


def test_what_was_mended_is_listed_and_needs_nobody() -> None:
    found = Nights(last=NIGHT, days=14, found=(finding("counts"),), failed=None, texts_before=None)
    assert "20 Nov 2026: sums that the articles contradict of 18 Nov 2026, 3 rows; mended." in said(found)
    assert nights_lines(found, EN) == []


def test_what_is_left_says_what_to_do() -> None:
    left = (finding("stories", mended=False), finding("counts", mended=False, day=17))
    found = Nights(
        last=NIGHT, days=14, found=left, failed=(NIGHT, "disk <b>"), texts_before=date(2025, 10, 1)
    )
    failed, wrong = nights_lines(found, EN)
    assert "disk <b>" in failed
    assert "sorot mend" in failed
    assert "2 days" in wrong
    assert "sorot rebuild" in wrong
    assert "could not be mended" in said(found)
    assert "Texts of articles first seen before 1 Oct 2025 are no longer kept." in said(found)


@pytest.mark.parametrize("lang", get_args(Lang))
def test_every_kind_of_finding_has_words(lang: Lang) -> None:
    found = Nights(
        last=NIGHT, days=1, found=tuple(map(finding, KINDS)), failed=(NIGHT, "x"), texts_before=NIGHT
    )
    items = [text_of(item) for item in all_of(drawn(found, Words(lang)), "Li")]
    assert len(set(items)) == len(KINDS)


def test_a_long_list_is_cut() -> None:
    many = tuple(finding("counts") for _ in range(SHOWN + 5))
    found = Nights(last=NIGHT, days=1, found=many, failed=None, texts_before=None)
    assert len(all_of(drawn(found, EN), "Li")) == SHOWN
