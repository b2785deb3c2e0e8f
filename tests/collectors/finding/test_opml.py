"""Lists of any reader are read, ours come back as they were, and hostile ones cost nothing."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.finding import opml
from collectors.finding.opml import OpmlError, Subscription, read_opml, write_opml

NOW = datetime(2026, 11, 23, 5, tzinfo=UTC)
FEED = Subscription(
    url="https://contoh.example/rss?a=1&b=2",
    title='Contoh & "Kawan" <dunia>',
    homepage="https://contoh.example",
    folders=("Contoh", "Dunia"),
    language="id",
    outlet="contoh",
    outlet_name="Contoh",
    feed="dunia",
    section="world",
    country="ID",
    full_text="feed",
    page_rule="kontan",
)


def outline(attributes: str) -> bytes:
    return f'<opml version="2.0"><body>\n<outline {attributes}/>\n</body></opml>'.encode()


def without_line(feed: Subscription) -> Subscription:
    fields = {name: getattr(feed, name) for name in Subscription.__slots__}
    return Subscription(**{**fields, "line": 0})


@pytest.mark.behaviour(38)
def test_a_list_comes_back_as_it_was() -> None:
    other = Subscription(url="https://lain.example/feed", title="Lain", folders=())
    text = write_opml([FEED, other], title="sorot", now=NOW)
    assert [without_line(feed) for feed in read_opml(text.encode())] == [FEED, other]
    assert "<dateCreated>Mon, 23 Nov 2026 05:00:00 GMT</dateCreated>" in text


def test_a_feed_has_what_other_readers_look_for() -> None:
    text = write_opml([FEED], title="sorot", now=NOW)
    assert '<opml version="2.0"' in text
    assert '<outline text="Contoh" title="Contoh">' in text
    line = next(line for line in text.splitlines() if "xmlUrl" in line)
    assert 'type="rss" text=' in line
    assert 'xmlUrl="https://contoh.example/rss?a=1&amp;b=2" htmlUrl="https://contoh.example"' in line


@pytest.mark.parametrize(
    ("document", "title"),
    [
        (outline('text="A" xmlUrl="https://a.example/rss"'), "A"),
        (outline('TEXT="A" XMLURL="https://a.example/rss"').replace(b"opml", b"OPML"), "A"),
        (outline('text="t" title="A" type="rss" url="https://a.example/rss"'), "A"),
        (b"\xef\xbb\xbf" + outline('title="À" xmlurl="https://a.example/rss"'), "À"),
        (
            b'<?xml version="1.0" encoding="iso-8859-1"?>'
            + outline('text="É" xmlUrl="https://a.example/rss"').decode().encode("latin-1"),
            "É",
        ),
        (outline('text="É" xmlUrl="https://a.example/rss"').decode().encode("utf-16"), "É"),
        (outline('text="a&nbsp;b" xmlUrl="https://a.example/rss"'), "a b"),
        (outline('xmlUrl="feed://a.example/rss" text="A"'), "A"),
        (outline('xmlUrl="feed:https://a.example/rss" text="A"'), "A"),
    ],
)
def test_lists_of_other_readers_are_read(document: bytes, title: str) -> None:
    [feed] = read_opml(document)
    assert (feed.url, feed.title, feed.folders) == ("https://a.example/rss", title, ())


def test_an_address_with_a_bare_ampersand_is_read() -> None:
    [feed] = read_opml(outline('text="A" xmlUrl="https://a.example/rss?x=1&y=2&amp;z=3"'))
    assert feed.url == "https://a.example/rss?x=1&y=2&z=3"


def test_folders_hold_folders_and_lines_are_those_of_the_file() -> None:
    document = (
        '<?xml version="1.0"?>\n<opml version="1.0"><body>\n<outline text="Luar">\n<outline title="Dalam">\n'
        '<outline text="A" xmlUrl="https://a.example/rss"/></outline>\n'
        '<outline text="B" xmlUrl="https://b.example/rss"/></outline>\n'
        '<outline text="C" xmlUrl="https://c.example/rss"/></body></opml>'
    )
    found = [(feed.title, feed.folders, feed.line) for feed in read_opml(document.encode())]
    assert found == [("A", ("Luar", "Dalam"), 5), ("B", ("Luar",), 6), ("C", (), 7)]


@pytest.mark.behaviour(36, 38)
@pytest.mark.parametrize(
    ("document", "line", "says"),
    [
        (b"", 1, "is empty"),
        (b"<html><title>Masuk</title></html>", 1, "is an HTML page"),
        (b"<rss><channel/></rss>", 1, "begins with <rss>"),
        (b"<opml><body>\n<outline", 2, "not well-formed"),
        (b"<opml><body>\n</opml>", 2, "mismatched tag"),
        (
            b'<!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n<opml><outline text="&x;"/></opml>',
            1,
            "entities",
        ),
        (b'<!DOCTYPE opml [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><opml/>', 1, "entities"),
        (b'<!DOCTYPE opml [<!ENTITY % x SYSTEM "http://127.0.0.1/x.dtd"> %x;]><opml/>', 1, "entities"),
        (b"<opml><body>" + b"<outline text='a'>" * 200, 1, "more than 100 deep"),
        (b" " * (opml.MAX_BYTES + 1), 1, "larger than 5 MB"),
    ],
)
def test_what_is_no_list_is_refused_with_its_line(document: bytes, line: int, says: str) -> None:
    with pytest.raises(OpmlError) as caught:
        read_opml(document)
    assert says in caught.value.reason
    assert caught.value.line == line


@pytest.mark.behaviour(38)
def test_too_many_feeds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opml, "MAX_FEEDS", 2)
    one = '<outline xmlUrl="https://a.example/rss"/>\n'
    with pytest.raises(OpmlError, match="more than 2 feeds"):
        read_opml(f"<opml><body>{one * 3}</body></opml>".encode())


@pytest.mark.behaviour(38)
def test_an_external_dtd_is_not_opened() -> None:
    document = b'<!DOCTYPE opml SYSTEM "http://127.0.0.1:1/opml.dtd">' + outline(
        'text="A" xmlUrl="https://a.example/"'
    )
    assert len(read_opml(document)) == 1


@given(
    st.binary(max_size=300)
    | st.text(max_size=200).map(lambda text: b"<opml><outline text='" + text.encode("utf-8", "replace"))
)
def test_any_bytes_are_a_list_or_refused(body: bytes) -> None:
    with contextlib.suppress(OpmlError):
        read_opml(body)


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_title_makes_a_list_that_can_be_read(title: str, folder: str) -> None:
    feed = Subscription(url="https://a.example/rss", title=title, folders=(folder,) if folder else ())
    assert len(read_opml(write_opml([feed], title=title, now=NOW).encode())) == 1
