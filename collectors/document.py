"""What a server sent, as text: its encoding found out, its beginning and end looked at."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from html import entities, unescape
from typing import Final

from collectors.errors import ParseError
from collectors.plain import one_line

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9_.:-]{2,40})["']""")
_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_HEAD: Final = 4_096  # bytes or characters in which a document says what it is
# Declared by mistake so often, or so unsafe, that only the bytes decide.
_DISTRUSTED: Final = frozenset(
    {"utf-7", "us-ascii", "ascii", "unicode-escape", "raw-unicode-escape", "idna", "punycode"}
)
_SEVEN_BIT: Final = ("iso-2022", "iso2022", "hz")
_BAD_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_BAD_REFERENCE = re.compile(
    r"&#(?:0{0,9}(?:[0-8]|1[124-9]|2\d|3[01])|[xX]0{0,9}(?:[0-8bcefBCEF]|1[0-9a-fA-F]));"
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A document as text."""

    text: str
    encoding: str
    problem: str | None  # when it said something else


def decode(body: bytes, content_type: str | None, *, html: bool = False) -> Decoded:
    """Decode ``body``: by its byte order mark, as UTF-8 when it is that, else as declared.

    Bytes that are UTF-8 with letters beyond ASCII are almost never anything else, whatever was declared.
    """
    for bom, name in _BOMS:
        if body.startswith(bom):
            return Decoded(text=body[len(bom) :].decode(name, "replace"), encoding=name, problem=None)
    declared = _declared(body, content_type, html=html)
    if not any(name.startswith(_SEVEN_BIT) for name in declared):
        try:
            text = body.decode("utf-8")
        except UnicodeDecodeError:
            pass
        else:
            said = declared[0] if declared and not text.isascii() else "utf-8"
            return Decoded(text=text, encoding="utf-8", problem=_mismatch(said, "utf-8"))
    for name in declared:
        try:
            return Decoded(text=body.decode(name), encoding=name, problem=None)
        except (LookupError, ValueError):  # other bytes, or a codec like "hex" that does not make text
            continue
    # Cut-off or spoilt UTF-8 is still UTF-8; a text with many spoilt bytes is what Windows writes.
    text = body.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    if bad * 20 <= sum(not character.isascii() for character in text[:200_000]):
        return Decoded(text=text, encoding="utf-8", problem="has bytes that are not UTF-8")
    text = body.decode("windows-1252", "replace")
    return Decoded(
        text=text,
        encoding="windows-1252",
        problem=_mismatch(declared[0] if declared else "utf-8", "windows-1252"),
    )


def _declared(body: bytes, content_type: str | None, *, html: bool) -> list[str]:
    found = [match[1] for match in [_CHARSET.search(content_type or "")] if match]
    for pattern in (_META,) if html else (_DECLARED,):
        found += [match[1].decode("ascii") for match in [pattern.search(body[:_HEAD])] if match]
    names: list[str] = []
    for name in found:
        try:
            info = codecs.lookup(name)
        except (LookupError, ValueError):
            continue
        if info.name not in _DISTRUSTED:
            names.append("windows-1252" if info.name in {"iso8859-1", "latin-1"} else info.name)
    return names


def _mismatch(said: str, found: str) -> str | None:
    return (
        None
        if codecs.lookup(said).name == codecs.lookup(found).name
        else f"says it is {said}, but is {found}"
    )


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
