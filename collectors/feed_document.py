"""Documents that should be feeds: mended where XML parsers would give up, or what they are instead."""

from __future__ import annotations

import re
from html import entities, unescape
from typing import Final

from collectors.errors import ParseError
from collectors.text.plain import one_line

_HEAD: Final = 4_096  # characters in which a document says what it is
_BAD_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_BAD_REFERENCE = re.compile(
    r"&#(?:0{0,9}(?:[0-8]|1[124-9]|2\d|3[01])|[xX]0{0,9}(?:[0-8bcefBCEF]|1[0-9a-fA-F]|[dD][89a-fA-F][0-9a-fA-F]{2})"
    r"|\d{8,}|[xX][0-9a-fA-F]{7,});"
)
_NAMED = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_MARKUP: Final = frozenset("<>&\"'")
_CHARACTERS: Final = {
    name.removesuffix(";"): value
    for name, value in entities.html5.items()
    if name.endswith(";") and _MARKUP.isdisjoint(value)
}
_ENTITY = re.compile(r"""<!ENTITY\s+(?:(%)\s+)?([^\s"'>%&;]{1,100})\s+["']""")
_REFERENCE = re.compile(r"[&%][A-Za-z_:][^\s&;]{0,100};")
_SUBSET_END = re.compile(r"\]\s*>")
_MAX_ENTITIES: Final = 300
_MAX_EXPANSION: Final = 2_000_000  # characters
_TITLE = re.compile(r"<title[^>]{0,100}>([^<]{1,200})", re.IGNORECASE)
_CHALLENGE: Final = (
    "just a moment...",
    "attention required! | cloudflare",
    "/cdn-cgi/challenge-platform",
    "cf-browser-verification",
    "cf_chl_opt",
    "checking your browser before accessing",
    "g-recaptcha",
    "h-captcha",
    "request unsuccessful. incapsula",
    "ddos-guard",
)
_ROOT = re.compile(r"<([A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")


def xml_text(text: str) -> str:
    """``text`` without what no XML parser accepts: control characters, and HTML's names for characters."""
    text = _BAD_REFERENCE.sub("", _BAD_IN_XML.sub("", text))
    return _NAMED.sub(lambda match: _CHARACTERS.get(match[1], match[0]), text)


def without_doctype(text: str) -> str:
    """``text`` without its DOCTYPE, the plain entities that it declares put in place.

    :raises ParseError: it declares entities that contain others, very many, or very large ones.
    """
    start = text.find("<!DOCTYPE", 0, 10 * _HEAD)
    if start < 0:
        return text
    bracket, end = text.find("[", start), text.find(">", start)
    if not 0 <= bracket < end:
        return text[:start] + text[end + 1 :] if end > 0 else text
    close = _SUBSET_END.search(text, bracket)
    subset, rest = (text[bracket : close.start()], text[close.end() :]) if close else (text[bracket:], "")
    values = _entities(subset, rest)
    if values:
        names = "|".join(re.escape(name) for name in sorted(values, key=len, reverse=True))
        rest = re.sub(f"&({names});", lambda match: values[match[1]], rest)
    return text[:start] + rest


def _entities(subset: str, rest: str) -> dict[str, str]:
    values: dict[str, str] = {}
    size = 0
    for match in _ENTITY.finditer(subset):
        value = subset[match.end() : subset.find(match[0][-1], match.end())]
        size += len(value) * rest.count(f"&{match[2]};")
        if _REFERENCE.search(value) or len(values) == _MAX_ENTITIES or size > _MAX_EXPANSION:
            raise ParseError("declares entities that expand to far more text than it has (an entity bomb)")
        if not match[1]:  # what stands in another file is not read
            values.setdefault(match[2], value)
    return values


def what_it_is(text: str) -> str:
    """In words, what a document is that is no feed: ``is an HTML page ("Berita"), not a feed``."""
    head = text[: 10 * _HEAD].lstrip("\ufeff \t\r\n\x00")
    lower = head.lower()
    if not head:
        return "is empty"
    if any(sign in lower for sign in _CHALLENGE):
        return "is a page that asks whether we are human (Cloudflare or the like), not a feed"
    if "<html" in lower or lower.startswith("<!doctype html"):
        title = _TITLE.search(head)
        name = f' ("{one_line(unescape(title[1]), limit=80)}")' if title else ""
        return f"is an HTML page{name}, not a feed"
    if head[0] in "{[":
        return "is JSON, but not a JSON Feed"
    if head[0] == "<":
        root = root_name(text)
        hint = ", a sitemap," if root in {"urlset", "sitemapindex"} else ""
        return (
            f"is XML that begins with <{root}>{hint} and not a feed" if root else "is markup, but not a feed"
        )
    if head.count("\ufffd") * 10 > len(head) or "\x00" in head:
        return "is not text (an image or an archive?)"
    return f'is plain text ("{one_line(head, limit=60)}"), not a feed'


def root_name(text: str) -> str | None:
    """Local name of the first element, lower case; None when there is none near the beginning."""
    found = first_element(text)
    return found[1] if found else None


def first_element(text: str) -> tuple[int, str] | None:
    """Where the first element begins and its local name in lower case, past declarations and comments."""
    position = 0
    limit = min(len(text), 50 * _HEAD)
    while position < limit:
        start = text.find("<", position, limit)
        if start < 0:
            return None
        if text.startswith("<!--", start):
            position = _past(text, "-->", start)
        elif text.startswith("<?", start):
            position = _past(text, "?>", start)
        elif text.startswith("<!", start):
            # An internal subset has its own ">": it ends with "]>".
            bracket, end = text.find("[", start, limit), text.find(">", start, limit)
            position = _past(text, "]", bracket) if 0 <= bracket < end else _past(text, ">", start)
        elif match := _ROOT.match(text, start):
            return start, match[2].lower()
        else:
            position = start + 1
    return None


def _past(text: str, end: str, start: int) -> int:
    found = text.find(end, start)
    return len(text) if found < 0 else found + len(end)
