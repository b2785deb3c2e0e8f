from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from collectors.articles import Reading
from collectors.entries import Entry
from collectors.errors import FetchError, ParseError
from collectors.plan import TRIES, Claims, Plan, plan
from collectors.types import RawEntry
from storage.ledger.ledger import KnownEntry
from storage.records import Article

NOW = datetime(2026, 11, 23, 5, tzinfo=UTC)


def entry(number: int, *, content: str = "a") -> Entry:
    raw = RawEntry(
        title=f"Berita {number}",
        link=f"https://outlet.example/{number}",
        guid=None,
        published_at=None,
        summary="",
        content="",
    )
    return Entry(raw=raw, key=f"k{number}", url=raw.link, article_id=number, content_hash=content)


def known(*entries: Entry, content: str | None = None) -> dict[str, KnownEntry]:
    return {
        e.key: KnownEntry(
            key=e.key, article_id=e.article_id, content_hash=content or e.content_hash, seen_at=NOW
        )
        for e in entries
    }


def article(of: Entry) -> Article:
    return Article(
        article_id=of.article_id,
        feed="uji",
        url=of.url,
        lang="id",
        title=of.raw.title,
        summary="",
        body="",
        published_at=None,
        published_source="collected",
        first_seen_at=NOW,
    )


def read(work: Plan, *, failing: Mapping[str, FetchError] | None = None) -> Reading:
    reading = Reading(articles={e.key: article(e) for e in work.to_read}, failures=dict(failing or {}))
    work.done.update(reading.articles, reading.failures)
    return reading


def test_new_and_edited_entries_are_read_and_known_ones_are_not() -> None:
    old, edited, new = entry(1), entry(2, content="b"), entry(3)
    before = known(old) | known(edited, content="a")
    work = plan([old, edited, new], before, {}, Claims())
    assert work.to_read == (new, edited)
    reading = read(work)
    assert work.count_new(reading) == 1
    after = {e.key: e.content_hash for e in work.known_after(reading, seen_at=NOW)}
    assert after == {"k1": "a", "k2": "b", "k3": "a"}


def test_a_feed_that_changes_all_its_summaries_is_not_read_again() -> None:
    entries = [entry(n, content="b") for n in range(50)]
    work = plan(entries, known(*entries, content="a"), {}, Claims())
    assert work.to_read == ()
    assert {e.content_hash for e in work.known_after(Reading(), seen_at=NOW)} == {"b"}


def test_a_few_edits_are_read_however_short_the_document() -> None:
    entries = [entry(n, content="b") for n in range(3)]
    assert plan(entries, known(*entries, content="a"), {}, Claims()).to_read == tuple(entries)


def test_what_another_section_brought_is_remembered_and_not_read() -> None:
    first, second = entry(1), entry(2)
    work = plan([first, second], {}, {"k1": 1}, Claims())
    assert work.to_read == (second,)
    reading = read(work)
    assert [(e.key, e.article_id) for e in work.known_after(reading, seen_at=NOW)] == [("k1", 1), ("k2", 2)]
    assert work.count_new(reading) == 1


def test_two_polls_at_once_do_not_read_one_article_twice() -> None:
    claims = Claims()
    first = plan([entry(1)], {}, {}, claims)
    assert plan([entry(1)], {}, {}, claims).to_read == ()
    claims.settle(first)  # it was given up: somebody else may
    assert plan([entry(1)], {}, {}, claims).to_read == (entry(1),)


def test_an_article_that_was_read_stays_claimed() -> None:
    claims = Claims()
    work = plan([entry(1)], {}, {}, claims)
    read(work)
    claims.settle(work)
    assert plan([entry(1)], {}, {}, claims).to_read == ()


def test_a_page_that_failed_is_asked_for_again_and_not_for_ever() -> None:
    failing = {"k1": FetchError("https://outlet.example/1", "took longer than 30 s")}
    before: dict[str, KnownEntry] = {}
    for _ in range(TRIES):
        work = plan([entry(1)], before, {}, Claims())
        assert work.to_read == (entry(1),)
        before = {e.key: e for e in work.known_after(read(work, failing=failing), seen_at=NOW)}
    assert plan([entry(1)], before, {}, Claims()).to_read == ()
    assert plan([entry(1, content="b")], before, {}, Claims()).to_read == (entry(1, content="b"),)


def test_a_page_that_failed_and_then_succeeds_is_done() -> None:
    failing = {"k1": FetchError("https://outlet.example/1", "took longer than 30 s")}
    work = plan([entry(1)], {}, {}, Claims())
    before = {e.key: e for e in work.known_after(read(work, failing=failing), seen_at=NOW)}
    again = plan([entry(1)], before, {}, Claims())
    reading = read(again)
    assert again.count_new(reading) == 0
    after = {e.key: e for e in again.known_after(reading, seen_at=NOW)}
    assert plan([entry(1)], after, {}, Claims()).to_read == ()


def test_a_page_closed_by_robots_txt_is_not_asked_for_again() -> None:
    refused = FetchError("https://outlet.example/1", "is closed to us by robots.txt", transient=False)
    work = plan([entry(1)], {}, {}, Claims())
    before = {e.key: e for e in work.known_after(read(work, failing={"k1": refused}), seen_at=NOW)}
    assert plan([entry(1)], before, {}, Claims()).to_read == ()


def test_entries_not_begun_are_not_remembered() -> None:
    work = plan([entry(1), entry(2)], known(entry(2)), {}, Claims())
    assert [e.key for e in work.known_after(Reading(), seen_at=NOW)] == ["k2"]


def test_an_entry_of_which_nothing_could_be_read_is_remembered_without_article() -> None:
    work = plan([entry(1)], {}, {}, Claims())
    reading = Reading(failures={"k1": ParseError("has no text")})
    work.done.add("k1")
    (after,) = work.known_after(reading, seen_at=NOW)
    assert after.article_id is None
    assert work.count_new(reading) == 0
