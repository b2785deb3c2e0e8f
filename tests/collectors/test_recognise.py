"""Known again under another address, and only when there is no doubt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from collectors.dates import read_moment
from collectors.entries import Entry, identified
from collectors.recognise import recognised
from collectors.types import RawEntry
from storage.ledger.ledger import KnownEntry

EIGHT = datetime(2026, 11, 23, 8)  # noqa: DTZ001 - as feeds print it
NOW = datetime(2026, 11, 23, 5, tzinfo=UTC)


def entries(
    numbers: Iterable[int], *, site: str = "lama", moved: timedelta = timedelta(), dates: bool = True,
    guids: bool = False, title: str = "Menteri membuka pertemuan ke-{}",
) -> tuple[Entry, ...]:  # fmt: skip
    raw = []
    for number in numbers:
        said = f"{EIGHT + timedelta(minutes=number) + moved} WIB" if dates else ""
        raw.append(
            RawEntry(
                title=title.format(number),
                link=f"https://{site}.example/{number}",
                guid=f"artikel-{number}" if guids else f"https://{site}.example/{number}",
                published_at=None,
                summary="",
                content="",
                published_said=said,
                dated=read_moment(said, zone=ZoneInfo("Asia/Jakarta")),
            )
        )
    return tuple(identified(raw, feed_url="https://a.example/rss"))


class Before:
    """What a feed brought before."""

    def __init__(self, had: Iterable[Entry]) -> None:
        self.known = [
            KnownEntry(
                key=e.key, article_id=e.article_id, content_hash=e.content_hash, seen_at=NOW,
                title=e.traits.title, guid=e.traits.guid, dated=e.traits.dated,
            )
            for e in had
        ]  # fmt: skip

    def alike(self, *, dates: Iterable[str] = (), titles: Iterable[str] = ()) -> list[KnownEntry]:
        dates, titles = set(dates) - {""}, set(titles) - {""}
        return [known for known in self.known if known.dated in dates or known.title in titles]

    def recognise(self, now: tuple[Entry, ...]) -> dict[str, int | None]:
        """Article ids by place in the document, of those that are recognised."""
        here = {known.key: known for known in self.known if known.key in {e.key for e in now}}
        found = recognised(now, here, (), self.alike)
        return {e.raw.title: found[e.key].article_id for e in now if e.key in found}


def ids(had: Iterable[Entry]) -> dict[str, int | None]:
    return {e.raw.title: e.article_id for e in had}


@pytest.mark.behaviour(20)
def test_an_outlet_that_moves_is_recognised_and_what_is_new_is_not() -> None:
    had = entries(range(50))
    now = entries(range(3, 53), site="baru")
    assert Before(had).recognise(now) == ids(had[3:])


@pytest.mark.behaviour(20)
@pytest.mark.parametrize("dates", [True, False])
def test_a_new_system_that_has_dates_in_another_zone_or_none_is_recognised(dates: bool) -> None:
    had = entries(range(20))
    now = entries(range(20), site="baru", moved=timedelta(hours=-7), dates=dates)
    assert Before(had).recognise(now) == ids(had)


@pytest.mark.behaviour(19, 20)
def test_a_corrected_headline_and_address_are_the_same_article_by_guid_and_date() -> None:
    had = entries(range(10), guids=True)
    now = (*entries([4], site="baru", guids=True, title="Menteri menutup pertemuan ke-{}"), *had[5:])
    assert list(Before(had).recognise(now).values()) == [had[4].article_id]


@pytest.mark.behaviour(19)
def test_guids_that_count_from_one_say_nothing() -> None:
    def numbered(first: int) -> tuple[Entry, ...]:
        made = entries(range(first, first + 10), title="Kabar yang lain sama sekali {}")
        raws = [replace(e.raw, guid=str(place)) for place, e in enumerate(made, 1)]
        same_minute = read_moment("2026-11-23 08:00:00 WIB", zone=ZoneInfo("Asia/Jakarta"))
        return tuple(identified([replace(r, dated=same_minute) for r in raws], feed_url="https://a.example"))

    assert Before(numbered(0)).recognise(numbered(10)) == {}


@pytest.mark.behaviour(20)
def test_alike_is_not_the_same() -> None:
    weekly = "Kurs rupiah hari ini, pekan ini"
    had = entries(range(30), title=weekly)
    assert Before(had).recognise(entries(range(100, 110), site="baru", title=weekly)) == {}  # other dates
    assert Before(had).recognise(entries(range(30, 33), title=weekly)) == {}
    one = entries([1])
    assert Before(one).recognise((*one, *entries([1], site="baru"))) == {}  # both stand in the document
    assert (
        Before(one).recognise(entries([1], site="baru") + entries([1], site="lain")) == {}
    )  # which of the two?
    undated = entries(range(3), dates=False)
    assert Before(undated).recognise(entries(range(3), site="baru", dates=False)) == {}  # too few to be sure


@pytest.mark.behaviour(20)
def test_midnight_is_the_date_of_a_whole_day_and_tells_no_article() -> None:
    day = timedelta(hours=-8)
    had = [
        e
        for n in range(3)
        for e in entries([n], moved=day - timedelta(minutes=n), title="Foto pilihan hari ini")
    ]
    now = [
        e
        for n in range(7, 9)
        for e in entries([n], moved=day - timedelta(minutes=n), title="Foto pilihan hari ini")
    ]
    assert all(e.traits.dated == "" for e in (*had, *now))
    assert Before(had).recognise(tuple(now)) == {}
