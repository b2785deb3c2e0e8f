"""Feed documents, RSS, Atom and JSON Feed, to entries. feedparser's dictionaries end here."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from time import struct_time
from typing import Any, Final
from zoneinfo import ZoneInfo

import feedparser

from collectors.dates import credible, read_date
from collectors.errors import ParseError
from collectors.feed_document import first_element, what_it_is, without_doctype, xml_text
from collectors.skips import skip_masks
from collectors.text.encoding import decode
from collectors.text.markup import text_of_html
from collectors.text.plain import MAX_SUMMARY, MAX_TEXT, MAX_TITLE, one_line, plain
from collectors.types import ParsedFeed, RawEntry
from collectors.urls import web_url

_ROOTS: Final = frozenset({"rss", "rdf", "feed", "channel"})
_BEGINNING = re.compile(r"<\?xml\s|<rss[\s>]|<rdf:rdf[\s>]|<feed[\s>]", re.IGNORECASE)
_ROOT_END = re.compile(r"</(?:[\w.-]+:)?(?:rss|rdf|feed|channel)\s*>", re.IGNORECASE)
_ENTRY_START = re.compile(r"<(?:[\w.-]{1,50}:)?(?:item|entry)\b(?!-)", re.IGNORECASE)
_ENTRY_END = re.compile(r"</(?:[\w.-]+:)?(?:item|entry)\s*>", re.IGNORECASE)
_DECLARATION = re.compile(r"^<\?xml[^>]{0,300}\?>")
_OWN_ZONE = re.compile(r"[+-]\d{2}:?\d{2}$|Z$|GMT$|UTC?$")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?=$|[-_])")
_OLD_LANGUAGES: Final = {"in": "id", "iw": "he", "ji": "yi"}
_PERIODS: Final = {"hourly": 1, "daily": 24, "weekly": 168, "monthly": 720, "yearly": 8_760}  # hours
_MAX_TTL: Final = timedelta(days=7)
_MAX_ENTRIES: Final = 10_000
_MAX_AUTHORS: Final = 20
_MAX_NAME: Final = 200
_MAX_GUID: Final = 2_048
_MAX_JUNK: Final = 20_000  # characters before a feed begins
_SAID: Final = {
    "no element found": "ends too early",
    "undefined entity": "uses an &entity; that XML does not know",
}


def parse_feed(
    body: bytes, *, url: str, content_type: str | None, zone: ZoneInfo, now: datetime
) -> ParsedFeed:
    """Read a feed document. What is only untidy is read and noted in ``problems``.

    :param url: where it came from; relative links are resolved against the feed's own link, else this.
    :param zone: what a date without a zone is taken for.
    :param now: entries dated later than this, or before 1990, have no ``published_at``.
    :raises ParseError: it is no feed, or nothing in it can be read.
    """
    document = decode(body, content_type)
    text = document.text.lstrip("\ufeff \t\r\n\x00")
    problems = [document.problem] if document.problem else []
    if text.startswith("{"):
        return _json_feed(text, url=url, zone=zone, now=now, problems=problems)
    text = _from_beginning(text, problems)
    whole = without_doctype(xml_text(text))
    text = _to_last_entry(whole, problems)
    text, count = _first_entries(text)
    try:
        parsed = feedparser.parse(
            io.BytesIO(_DECLARATION.sub("", text).encode("utf-8", "replace")),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,  # all of it is treated as hostile text, and shown as text only
            resolve_relative_uris=False,
        )
        feed, raw = _plain_dict(parsed["feed"]), [_plain_dict(entry) for entry in parsed["entries"]]
    except Exception as error:  # feedparser fails in many ways on hostile documents
        raise ParseError(f"cannot be read as a feed ({type(error).__name__})") from error
    if parsed.get("bozo"):
        said = _bozo(parsed.get("bozo_exception"))
        if not raw:
            raise ParseError(f"cannot be read as a feed: {said}")
        if text is whole:
            problems.append(said)
    link = web_url(_string(feed.get("link"), _MAX_GUID), base=url) or ""
    read = [_entry(entry, base=link or url, zone=zone, now=now) for entry in raw[:_MAX_ENTRIES]]
    skip_hours, skip_days = skip_masks(text)
    return ParsedFeed(
        title=one_line(text_of_html(_string(feed.get("title"), MAX_TITLE))),
        link=link,
        language=_language(feed.get("language")),
        ttl=_ttl(feed),
        entries=_noted(read, max(count, len(raw)) if count > _MAX_ENTRIES else len(raw), problems),
        problems=tuple(problems),
        skip_hours=skip_hours,
        skip_days=skip_days,
    )


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
                "summary": text_of_html(entry.summary_html),
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
    """``text`` without the entries that are too many, and how many it had: each costs time and memory."""
    count, cut = 0, len(text)
    for match in _ENTRY_START.finditer(text):
        if count == _MAX_ENTRIES:
            cut = match.start()
        count += 1
    if cut == len(text):
        return text, count
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


def _entry(raw: dict[str, Any], *, base: str, zone: ZoneInfo, now: datetime) -> RawEntry:
    guid = one_line(_string(raw.get("id"), _MAX_GUID), limit=_MAX_GUID) or None
    link = _string(raw.get("link"), _MAX_GUID)
    if link == raw.get("id") and "://" not in link:
        link = ""  # a guid of 1, 2, 3 … that feedparser takes for a link
    published = next((key for key in ("published", "updated", "created") if raw.get(key)), None)
    said = one_line(_string(raw.get(published or ""), MAX_TITLE)) or None
    content = _content(raw.get("content"))
    summary = plain(_string(raw.get("summary"), MAX_SUMMARY), limit=MAX_SUMMARY)
    return RawEntry(
        title=one_line(text_of_html(_string(raw.get("title"), 4 * MAX_TITLE))),
        link=web_url(link, base=base) or "",
        guid=guid,
        published_at=credible(_published(said, raw.get(f"{published}_parsed"), zone), now),
        summary_html="" if summary == content else summary,
        content_html=content,
        authors=_names(raw),
    )


def _published(said: str | None, parsed: object, zone: ZoneInfo) -> datetime | None:
    if said is None:
        return None
    if value := read_date(said, zone=zone):
        return value
    # feedparser knows rarer forms, but takes every zone that it does not know for UTC.
    if isinstance(parsed, struct_time) and _OWN_ZONE.search(said):
        try:
            return datetime(*parsed[:6], tzinfo=UTC)
        except ValueError:
            return None
    return None


def _content(parts: object) -> str:
    """The longest full text that the entry carries."""
    if not isinstance(parts, list):
        return ""
    texts = (_string(part.get("value"), MAX_TEXT) for part in parts if isinstance(part, dict))
    return plain(max(texts, key=len, default=""))


def _names(raw: dict[str, Any]) -> tuple[str, ...]:
    authors = raw.get("authors")
    named = [_string(author.get("name"), _MAX_NAME) for author in authors or () if isinstance(author, dict)]
    return _people(named or [_string(raw.get("author"), _MAX_NAME)])


def _people(names: Iterable[str]) -> tuple[str, ...]:
    cleaned = (one_line(text_of_html(name), limit=_MAX_NAME) for name in names)
    return tuple(dict.fromkeys(name for name in cleaned if name))[:_MAX_AUTHORS]


def _noted(entries: list[RawEntry], raw: int, problems: list[str]) -> tuple[RawEntry, ...]:
    """``entries`` that say anything; what is odd about them goes to ``problems``."""
    said = tuple(entry for entry in entries if entry.link or entry.title or entry.summary_html)
    if unlinked := sum(not entry.link for entry in said):
        problems.append(f"has {unlinked} {'entry' if unlinked == 1 else 'entries'} without a usable link")
    if raw > len(entries):
        problems.append(f"has {raw} entries; only the first {len(entries)} are read")
    return said


def _string(value: object, limit: int) -> str:
    return value[: 4 * limit] if isinstance(value, str) else ""


def _language(value: object) -> str | None:
    match = _LANGUAGE.match(_string(value, _MAX_NAME).strip())
    return _OLD_LANGUAGES.get(match[0].lower(), match[0].lower()) if match else None


def _ttl(feed: dict[str, Any]) -> timedelta | None:
    minutes = _number(feed.get("ttl"))
    hours = _PERIODS.get(_string(feed.get("sy_updateperiod"), _MAX_NAME).strip().lower(), 0)
    wait = max(
        timedelta(minutes=minutes), timedelta(hours=hours) / (_number(feed.get("sy_updatefrequency")) or 1)
    )
    return min(wait, _MAX_TTL) or None


def _number(value: object) -> int:
    text = _string(value, _MAX_NAME).strip()
    return min(int(text), 1_000_000) if text.isascii() and text.isdigit() and len(text) < 10 else 0  # noqa: PLR2004


def _json_feed(text: str, *, url: str, zone: ZoneInfo, now: datetime, problems: list[str]) -> ParsedFeed:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ParseError(f"is JSON that cannot be read: {type(error).__name__}") from error
    version = _string(data.get("version"), _MAX_NAME)
    items = data.get("items")
    if "jsonfeed.org/version" not in version or not isinstance(items, list):
        raise ParseError("is JSON, but not a JSON Feed")
    link = web_url(_string(data.get("home_page_url"), _MAX_GUID), base=url) or ""
    raw = [item for item in items if isinstance(item, dict)]
    entries = [_json_entry(item, base=link or url, zone=zone, now=now) for item in raw[:_MAX_ENTRIES]]
    return ParsedFeed(
        title=one_line(_string(data.get("title"), MAX_TITLE)),
        link=link,
        language=_language(data.get("language")),
        ttl=None,
        entries=_noted(entries, len(raw), problems),
        problems=tuple(problems),
    )


def _json_entry(item: dict[str, Any], *, base: str, zone: ZoneInfo, now: datetime) -> RawEntry:
    guid = item.get("id")
    said = one_line(_string(item.get("date_published") or item.get("date_modified"), MAX_TITLE)) or None
    authors = item.get("authors")
    people = authors if isinstance(authors, list) else [item.get("author")]
    return RawEntry(
        title=one_line(_string(item.get("title"), MAX_TITLE)),
        link=web_url(_string(item.get("url"), _MAX_GUID), base=base) or "",
        guid=one_line(str(guid)[:_MAX_GUID]) if isinstance(guid, str | int) else None,
        published_at=credible(read_date(said, zone=zone) if said else None, now),
        summary_html=plain(_string(item.get("summary"), MAX_SUMMARY), limit=MAX_SUMMARY),
        content_html=plain(_string(item.get("content_html") or item.get("content_text"), MAX_TEXT)),
        authors=_people(
            _string(person.get("name"), _MAX_NAME) for person in people if isinstance(person, dict)
        ),
    )
