import json

from dash import dcc, html
from dash._utils import to_json

from dashboard.components.attrs import attrs
from dashboard.components.elements import element, link


def test_an_element_is_sent_as_dashs_own() -> None:
    inside = ["a", html.B("b"), 3]
    said = {"className": "n", "title": "<b>", **attrs(aria_label="x")}
    for tag in (
        "A",
        "Button",
        "Details",
        "Div",
        "Li",
        "Mark",
        "P",
        "Span",
        "Summary",
        "Td",
        "Th",
        "Tr",
        "Ul",
    ):
        own = getattr(html, tag)(inside, **said)
        assert json.loads(to_json(element(tag, inside, **said))) == json.loads(to_json(own))


def test_a_link_is_sent_as_dashs_own() -> None:
    own = dcc.Link("a", href="/articles?e=CN", title="t")
    assert json.loads(to_json(link("a", href="/articles?e=CN", title="t"))) == json.loads(to_json(own))
