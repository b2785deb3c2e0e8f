"""Feed documents, RSS, Atom and JSON Feed, to entries. feedparser's dictionaries end here."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import feedparser

from collectors.errors import ParseError
from collectors.feed_dates import When
from collectors.feed_document import first_element, what_it_is, without_doctype, xml_text
from collectors.feed_entries import MAX_GUID, MAX_NAME, RawFeed, entry_of, string, title_of
from collectors.json_feed import feed_and_items, json_entry
from collectors.ordinary import read_ordinary
from collectors.skips import skip_masks
from collectors.text.encoding import decode
from collectors.text.plain import MAX_TITLE, one_line
from collectors.types import ParsedFeed, RawEntry
from collectors.urls import web_url

_ROOTS: Final = frozenset({"rss", "rdf", "feed", "channel"})
_BEGINNING = re.compile(r"<\?xml\s|<rss[\s>]|<rdf:rdf[\s>]|<feed[\s>]", re.IGNORECASE)
_ROOT_END = re.compile(r"</(?:[\w.-]+:)?(?:rss|rdf|feed|channel)\s*>", re.IGNORECASE)
_ENTRY_START = re.compile(r"<(?:[\w.-]{1,50}:)?(?:item|entry)\b(?!-)", re.IGNORECASE)
_ENTRY_END = re.compile(r"</(?:[\w.-]+:)?(?:item|entry)\s*>", re.IGNORECASE)
_DECLARATION = re.compile(r"^<\?xml[^>]{0,300}\?>")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?=$|[-_])")
_OLD_LANGUAGES: Final = {"in": "id", "iw": "he", "ji": "yi"}
_PERIODS: Final = {"hourly": 1, "daily": 24, "weekly": 168, "monthly": 720, "yearly": 8_760}  # hours
_MAX_TTL: Final = timedelta(days=7)
_MAX_ENTRIES: Final = 10_000
_MAX_JUNK: Final = 20_000  # characters before a feed begins
_SAID: Final = {
    "no element found": "ends too early",
    "undefined entity": "uses an &entity; that XML does not know",
}


def parse_feed(
    body: bytes, *, url: str, content_type: str | None, zone: ZoneInfo, now: datetime, local: bool = False
) -> ParsedFeed:
    """Read a feed document. What is only untidy is read and noted in ``problems``.

    :param url: where it came from; relative links are resolved against the feed's own link, else this.
    :param zone: what a date without a zone is taken for.
    :param now: entries dated later than this, or before 1990, have no ``published_at``.
    :param local: every date is taken for local time in ``zone``, whatever zone it names.
    :raises ParseError: it is no feed, or nothing in it can be read.
    """
    document = decode(body, content_type)
    text = document.text.lstrip("\ufeff \t\r\n\x00")
    problems = [document.problem] if document.problem else []
    when = When(zone=zone, now=now, local=local)
    if text.startswith("{"):
        return _json_feed(text, url=url, when=when, problems=problems)
    text = _from_beginning(text, problems)
    text, count = _first_entries(text)
    raw = read_ordinary(text) or _by_feedparser(text, problems)
    link = web_url(string(raw.feed.get("link"), MAX_GUID), base=url) or ""
    # In Atom, entries without an author are by that of the feed.
    given = {"authors": raw.feed["authors"]} if raw.atom and "authors" in raw.feed else {}
    entries = [
        entry_of(given | entry, base=link or url, atom=raw.atom, when=when)
        for entry in raw.entries[:_MAX_ENTRIES]
    ]
    skip_hours, skip_days = skip_masks(text)
    return ParsedFeed(
        title=title_of(raw.feed, atom=raw.atom),
        link=link,
        language=_language(raw.feed.get("language")),
        ttl=_ttl(raw.feed),
        entries=_noted(entries, max(count, len(raw.entries)), problems),
        problems=tuple(problems),
        skip_hours=skip_hours,
        skip_days=skip_days,
    )


def _by_feedparser(text: str, problems: list[str]) -> RawFeed:
    """``text`` as feedparser reads it, mended before.

    :raises ParseError: nothing in it can be read.
    """
    whole = without_doctype(xml_text(text))
    text = _to_last_entry(whole, problems)
    try:
        parsed = feedparser.parse(
            io.BytesIO(_DECLARATION.sub("", text).encode("utf-8", "replace")),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,  # all of it is treated as hostile text, and shown as text only
            resolve_relative_uris=False,
        )
        feed, entries = _plain_dict(parsed["feed"]), [_plain_dict(entry) for entry in parsed["entries"]]
    except Exception as error:  # feedparser fails in many ways on hostile documents
        raise ParseError(f"cannot be read as a feed ({type(error).__name__})") from error
    if parsed.get("bozo"):
        said = _bozo(parsed.get("bozo_exception"))
        if not entries:
            raise ParseError(f"cannot be read as a feed: {said}")
        if text is whole:
            problems.append(said)
    return RawFeed(feed=feed, entries=entries, atom=str(parsed.get("version")).startswith("atom"))


def parse_json(feed: ParsedFeed) -> dict[str, Any]:
    """``feed`` as ``sorot parse --json`` prints it: plain text, dates in UTC by ISO 8601."""
    return {
        "feed": {
            "title": feed.title,
            "link": feed.link,
            "language": feed.language,
            "ttl_s": int(feed.ttl.total_seconds()) if feed.ttl else None,
        },
        "entries": [
            {
                "title": entry.title,
                "link": entry.link,
                "guid": entry.guid,
                "published": entry.published_at.strftime("%Y-%m-%dT%H:%M:%SZ")
                if entry.published_at
                else None,
                "summary": entry.summary or entry.content,
                "authors": list(entry.authors),
            }
            for entry in feed.entries
        ],
        "problems": list(feed.problems),
    }


def _from_beginning(text: str, problems: list[str]) -> str:
    """``text`` from where the feed begins; some servers print warnings or blank lines before it."""
    found = first_element(text)
    if found and found[1] in _ROOTS:
        declared = text.find("<?xml", 0, found[0])
        junk = max(declared, 0)
    else:
        match = _BEGINNING.search(text, 0, _MAX_JUNK)
        root = first_element(text[match.start() :]) if match else None
        if match is None or root is None or root[1] not in _ROOTS or "<html" in text[: match.start()].lower():
            raise ParseError(what_it_is(text))
        junk = match.start()
    if text[:junk].strip():
        problems.append(f"has {junk} characters before the feed begins")
    return text[junk:]


def _to_last_entry(text: str, problems: list[str]) -> str:
    """``text`` up to its last whole entry when it ends in the middle of one: half a link is another link."""
    last = max(text.rfind("<item"), text.rfind("<entry"), 0)
    if _ROOT_END.search(text, last) or text.rstrip().endswith("/>"):
        return text
    end = 0
    for match in _ENTRY_END.finditer(text):
        end = match.end()
    if not end:
        raise ParseError("ends in the middle, before the first entry is complete")
    problems.append("ends in the middle; the entries before the cut are kept")
    return text[:end]


def _first_entries(text: str) -> tuple[str, int]:
    """``text`` without the entries that are too many, and how many it had, 0 when all are kept."""
    count, cut = 0, len(text)
    if cut < _MAX_ENTRIES * len("<item/>"):
        return text, 0
    for match in _ENTRY_START.finditer(text):
        if count == _MAX_ENTRIES:
            cut = match.start()
        count += 1
    if cut == len(text):
        return text, 0
    ends = _ROOT_END.finditer(text, max(cut, len(text) - _MAX_JUNK))
    return text[:cut] + "".join(end[0] for end in ends), count


def _plain_dict(value: Mapping[str, Any]) -> dict[str, Any]:
    # feedparser's own look-up answers for keys that are not there, with a warning.
    return dict(dict.items(value)) if isinstance(value, dict) else {}


def _bozo(error: object) -> str:
    """What the XML parser had against the document, in words."""
    message = getattr(error, "getMessage", lambda: type(error).__name__)()
    line = getattr(error, "getLineNumber", lambda: None)()
    place = f" (line {line})" if line else ""
    return f"is not well-formed XML: {_SAID.get(str(message), message)}{place}"


def _noted(entries: list[RawEntry], raw: int, problems: list[str]) -> tuple[RawEntry, ...]:
    """``entries`` that say anything; what is odd about them goes to ``problems``."""
    said = tuple(entry for entry in entries if entry.link or entry.title or entry.summary or entry.content)
    if unlinked := sum(not entry.link for entry in said):
        problems.append(f"has {_entries(unlinked)} without a usable link")
    if odd := [entry for entry in said if entry.published_said and entry.published_at is None]:
        why = "which is in the future, or before 1990" if odd[0].dated else "which cannot be read"
        first = f"the first says {odd[0].published_said!r}"
        problems.append(f"has {_entries(len(odd))} whose date is set aside; {first}, {why}")
    if raw > len(entries):
        problems.append(f"has {raw} entries; only the first {len(entries)} are read")
    return said


def _entries(count: int) -> str:
    return "1 entry" if count == 1 else f"{count} entries"


def _language(value: object) -> str | None:
    match = _LANGUAGE.match(string(value, MAX_NAME).strip())
    return _OLD_LANGUAGES.get(match[0].lower(), match[0].lower()) if match else None


def _ttl(feed: dict[str, Any]) -> timedelta | None:
    minutes = _number(feed.get("ttl"))
    hours = _PERIODS.get(string(feed.get("sy_updateperiod"), MAX_NAME).strip().lower(), 0)
    wait = max(
        timedelta(minutes=minutes), timedelta(hours=hours) / (_number(feed.get("sy_updatefrequency")) or 1)
    )
    return min(wait, _MAX_TTL) or None


def _number(value: object) -> int:
    text = string(value, MAX_NAME).strip()
    return min(int(text), 1_000_000) if text.isascii() and text.isdigit() and len(text) < 10 else 0  # noqa: PLR2004


def _json_feed(text: str, *, url: str, when: When, problems: list[str]) -> ParsedFeed:
    data, items = feed_and_items(text)
    link = web_url(string(data.get("home_page_url"), MAX_GUID), base=url) or ""
    entries = [json_entry(item, feed=data, base=link or url, when=when) for item in items[:_MAX_ENTRIES]]
    return ParsedFeed(
        title=one_line(string(data.get("title"), MAX_TITLE)),
        link=link,
        language=_language(data.get("language")),
        ttl=None,
        entries=_noted(entries, len(items), problems),
        problems=tuple(problems),
    )
