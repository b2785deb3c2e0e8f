"""The fast way through feeds says what feedparser says, or leaves the document to it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors import parse
from collectors.errors import ParseError
from collectors.ordinary import read_ordinary
from collectors.text.encoding import decode
from collectors.types import ParsedFeed

FEEDS = Path(__file__).parents[1] / "data" / "feeds"
SAMPLES = sorted(FEEDS.glob("*.xml"))
JAKARTA = ZoneInfo("Asia/Jakarta")
NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


def read(body: bytes) -> ParsedFeed | str:
    try:
        return parse.parse_feed(
            body, url="https://berita.example/rss", content_type=None, zone=JAKARTA, now=NOW
        )
    except ParseError as error:
        return error.reason


def both(body: bytes) -> tuple[ParsedFeed | str, ParsedFeed | str]:
    """What is read in the fast way where there is one, and by feedparser."""
    with pytest.MonkeyPatch.context() as patch:
        fast = read(body)
        patch.setattr(parse, "read_ordinary", lambda text: None)
        return fast, read(body)


@pytest.mark.behaviour(27, 30)
@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_sample_feeds_are_the_same_either_way(path: Path) -> None:
    fast, slow = both(path.read_bytes())
    assert fast == slow


@pytest.mark.behaviour(27)
@pytest.mark.parametrize(
    "name", ["rss-cdata-title", "rss-image-then-cdata", "rss-link-last", "rss-wib-dates", "rss-charset-utf16"]
)
def test_ordinary_feeds_go_the_fast_way(name: str) -> None:
    assert read_ordinary(decode((FEEDS / f"{name}.xml").read_bytes(), None).text) is not None


ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="id-ID"><title>Kabar</title>
<link rel="self" href="https://a.example/atom"/><link href="https://a.example/"/><id>urn:a</id>
<updated>2026-11-20T01:00:00Z</updated><entry><title type="html">A &amp;amp; B</title><id>urn:a:1</id>
<link href="https://a.example/1"/><published>2026-11-20T08:00:00+07:00</published>
<updated>2026-11-21T08:00:00+07:00</updated><author><name>Ayu Contoh</name><uri>https://a.example/ayu</uri></author>
<summary>Ringkas &lt;3</summary><content type="html">&lt;p&gt;Panjang&lt;/p&gt;</content></entry></feed>"""


@pytest.mark.behaviour(27)
def test_an_ordinary_atom_feed_goes_the_fast_way() -> None:
    assert read_ordinary(ATOM) is not None
    fast, slow = both(ATOM.encode())
    assert fast == slow
    assert isinstance(fast, ParsedFeed)
    [entry] = fast.entries
    assert (entry.title, entry.summary, entry.content) == ("A & B", "Ringkas <3", "Panjang")
    assert entry.authors == ("Ayu Contoh",)


@pytest.mark.behaviour(27)
@pytest.mark.parametrize(
    "body",
    [
        "<rss><channel><item><title>A &nbsp; B</title><link>https://a.example/1</link></item></channel></rss>",
        "<rss><channel><item><title>A</title><link>https://a.example/1</link></item></channel>",
        '<rss xml:base="https://b.example/"><channel><item><link>1</link></item></channel></rss>',
        "<!DOCTYPE rss><rss><channel><item><link>https://a.example/1</link></item></channel></rss>",
        "<rss><channel><item><title>A <b>B</b></title><link>https://a.example/</link></item></channel></rss>",
        "<rss><channel><item><title>A</title><title>B</title></item></channel></rss>",
        "<rss><channel><item><titel>A</titel><link>https://a.example/1</link></item></channel></rss>",
    ],
)
def test_what_is_unusual_is_left_to_feedparser(body: str) -> None:
    assert read_ordinary(body) is None


TEXTS = st.sampled_from(
    [
        "Putin tiba di Pyongyang",
        "A &amp; B",
        "Bagian <b>tebal</b>",
        "<p>Satu</p><p>Dua</p>",
        "1 < 2",
        "bar\nis",
        "\u200bnol",
        "CafÃ©",
        "Café \x93kutip\x94",
        "&#8220;kutip&#8221;",
        "<title>x</title>",
        " ",
        "",
    ]
)
ADDRESSES = st.sampled_from(
    [
        "https://a.example/1",
        "https://a.example/5",
        "https://a.example/6",
        " https://a.example/4\n",
        "/2",
        "3",
        "https://a.example/?a=1&b=2",
        "http:///x",
        "",
    ]
)
NAMES = st.sampled_from(["Ayu Contoh", "Budi", "ayu@a.example (Ayu)", "A <b>B</b>", "Ayu & Budi", ""])
DATES = st.sampled_from(
    [
        "Fri, 20 Nov 2026 08:00:00 +0700",
        "20 Nov 2026 01:00 GMT",
        "2026-11-20T01:00:00Z",
        "2026-11-20",
        "kemarin",
        "Jumat, 20 November 2026 08:00 WIB",
        "2003-335T18:30:00Z",
        "Fri, 31 Nov 2026 08:00:00 +0700",
        "",
    ]
)
RSS_PARTS = {
    "title": TEXTS,
    "link": ADDRESSES,
    "guid": ADDRESSES,
    "pubDate": DATES,
    "description": TEXTS,
    "content:encoded": TEXTS,
    "dc:creator": NAMES,
    "category": TEXTS,
    "comments": ADDRESSES,
}
ATOM_PARTS = {
    "title": TEXTS,
    "id": ADDRESSES,
    "updated": DATES,
    "published": DATES,
    "summary": TEXTS,
    "content": TEXTS,
    "category": TEXTS,
}
ODD_PARTS = {"dc:date": DATES, "author": NAMES, "source": TEXTS, "dcterms:issued": DATES, "body": TEXTS}
SAYS = {"guid": ' isPermaLink="false"', "summary": ' type="text"'} | dict.fromkeys(
    ("title", "content"), ' type="html"'
)
ATOM_LINKS = st.sampled_from(
    [
        '<link href="https://a.example/1"/>',
        '<link rel="alternate" type="text/html" href="/2"/>',
        '<link rel="self" href="https://a.example/x"/>',
        '<link rel="alternate" type="application/pdf" href="/p"/>',
    ]
)
AUTHORS = st.sampled_from(
    ["<author><name>Ayu</name></author>", "<author><name>A (B)</name><email>a@b.example</email></author>", ""]
)
NAMESPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:dcterms="http://purl.org/dc/terms/"'
)


@st.composite
def element(draw: st.DrawFn, name: str, values: st.SearchStrategy[str], *, atom: bool) -> str:
    value = draw(values)
    text = f"<![CDATA[{value}]]>" if draw(st.booleans()) else escape(value)
    says = SAYS.get(name, "") if draw(st.booleans()) and (atom or name == "guid") else ""
    return f"<{name}{says}>{text}</{name}>"


@st.composite
def entry_of(draw: st.DrawFn, *, atom: bool) -> str:
    """The elements of an entry: each at most once and in any order, and now and then one too many."""
    parts = ATOM_PARTS if atom else RSS_PARTS
    chosen = draw(st.permutations([name for name in parts if name == "link" or draw(st.booleans())]))
    written = [draw(element(name, parts[name], atom=atom)) for name in chosen]
    if draw(st.integers(0, 4)) == 4:
        more = {**parts, **ODD_PARTS}
        name = draw(st.sampled_from(sorted(more)))
        written.append(draw(element(name, more[name], atom=atom)))
    return "".join(written)


@st.composite
def feeds(draw: st.DrawFn) -> str:
    atom = draw(st.booleans())
    entries = draw(st.lists(entry_of(atom=atom), min_size=1, max_size=2))
    if atom:
        parts = [f"<entry>{entry}{draw(ATOM_LINKS)}{draw(AUTHORS)}</entry>" for entry in entries]
        return f'<feed xmlns="http://www.w3.org/2005/Atom" {NAMESPACES}>{"".join(parts)}</feed>'
    items = "".join(f"<item>{entry}</item>" for entry in entries)
    return (
        f'<rss version="2.0" {NAMESPACES}><channel><title>{escape(draw(TEXTS))}</title>'
        f"<link>https://a.example/</link>{items}</channel></rss>"
    )


@pytest.mark.behaviour(30)
@given(feeds())
@settings(max_examples=400, deadline=None)
def test_any_feed_is_the_same_either_way(body: str) -> None:
    fast, slow = both(body.encode())
    assert fast == slow
