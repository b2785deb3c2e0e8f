"""OPML: the lists of feeds that readers exchange, read from any of them and written for all.

Lists come from strangers: nothing they name is opened, nothing is expanded, and all of it is bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Final
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from collectors.errors import CollectorError
from collectors.feed_document import root_name, what_it_is, xml_text
from collectors.text.encoding import decode
from collectors.text.plain import one_line

MAX_BYTES: Final = 5 * 1024 * 1024
MAX_FEEDS: Final = 10_000
MAX_DEPTH: Final = 100  # folders in folders
NAMESPACE: Final = "urn:sorot:opml"

_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,300}\?>")
_BARE = re.compile(r"&(?!(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)")
_FEED_SCHEME = re.compile(r"^feed:(?://)?(https?:)?", re.IGNORECASE)  # feed://a, feed:https://a
_MAX_TEXT: Final = 200  # characters of a title


class OpmlError(CollectorError):
    """A list that cannot be read."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line, self.reason = line, reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A feed of a list."""

    url: str  # as the list has it: not checked
    title: str
    homepage: str = ""
    folders: tuple[str, ...] = ()  # the outermost first
    language: str = ""
    # What sorot itself writes, so that a list comes back as it was.
    outlet: str = ""
    outlet_name: str = ""
    feed: str = ""
    section: str = ""
    country: str = ""
    full_text: str = ""
    page_rule: str = ""
    line: int = 0  # in the document it was read from


def read_opml(body: bytes) -> list[Subscription]:
    """The feeds of a list, in its order; OPML 1.0 or 2.0, in any encoding, however names are capitalised.

    :raises OpmlError: it is no list of feeds, it is not well-formed, too large, or it declares entities.
    """
    if len(body) > MAX_BYTES:
        raise OpmlError(1, f"is larger than {MAX_BYTES // 1024 // 1024} MB")
    text = decode(body, None).text.lstrip("\ufeff\x00")
    if not text.strip():
        raise OpmlError(1, "is empty")
    root = root_name(text)
    if root != "opml":
        raise OpmlError(
            1, f"is no OPML: it {what_it_is(text).replace(', not a feed', '').replace(' and not a feed', '')}"
        )
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    reader.parser = parser
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.EntityDeclHandler = reader.refuse
    parser.ExternalEntityRefHandler = reader.refuse
    # Only the declaration goes, not its line: lines are counted for whoever mends the file.
    text = _DECLARATION.sub(lambda found: "\n" * found[0].count("\n"), text)
    try:
        parser.Parse(_BARE.sub("&amp;", xml_text(text)).encode("utf-8", "replace"), True)
    except expat.ExpatError as error:
        raise OpmlError(error.lineno, f"is not well-formed XML: {expat.ErrorString(error.code)}") from None
    return reader.found


def write_opml(feeds: Iterable[Subscription], *, title: str, now: datetime) -> str:
    """A list in OPML 2.0. Feeds of one folder stand in one outline, in the order of the first of each."""
    groups: dict[tuple[str, ...], list[Subscription]] = {}
    for feed in feeds:
        groups.setdefault(feed.folders, []).append(feed)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<opml version="2.0" xmlns:sorot="{NAMESPACE}">',
        "  <head>",
        f"    <title>{_escaped(title)}</title>",
        f"    <dateCreated>{format_datetime(now, usegmt=True)}</dateCreated>",
        "  </head>",
        "  <body>",
    ]
    for folders, members in groups.items():
        lines += _folder(folders, members, "    ")
    return "\n".join([*lines, "  </body>", "</opml>", ""])


def _folder(folders: Sequence[str], feeds: Sequence[Subscription], margin: str) -> list[str]:
    if not folders:
        return [f"{margin}<outline {_attributes(feed)}/>" for feed in feeds]
    name = _quoted(folders[0])
    inside = _folder(folders[1:], feeds, margin + "  ")
    return [f"{margin}<outline text={name} title={name}>", *inside, f"{margin}</outline>"]


def _attributes(feed: Subscription) -> str:
    said = {
        "type": "rss",
        "text": feed.title,
        "title": feed.title,
        "xmlUrl": feed.url,
        "htmlUrl": feed.homepage,
        "language": feed.language,
        "sorot:outlet": feed.outlet,
        "sorot:outletName": feed.outlet_name,
        "sorot:feed": feed.feed,
        "sorot:section": feed.section,
        "sorot:country": feed.country,
        "sorot:fullText": feed.full_text,
        "sorot:pageRule": feed.page_rule,
    }
    return " ".join(f"{name}={_quoted(value)}" for name, value in said.items() if value)


def _quoted(value: str) -> str:
    return quoteattr(xml_text(value), {"\n": " ", "\r": " ", "\t": " "})


def _escaped(value: str) -> str:
    return xml_text(value).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


class _Reader:
    """What the parser reports: outlines with an address are feeds, those around them folders."""

    parser: expat.XMLParserType

    def __init__(self) -> None:
        self.found: list[Subscription] = []
        self._open: list[str | None] = []  # names of open outlines; None: not a folder

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name.lower() != "outline":
            return
        line = self.parser.CurrentLineNumber
        if len(self._open) >= MAX_DEPTH:
            raise OpmlError(line, f"has folders inside each other more than {MAX_DEPTH} deep")
        said = {key.lower(): value.strip() for key, value in attributes.items()}
        url = said.get("xmlurl") or (said.get("url", "") if said.get("type", "").lower() == "rss" else "")
        title = one_line(said.get("title") or said.get("text") or "", limit=_MAX_TEXT)
        self._open.append(title or None if not url else None)
        if not url:
            return
        if len(self.found) == MAX_FEEDS:
            raise OpmlError(line, f"has more than {MAX_FEEDS} feeds")
        self.found.append(
            Subscription(
                url=_FEED_SCHEME.sub(lambda found: found[1] or "https://", url),
                title=title,
                homepage=said.get("htmlurl", ""),
                folders=tuple(folder for folder in self._open if folder),
                language=said.get("language", ""),
                outlet=said.get("sorot:outlet", ""),
                outlet_name=said.get("sorot:outletname", ""),
                feed=said.get("sorot:feed", ""),
                section=said.get("sorot:section", ""),
                country=said.get("sorot:country", ""),
                full_text=said.get("sorot:fulltext", ""),
                page_rule=said.get("sorot:pagerule", ""),
                line=line,
            )
        )

    def end(self, name: str) -> None:
        if name.lower() == "outline" and self._open:
            self._open.pop()

    def refuse(self, *_: object) -> int:
        raise OpmlError(
            self.parser.CurrentLineNumber, "declares or uses entities, which no list of feeds needs"
        )
