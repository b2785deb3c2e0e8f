from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from storage.ledger.pauses import put_off

NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
GAP = timedelta(seconds=2)


def at(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def test_what_a_pause_piled_up_comes_one_after_the_other() -> None:
    due = [("a", at(-5)), ("b", at(20)), ("c", at(20)), ("d", at(61)), ("e", at(68)), ("f", at(69))]
    assert put_off(due, until=at(60), gap=GAP) == {"a": at(60), "b": at(62), "c": at(64), "d": at(66)}


@given(st.lists(st.integers(-7200, 7200), max_size=40), st.integers(0, 3600), st.integers(0, 30))
def test_nobody_is_due_before_the_pause_ends_nor_sooner_than_before_and_doing_it_twice_is_once(
    seconds: list[int], until: int, gap: int
) -> None:
    due = [(f"f{place}", at(s)) for place, s in enumerate(sorted(seconds))]
    after = dict(due) | put_off(due, until=at(until), gap=timedelta(seconds=gap))
    assert put_off(after.items(), until=at(until), gap=timedelta(seconds=gap)) == {}
    assert all(
        moment >= max(before, at(until)) for (_, before), moment in zip(due, after.values(), strict=True)
    )
    assert list(after.values()) == sorted(after.values())  # who stood before stands before
