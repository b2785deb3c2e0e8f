"""HTML to plain text, for reading and matching: paragraphs in lines, no word lost, no two words glued."""

from __future__ import annotations

import re
from html import unescape
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from collectors.text.fragment import text_of_fragment
from collectors.text.plain import MAX_TEXT, tidy

# fmt: off
UNREAD: Final = frozenset((
    "script", "style", "noscript", "template", "iframe", "svg", "math", "object", "embed", "video",
    "audio", "canvas", "map", "head", "title", "button", "select", "textarea", "input", "datalist",
    "figcaption", "picture", "source", "track", "dialog",
))
BLOCKS: Final = frozenset((
    "address", "article", "aside", "blockquote", "body", "br", "center", "dd", "details", "div", "dl",
    "dt", "fieldset", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
    "html", "legend", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td",
    "tfoot", "th", "thead", "tr", "ul",
))
# fmt: on
_TAG = re.compile(r"<[^<>]*>")
_TAG_NAME = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})")
_MAX_HTML: Final = 8 * MAX_TEXT
_MAX_DEPTH: Final = 10_000
_LINK: Final = "\x00"  # where a link begins or ends; never in the result


def text_of_html(html: str) -> str:
    """Text of an HTML fragment: a line per block element, NFC, without control and zero-width characters.

    Text that is no HTML at all comes back as it is, its entities decoded.
    """
    html = html[:_MAX_HTML]
    if "<" not in html:
        return tidy(unescape(html) if "&" in html else html)
    text = text_of_fragment(html)
    if text is not None:
        return text
    tree = html_tree(html)
    if tree is None:
        return tidy(unescape(_TAG.sub("\n", html)))
    return text_of_node(tree.body) if tree.body is not None else ""


def html_tree(html: str) -> LexborHTMLParser | None:
    """The parsed document; None when its elements nest so deep that parsing would take seconds.

    Lexbor needs quadratic time there: 0.07 s for 10,000 nested <div>, 22 s for 100,000.
    """
    if html.count("<") > _MAX_DEPTH and _depth(html) > _MAX_DEPTH:
        return None
    # Bytes, because a lone surrogate in a str would be refused.
    return LexborHTMLParser(html.encode("utf-8", "replace"))


def _depth(html: str) -> int:
    """How deep block elements nest, roughly: each counts until one of its kind is closed."""
    opened: dict[str, int] = {}
    depth = deepest = 0
    for match in _TAG_NAME.finditer(html):
        name = match[2].lower()
        if name not in BLOCKS:
            continue
        if not match[1]:
            opened[name] = opened.get(name, 0) + 1
            depth += 1
            deepest = max(depth, deepest)
        elif opened.get(name, 0) > 0:
            opened[name] -= 1
            depth -= 1
    return deepest


def text_of_node(root: LexborNode) -> str:
    """Text under ``root``, in the same form."""
    flow = _Flow()
    # Depth first with an explicit stack: hostile pages nest deeper than Python's recursion limit.
    stack: list[LexborNode | str] = [root]
    while stack and flow.length < MAX_TEXT:
        node = stack.pop()
        if isinstance(node, str):
            flow.mark(node)
            continue
        tag = node.tag
        if tag == "-text":
            flow.add(node.text_content or "")
            continue
        if tag is None or tag in UNREAD or tag[:1] in "-!_":
            continue
        mark = "\n" if tag in BLOCKS else _LINK if tag == "a" else ""
        if mark:
            flow.mark(mark)
            stack.append(mark)
        child = node.last_child
        while child is not None:
            stack.append(child)
            child = child.prev
    return flow.text()


class _Flow:
    """Text as it runs through a document: lines, and where links begin and end in them."""

    def __init__(self) -> None:
        self.length = 0
        self._lines: list[str] = []
        self._line: list[str] = []

    def mark(self, mark: str) -> None:
        """Note the border of a block (a newline) or of a link."""
        if mark != "\n":
            self._line.append(mark)
        elif self._line:
            self._lines.append("".join(self._line))
            self._line.clear()

    def add(self, text: str) -> None:
        if self._line and text:
            _part(self._line, text)
        # A newline inside a text node is a space, as everywhere in HTML.
        self._line.append(text.replace("\n", " "))
        self.length += len(text)

    def text(self) -> str:
        self.mark("\n")
        return tidy("\n".join(self._lines))


def _part(line: list[str], text: str) -> None:
    """Put a space where two words would be glued at the border of an element."""
    index = len(line) - 1
    while index >= 0 and line[index] in {"", _LINK}:
        index -= 1
    if index < 0:
        return
    before, after = line[index][-1], text[0]
    linked = index < len(line) - 1
    if (linked and before.isalnum() and after.isalnum()) or (before.islower() and after.isupper()):
        line.append(" ")
