"""Text of ordinary HTML fragments, such as feeds carry, without building a tree of them.

Most texts in feeds are paragraphs with links, emphasis and pictures. In these, the order of the text does not
depend on how elements nest, so that one pass over the tags is enough, in a quarter of the time of a parser.
Whatever is not of that kind, or is not written correctly, is left to the parser.
"""

from __future__ import annotations

import re
from html import unescape
from typing import Final

from collectors.text.plain import MAX_TEXT, tidy

_LINK: Final = "\x00"  # where a link begins or ends; neither of the two is ever in the result
_INLINE: Final = "\x01"  # where another element does
# fmt: off
_MARKS: Final = {
    **dict.fromkeys((
        "address", "article", "aside", "blockquote", "br", "center", "dd", "div", "dl", "dt", "figure",
        "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p",
        "section", "ul",
    ), "\n"),
    **dict.fromkeys((
        "abbr", "b", "bdi", "big", "cite", "code", "del", "em", "font", "i", "img", "ins", "label", "mark",
        "q", "s", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
    ), _INLINE),
    "a": _LINK,
}
# fmt: on
_TAG: Final = re.compile(
    r"<(/?)([a-zA-Z][a-zA-Z0-9]*+)"
    r"""(?:\s++[a-zA-Z_:][\w:.-]*+(?:\s*+=\s*+(?:"[^"<>]*+"|'[^'<>]*+'|[^\s"'<>=`]++))?+)*+\s*+/?>"""
)
_BORDER: Final = re.compile("([^\\s\x00\x01])([\x00\x01]++)(?=([^\\s\x00\x01]))")
_RARE: Final = ("\x00", "\x01", "\r", "\x0b", "\x0c")
_MAX: Final = 2 * MAX_TEXT


class _OtherElement(Exception):  # noqa: N818 - it is no error
    """Found an element whose text needs more than its place."""


def text_of_fragment(html: str) -> str | None:
    """The text of ``html`` as ``collectors.text.markup`` has it; None when it takes a parser to know."""
    if len(html) > _MAX or any(letter in html for letter in _RARE):
        return None
    tags = _Tags()
    try:
        text = _TAG.sub(tags.mark, html.replace("\n", " "))
    except _OtherElement:
        return None
    if "<" in text:
        return None
    text = unescape(text)
    if _LINK in text or _INLINE in text:
        text = _BORDER.sub(_parted, text).replace(_LINK, "").replace(_INLINE, "")
    return tidy(text)


class _Tags:
    """The tags of one fragment, each seen once, in order."""

    def __init__(self) -> None:
        self._opened: set[str] = set()

    def mark(self, match: re.Match[str]) -> str:
        """What stands in the text for a tag."""
        closing, name = match.groups()
        mark = _MARKS.get(name)
        if mark is None:
            name = name.lower()
            mark = _MARKS.get(name)
        # The end of what never began: parsers mostly ignore it, but not always.
        if mark is None or (closing and name not in self._opened):
            raise _OtherElement
        self._opened.add(name)
        return mark


def _parted(match: re.Match[str]) -> str:
    """Put a space where two words would be glued at the border of an element."""
    before, border, after = match.groups()
    linked = _LINK in border and before.isalnum() and after.isalnum()
    return f"{before} " if linked or (before.islower() and after.isupper()) else before
