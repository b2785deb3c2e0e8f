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
_TAG: Final = re.compile(  # between "<" and ">", neither of which is ever in one
    r"(/?)([a-zA-Z][a-zA-Z0-9]*+)"
    r"""(?:\s++[a-zA-Z_:][\w:.-]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s"'=`]++))?+)*+\s*+/?"""
)
_BORDER: Final = re.compile("([^\\s\x00\x01])([\x00\x01]++)(?=([^\\s\x00\x01]))")
_RARE: Final = ("\x00", "\x01", "\r", "\x0b", "\x0c")
_MAX: Final = 2 * MAX_TEXT


def text_of_fragment(html: str) -> str | None:
    """The text of ``html`` as ``collectors.text.markup`` has it; None when it takes a parser to know."""
    if len(html) > _MAX or any(letter in html for letter in _RARE):
        return None
    first, *tags = html.replace("\n", " ").split("<")
    parts = [first]
    opened: set[str] = set()
    for tag in tags:
        inside, closed, after = tag.partition(">")
        if not closed:
            return None
        name = inside.removeprefix("/")
        if name not in opened:  # mostly it is: another <p>, or its end
            match = _TAG.fullmatch(inside)
            if match is None:
                return None
            name = match[2].lower()
            # The end of what never began: parsers mostly ignore it, but not always.
            if name not in _MARKS or (match[1] and name not in opened):
                return None
            opened.add(name)
        parts += (_MARKS[name], after)
    text = unescape("".join(parts))
    if _LINK in text or _INLINE in text:
        text = _BORDER.sub(_parted, text).replace(_LINK, "").replace(_INLINE, "")
    return tidy(text)


def _parted(match: re.Match[str]) -> str:
    """Put a space where two words would be glued at the border of an element."""
    before, border, after = match.groups()
    linked = _LINK in border and before.isalnum() and after.isalnum()
    return f"{before} " if linked or (before.islower() and after.isupper()) else before
