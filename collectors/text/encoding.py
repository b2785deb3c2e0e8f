"""Bytes to text: which encoding a document really is in, whatever it says."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Final

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# How "<?xml", or any other element, begins in these encodings; a document may leave its byte order mark out.
_BEGINNINGS: Final = (
    (b"<\0\0\0", "utf-32-le"),
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
# What is said, and what is meant: every browser takes the larger set for the smaller.
_MEANT: Final = {
    "iso8859-1": "windows-1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "cp950",
    "iso8859-9": "cp1254",
    "tis-620": "cp874",
    "iso8859-11": "cp874",
}
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9_.:-]{2,40})["']""")
_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_HEAD: Final = 4_096  # bytes in which a document says what it is
# Declared by mistake so often, or so unsafe, that only the bytes decide.
_DISTRUSTED: Final = frozenset(
    {"utf-7", "us-ascii", "ascii", "unicode-escape", "raw-unicode-escape", "idna", "punycode"}
)
_SEVEN_BIT: Final = ("iso-2022", "iso2022", "hz")


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
    if wide := _by_beginning(body):
        return wide
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


def _by_beginning(body: bytes) -> Decoded | None:
    for bom, name in _BOMS:
        if body.startswith(bom):
            return Decoded(text=body[len(bom) :].decode(name, "replace"), encoding=name, problem=None)
    for beginning, name in _BEGINNINGS:
        if body.startswith(beginning):
            return Decoded(text=body.decode(name, "replace"), encoding=name, problem=None)
    return None


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
            names.append(_MEANT.get(info.name, info.name))
    return names


def _mismatch(said: str, found: str) -> str | None:
    return (
        None
        if codecs.lookup(said).name == codecs.lookup(found).name
        else f"says it is {said}, but is {found}"
    )
