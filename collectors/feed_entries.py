"""Entries as feed readers give them, to entries of ours: one way for feedparser and for ordinary feeds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from collectors.dates import credible
from collectors.feed_dates import When, first_date
from collectors.text.markup import text_of_html
from collectors.text.plain import MAX_SUMMARY, MAX_TEXT, MAX_TITLE, one_line, tidy
from collectors.types import RawEntry
from collectors.urls import web_url

Raw = dict[str, Any]

_DATES: Final = ("published", "updated", "created")  # the first that can be read counts
_MARKUP = re.compile(
    r"</[A-Za-z][A-Za-z0-9]{0,20}\s*>|<br\s*/?>|&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]\w{1,31});"
)
_ADDRESS = re.compile(r"(?:mailto:)?[^\s<>()]{1,64}@[^\s<>()]{1,255}")
_MAX_AUTHORS: Final = 20
MAX_NAME: Final = 200
MAX_GUID: Final = 2_048


@dataclass(frozen=True, slots=True, kw_only=True)
class RawFeed:
    """A feed document as a reader gives it."""

    feed: Raw
    entries: list[Raw]
    atom: bool  # whether the kind of a text is what the feed says it is; in RSS every text may be HTML


def entry_of(raw: Raw, *, base: str, atom: bool, when: When) -> RawEntry:
    """An entry with feedparser's keys as one of ours: bounded, in plain text, with an absolute link.

    :param base: what relative links are resolved against.
    :param atom: as in RawFeed.
    """
    summary, content = _texts(raw, atom=atom)
    said, dated = first_date(((raw.get(key), raw.get(f"{key}_parsed")) for key in _DATES), when)
    return RawEntry(
        title=title_of(raw, atom=atom),
        link=_link(raw, base, atom=atom),
        guid=one_line(string(raw.get("id"), MAX_GUID), limit=MAX_GUID) or None,
        published_at=credible(dated.at if dated else None, when.now),
        summary=summary[:MAX_SUMMARY],
        content=content[:MAX_TEXT],
        authors=people(_authors(raw)),
        published_said=said,
        dated=dated,
    )


def string(value: object, limit: int) -> str:
    """``value`` when it is text, cut well beyond ``limit``: what is longer is not worth the work."""
    return value[: 4 * limit] if isinstance(value, str) else ""


def title_of(raw: Raw, *, atom: bool) -> str:
    """The title of a feed or entry, in one line."""
    return one_line(_text(string(raw.get("title"), MAX_TITLE), raw.get("title_detail"), atom=atom))


def people(names: Iterable[str]) -> tuple[str, ...]:
    """Names as plain text, each once."""
    cleaned = (one_line(text_of_html(name), limit=MAX_NAME) for name in names)
    return tuple(dict.fromkeys(name for name in cleaned if name))[:_MAX_AUTHORS]


def _text(value: str, detail: object, *, atom: bool) -> str:
    """``value`` as text. In Atom, text/plain is literal, unless its author forgot to say that it is HTML."""
    if atom and isinstance(detail, dict) and detail.get("type") == "text/plain" and not _MARKUP.search(value):
        return tidy(value)
    return text_of_html(value)


def _texts(raw: Raw, *, atom: bool) -> tuple[str, str]:
    """Summary and full text, the latter the longest that the entry carries, "" without any."""
    summary = _text(string(raw.get("summary"), MAX_SUMMARY), raw.get("summary_detail"), atom=atom)
    parts = raw.get("content")
    texts = [
        _text(string(part.get("value"), MAX_TEXT), part, atom=atom)
        for part in (parts if isinstance(parts, list) else ())
        if isinstance(part, dict)
    ]
    content = max(texts, key=len, default="")
    if summary == content:
        # feedparser takes the first of several for the summary, too: a real one may be among the others.
        summary = max((text for text in texts if text != content), key=len, default="")
    return summary, content


def _link(raw: Raw, base: str, *, atom: bool) -> str:
    for link in _links(raw, atom=atom):
        if url := web_url(string(link, MAX_GUID), base=base):
            return url
    return ""


def _links(raw: Raw, *, atom: bool) -> Iterator[object]:
    """Addresses that may be the article's, the surest first."""
    yield raw.get("feedburner_origlink")
    links = [link for link in raw.get("links") or () if isinstance(link, dict)]
    alternate = [link.get("href") for link in links if link.get("rel") == "alternate"]
    link = raw.get("link")
    if atom and len(alternate) > 1:  # the first is the article's own language; feedparser takes the last
        yield from (found.get("href") for found in links if found.get("type") == "text/html")
    if link != raw.get("id") or "://" in string(link, MAX_GUID):  # else a guid of 1, 2, 3 … taken for a link
        yield link
    yield from alternate
    if "guidislink" not in raw:  # rdf:about, which is an address, and no <guid>
        yield raw.get("id") if "://" in string(raw.get("id"), MAX_GUID) and not atom else None
    yield from (found.get("href") for found in links if found.get("rel") == "enclosure")


def _authors(raw: Raw) -> list[str]:
    authors = [author for author in raw.get("authors") or () if isinstance(author, dict)]
    named = [string(author.get("name") or author.get("email"), MAX_NAME) for author in authors]
    said = string(raw.get("author"), MAX_NAME)
    if len(named) <= 1 and "@" in said:
        return [_without_address(said)]
    return named if any(named) else [said]


def _without_address(author: str) -> str:
    """The name in ``ayu@a.example (Ayu Contoh)`` or ``Ayu Contoh <ayu@a.example>``; else what is there."""
    return _ADDRESS.sub(" ", author).strip(" ()<>,;") or author
