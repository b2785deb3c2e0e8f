"""What lenient readers find in feeds of all kinds, however they are written."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from collectors.errors import ParseError
from collectors.parse import parse_feed, parse_json

JAKARTA = ZoneInfo("Asia/Jakarta")
NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
EIGHT = "2026-11-20T01:00:00Z"
ATOM = 'xmlns="http://www.w3.org/2005/Atom"'
DC = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
CONTENT = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'

pytestmark = pytest.mark.behaviour(29)


def entries(body: str | bytes) -> list[dict[str, Any]]:
    data = body.encode() if isinstance(body, str) else body
    feed = parse_feed(data, url="https://a.example/kabar/feed.xml", content_type=None, zone=JAKARTA, now=NOW)
    found: list[dict[str, Any]] = parse_json(feed)["entries"]
    return found


def rss(item: str, says: str = "") -> str:
    return (
        f'<?xml version="1.0"?><rss version="2.0" {says}><channel><title>T</title>'
        f"<link>https://a.example/</link><item>{item}</item></channel></rss>"
    )


def atom(entry: str, before: str = "", says: str = "") -> str:
    return f"<feed {ATOM} {says}>{before}<entry>{entry}</entry></feed>"


KINDS = {
    "RSS 0.90": f'<rdf:RDF {RDF} xmlns="http://my.netscape.com/rdf/simple/0.9/"><channel><title>T</title></channel>'
    "<item><title>A</title><link>https://a.example/1</link></item></rdf:RDF>",
    "RSS 0.91": '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://n.example/rss.dtd">'
    '<rss version="0.91"><channel><item><title>A</title><link>https://a.example/1</link></item></channel></rss>',
    "RSS 1.0": f'<rdf:RDF {RDF} xmlns="http://purl.org/rss/1.0/"><item rdf:about="https://a.example/1">'
    "<title>A</title></item></rdf:RDF>",
    "RSS 1.1": '<Channel xmlns="http://purl.org/net/rss1.1#"><items><item><title>A</title>'
    "<link>https://a.example/1</link></item></items></Channel>",
    "RSS in a namespace": '<rss xmlns="http://example.com/x"><channel><item><title>A</title>'
    "<link>https://a.example/1</link></item></channel></rss>",
    "RSS without a channel": "<rss><item><title>A</title><link>https://a.example/1</link></item></rss>",
    "RSS in capitals": "<RSS><CHANNEL><ITEM><TITLE>A</TITLE><LINK>https://a.example/1</LINK></ITEM></CHANNEL></RSS>",
    "Atom 0.3": '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><title>A</title>'
    '<link rel="alternate" type="text/html" href="https://a.example/1"/></entry></feed>',
    "Atom with prefixes": '<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:entry><a:title>A</a:title>'
    '<a:link href="https://a.example/1"/></a:entry></a:feed>',
    "Atom without a namespace": '<feed><entry><title>A</title><link href="https://a.example/1"/></entry></feed>',
    "CDF": '<CHANNEL><ITEM HREF="https://a.example/1"><TITLE>A</TITLE></ITEM></CHANNEL>',
    "JSON Feed": '{"version":"https://jsonfeed.org/version/1","items":[{"title":"A","url":"https://a.example/1"}]}',
}


@pytest.mark.parametrize("kind", KINDS)
def test_feeds_of_all_kinds(kind: str) -> None:
    [entry] = entries(KINDS[kind])
    assert (entry["title"], entry["link"]) == ("A", "https://a.example/1")


@pytest.mark.parametrize(
    ("body", "link"),
    [
        (rss("<title>A</title><guid>https://a.example/g</guid>"), "https://a.example/g"),
        (rss('<title>A</title><guid isPermaLink="false">https://a.example/g</guid>'), ""),
        (rss("<title>A</title><guid>17</guid>"), ""),
        (
            rss('<title>A</title><a:link rel="alternate" href="/al"/>', f"xmlns:a{ATOM[5:]}"),
            "https://a.example/al",
        ),
        (rss('<title>A</title><link href="/h"/>'), "https://a.example/h"),
        (rss("<title>A</title><link><![CDATA[\n /c?a=1&b=2 ]]></link>"), "https://a.example/c?a=1&b=2"),
        (rss("<title>A</title><link>//b.example/p</link>"), "https://b.example/p"),
        (rss("<title>A</title><link>n</link>", 'xml:base="https://c.example/d/"'), "https://c.example/d/n"),
        (rss('<title>A</title><enclosure url="https://a.example/e.mp3"/>'), "https://a.example/e.mp3"),
        (rss("<title>A</title><link>javascript:alert(1)</link>"), ""),
        (atom('<title>A</title><link href="/1"/><link hreflang="en" href="/2"/>'), "https://a.example/1"),
        (
            atom('<title>A</title><link rel="alternate" type="application/pdf" href="/p"/><link href="/1"/>'),
            "https://a.example/1",
        ),
        (
            atom('<title>A</title><link rel="self" href="/s"/><id>https://a.example/i</id>'),
            "https://a.example/i",
        ),
        (
            atom('<title>A</title><link href="x"/>', says='xml:base="https://b.example/d/"'),
            "https://b.example/d/x",
        ),
    ],
)
def test_where_an_entry_is_to_be_read(body: str, link: str) -> None:
    assert [entry["link"] for entry in entries(body)] == [link]


@pytest.mark.parametrize(
    ("body", "authors"),
    [
        (rss("<title>A</title><author>ayu@kabar.example (Ayu Contoh)</author>"), ["Ayu Contoh"]),
        (rss("<title>A</title><author>Ayu Contoh &lt;ayu@kabar.example&gt;</author>"), ["Ayu Contoh"]),
        (rss("<title>A</title><author>ayu@kabar.example</author>"), ["ayu@kabar.example"]),
        (
            rss("<title>A</title><dc:creator>Ayu</dc:creator><dc:creator>Budi</dc:creator>", DC),
            ["Ayu", "Budi"],
        ),
        (atom("<title>A</title>", "<author><name>Redaksi</name></author>"), ["Redaksi"]),
        (
            atom(
                "<title>A</title><author><name>Ayu</name></author>", "<author><name>Redaksi</name></author>"
            ),
            ["Ayu"],
        ),
    ],
)
def test_who_wrote_it(body: str, authors: list[str]) -> None:
    assert [entry["authors"] for entry in entries(body)] == [authors]


@pytest.mark.parametrize(
    "item",
    [
        "<pubDate>Fri, 20 Nov 2026 08:00:00 +0700</pubDate>",
        "<PubDate>20 Nov 2026 01:00 GMT</PubDate>",
        f"<dc:date>{EIGHT}</dc:date>",
        f"<pubDate>kemarin</pubDate><dc:date>{EIGHT}</dc:date>",
        f"<published>{EIGHT}</published>",
        f"<date>{EIGHT}</date>",
        f'<u:updated xmlns:u="http://www.w3.org/2005/Atom">{EIGHT}</u:updated>',
        f'<t:created xmlns:t="http://purl.org/dc/terms/">{EIGHT}</t:created>',
        f'<t:issued xmlns:t="http://purl.org/dc/terms/">{EIGHT}</t:issued>',
    ],
)
def test_when_it_was_published(item: str) -> None:
    assert [entry["published"] for entry in entries(rss(f"<title>A</title>{item}", DC))] == [EIGHT]


@pytest.mark.parametrize(
    ("body", "title"),
    [
        (rss("<title>A &amp;amp; B&amp;#8217;s</title>"), "A & B’s"),
        (rss("<title><![CDATA[<b>A</b> &amp; B]]></title>"), "A & B"),
        (rss("<title>A <b>B</b> C</title>"), "A B C"),
        (rss("<title>1 < 2 & 3</title>"), "1 < 2 & 3"),
        (rss("<dc:title>A</dc:title>", DC), "A"),
        (atom('<title type="text">&lt;title&gt;</title>'), "<title>"),
        (atom('<title type="html">&amp;lt;title&gt;</title>'), "<title>"),
        (
            atom(
                '<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">&lt;title&gt; <b>B</b></div>'
                "</title>"
            ),
            "<title> B",
        ),
    ],
)
def test_titles_are_what_a_reader_sees(body: str, title: str) -> None:
    assert [entry["title"] for entry in entries(body)] == [title]


def test_a_short_text_after_the_full_one_is_the_summary() -> None:
    item = "<title>A</title><content:encoded>&lt;p&gt;Panjang sekali&lt;/p&gt;</content:encoded>"
    assert entries(rss(f"{item}<description>Pendek</description>", CONTENT))[0]["summary"] == "Pendek"
    assert entries(rss(item, CONTENT))[0]["summary"] == "Panjang sekali"


@pytest.mark.parametrize(
    ("title", "declared", "encoding"),
    [
        ("Café", "utf-16", "utf-16-le"),
        ("Café", "utf-16", "utf-16-be"),
        ("Café", "utf-32", "utf-32-le"),
        ("Café", "utf-32", "utf-32"),
        ("Café", "utf-16", "utf-8"),
        ("Café “A”", "iso-8859-1", "cp1252"),
        ("Wałęsa", "iso-8859-2", "iso-8859-2"),
        ("Россия", "koi8-r", "koi8-r"),
        ("Россия", "windows-1251", "cp1251"),
        ("鎔基", "gb2312", "gbk"),
        ("日本①", "shift_jis", "cp932"),
        ("台灣", "big5", "big5"),
        ("한국", "euc-kr", "euc-kr"),
        ("Café", "bogus", "utf-8"),
    ],
)
def test_encodings_as_they_are_and_as_they_are_said_to_be(title: str, declared: str, encoding: str) -> None:
    text = rss(f"<title>{title}</title>").replace('"1.0"', f'"1.0" encoding="{declared}"')
    assert [entry["title"] for entry in entries(text.encode(encoding))] == [title]


@pytest.mark.parametrize(
    "body",
    [
        '<opml version="2.0"><body><outline type="rss" xmlUrl="https://a.example/rss"/></body></opml>',
        "[1, 2]",
        '{"items": [{"name": "A"}]}',
        "<html><body>A</body></html>",
    ],
)
def test_what_is_no_feed_is_told(body: str) -> None:
    with pytest.raises(ParseError):
        entries(body)
