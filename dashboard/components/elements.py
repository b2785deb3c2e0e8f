"""Elements of long lists and tables, written as they are sent.

Dash makes an object of each element, checks its attributes by name and turns it into this afterwards: a dozen
times the work, and a page has two thousand of them. Parts of a page that callbacks find by an id, and
whatever there are few of, are Dash's own components.
"""

from __future__ import annotations

from typing import Any, Literal

Element = Any  # what Dash's annotations say of children knows its own classes alone
Tag = Literal["A", "Button", "Details", "Div", "Li", "Mark", "P", "Span", "Summary", "Td", "Th", "Tr", "Ul"]


def element(tag: Tag, children: Any = None, **props: Any) -> Element:
    """What ``html.<tag>(children, **props)`` is sent as. Children may be components and elements mixed."""
    return {"namespace": "dash_html_components", "type": tag, "props": {"children": children, **props}}


def link(children: Any, *, href: str, **props: Any) -> Element:
    """What ``dcc.Link(children, href=href, **props)`` is sent as."""
    props = {"children": children, "href": href, **props}
    return {"namespace": "dash_core_components", "type": "Link", "props": props}
