from __future__ import annotations

import dataclasses
import io
import json
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.errors import ParseError
from collectors.parse import parse_feed, parse_json
from collectors.types import ParsedFeed

FEEDS = Path(__file__).parents[1] / "data" / "feeds"
SAMPLES = sorted(path for path in FEEDS.iterdir() if path.suffix in {".xml", ".txt"})
JAKARTA = ZoneInfo("Asia/Jakarta")
NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
CONTENT_TYPES = {
    # Wrong on purpose: only the document itself decides.
    "rss-image-then-cdata.xml": "image/svg+xml",
    "rss-cdata-title.xml": "text/html",
    "rss-charset-ascii-is-utf8.xml": "text/xml; charset=us-ascii",
    "json-feed.json.txt": "application/feed+json",
}


def read(body: bytes, content_type: str | None = "application/rss+xml") -> ParsedFeed:
    return parse_feed(
        body, url="https://berita.example/rss", content_type=content_type, zone=JAKARTA, now=NOW
    )


def as_json(feed: ParsedFeed) -> dict[str, Any]:
    data = dataclasses.asdict(feed)
    data["ttl"] = str(feed.ttl) if feed.ttl else None
    for entry in data["entries"]:
        entry["published_at"] = entry["published_at"] and entry["published_at"].isoformat()
        del entry["dated"]  # what tests of dates are for
    loaded: dict[str, Any] = json.loads(json.dumps(data))
    return loaded


@pytest.mark.behaviour(30)
@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_sample_feeds(path: Path, golden: Callable[[Path, Any], None]) -> None:
    value: dict[str, Any]
    try:
        value = as_json(read(path.read_bytes(), CONTENT_TYPES.get(path.name, "application/rss+xml")))
    except ParseError as error:
        value = {"error": error.reason}
    golden(path.with_suffix(".json"), value)


@pytest.mark.behaviour(27, 29)
@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_a_feed_or_a_parse_error(body: bytes) -> None:
    with suppress(ParseError):
        read(body, None)


@pytest.mark.behaviour(27, 29)
@given(data=st.data())
@settings(max_examples=300, deadline=None)
def test_a_spoilt_feed_is_a_feed_or_a_parse_error(data: st.DataObject) -> None:
    body = bytearray(data.draw(st.sampled_from(SAMPLES)).read_bytes() or b"<rss></rss>")
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(body)))
        body[at : at + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=20))
    try:
        feed = read(bytes(body), data.draw(st.none() | st.text(max_size=40)))
    except ParseError:
        return
    for entry in feed.entries:
        assert not entry.link or entry.link.startswith(("http://", "https://"))
        assert len(entry.title) <= 1_000
        assert "\x00" not in entry.title + entry.summary + entry.content
        assert entry.published_at is None or entry.published_at <= NOW + timedelta(minutes=10)
    json.dumps(parse_json(feed))


def feed_of(*items: str) -> bytes:
    return f"<rss version='2.0'><channel><title>T</title>{''.join(items)}</channel></rss>".encode()


@pytest.mark.behaviour(31)
def test_strings_are_bounded() -> None:
    entry = read(
        feed_of(
            f"<item><title>{'judul ' * 1_000}</title><link>https://a.example/1</link>"
            f"<description>{'kata ' * 60_000}</description>"
            '<content:encoded xmlns:content="http://purl.org/rss/1.0/modules/content/">'
            f"{'isi ' * 200_000}</content:encoded></item>"
        )
    ).entries[0]
    assert 499_000 < len(entry.content) <= 500_000
    assert len(entry.title) <= 1_000
    assert len(entry.summary) == 50_000


def test_ten_thousand_entries_are_read_and_more_are_told() -> None:
    items = [f"<item><title>n</title><link>https://a.example/{n}</link></item>" for n in range(10_003)]
    feed = read(feed_of(*items))
    assert len(feed.entries) == 10_000
    assert feed.problems == ("has 10003 entries; only the first 10000 are read",)


@pytest.mark.behaviour(36)
@pytest.mark.parametrize("entry", ["<item/>", "<item><title>n</title></item>"])
def test_entries_beyond_reason_are_not_even_parsed(entry: str, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    parse = feedparser.parse

    def measured(stream: io.BytesIO, **kwargs: object) -> object:
        sizes.append(len(stream.getvalue()))
        return parse(stream, **kwargs)

    monkeypatch.setattr(feedparser, "parse", measured)
    feed = read(feed_of(*[entry] * 60_000))
    assert feed.problems[-1] == "has 60000 entries; only the first 10000 are read"
    assert sizes[0] < 10_100 * len(entry)


@pytest.mark.behaviour(36)
def test_a_very_large_entity_used_often_is_refused() -> None:
    title = "&a;" * 50_000
    bomb = (
        f"<!DOCTYPE rss [<!ENTITY a '{'x' * 50_000}'>]><rss><channel><title>{title}</title></channel></rss>"
    )
    with pytest.raises(ParseError, match="entity bomb"):
        read(bomb.encode())


@pytest.mark.behaviour(36)
def test_elements_nested_very_deep_do_no_harm() -> None:
    deep = "<a>" * 5_000
    with pytest.raises(ParseError):
        read(f"<rss><channel>{deep}".encode())
    html = read(
        feed_of(
            f"<item><title>A</title><link>https://a.example/1</link>"
            f"<description>{'&lt;div&gt;' * 4_000}x</description></item>"
        )
    )
    assert parse_json(html)["entries"][0]["summary"] == "x"


@pytest.mark.behaviour(28, 36)
def test_nothing_is_fetched_and_nothing_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[object] = []
    monkeypatch.setattr("urllib.request.OpenerDirector.open", lambda *args, **kwargs: seen.append(args))
    body = (FEEDS / "rss-external-entity.xml").read_bytes()
    assert "/" not in read(body).entries[0].title
    assert not seen


def test_as_json_for_the_command_line() -> None:
    body = (FEEDS / "rss-cdata-title.xml").read_bytes()
    assert parse_json(read(body)) == {
        "feed": {"title": "Berita Contoh", "link": "https://berita.example/", "language": "id", "ttl_s": 900},
        "entries": [
            {
                "title": 'Menlu: "Kami tidak akan mundur" & tetap berunding',
                "link": "https://berita.example/baca/1",
                "guid": "https://berita.example/baca/1",
                "published": "2026-11-20T01:00:00Z",
                "summary": "Perundingan di Jenewa berlanjut.",
                "authors": [],
            },
            {
                "title": "Ekspor & impor naik – BPS",
                "link": "https://berita.example/baca/2",
                "guid": "https://berita.example/baca/2",
                "published": "2026-11-20T01:00:00Z",
                "summary": "Neraca & kurs",
                "authors": [],
            },
        ],
        "problems": [],
    }


@pytest.mark.behaviour(30)
@pytest.mark.parametrize(
    "name",
    ["rss-cdata-title.xml", "rss-media-title.xml", "rss-link-last.xml", "atom-basic.xml", "rdf-rss10.xml"],
)
def test_same_entries_as_feedparser_finds_by_itself(name: str) -> None:
    body = (FEEDS / name).read_bytes()
    ours = read(body)
    theirs = feedparser.parse(io.BytesIO(body)).entries
    assert [entry.guid for entry in ours.entries] == [entry.get("id") for entry in theirs]
    assert [entry.link.endswith(raw["link"]) for entry, raw in zip(ours.entries, theirs, strict=True)]
