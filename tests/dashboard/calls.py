"""Dash's own requests, as a browser would send them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.testclient import TestClient

Outputs = Sequence[tuple[str, str]]


def call(
    client: TestClient, outputs: Outputs, inputs: Mapping[tuple[str, str], Any], lang: str = "en"
) -> dict[str, dict[str, Any]]:
    """Answer of a callback by component id. The first input is the one that changed."""
    ids = [(json.loads(name) if name.startswith("{") else name, prop) for name, prop in outputs]
    first = next(iter(inputs))
    body = {
        "output": ".." + "...".join(f"{name}.{prop}" for name, prop in outputs) + "..",
        "outputs": [{"id": name, "property": prop} for name, prop in ids],
        "inputs": [{"id": name, "property": prop, "value": value} for (name, prop), value in inputs.items()],
        "changedPropIds": [".".join(first)],
    }
    answer = client.post("/_dash-update-component", json=body, headers={"accept-language": lang})
    assert answer.status_code == 200, answer.text
    return dict(answer.json()["response"])


def page(client: TestClient, path: str, search: str = "", lang: str = "en") -> dict[str, Any]:
    """The layout of a page as Dash is given it."""
    outputs = (("_pages_content", "children"), ("_pages_store", "data"))
    inputs = {("_pages_location", "pathname"): path, ("_pages_location", "search"): search}
    return dict(call(client, outputs, inputs, lang)["_pages_content"]["children"])


def text_of(node: Any) -> str:
    """All text of a component tree."""
    if isinstance(node, dict):
        return text_of(node.get("props", node).get("children"))
    if isinstance(node, list):
        return "".join(text_of(item) for item in node)
    return "" if node is None else str(node)


def all_of(node: Any, kind: str) -> list[dict[str, Any]]:
    """Properties of every component of a type: ``"Mark"``, ``"Link"``."""
    if isinstance(node, list):
        return [found for item in node for found in all_of(item, kind)]
    if not isinstance(node, dict):
        return []
    mine = [dict(node["props"])] if node.get("type") == kind else []
    return mine + [found for item in node.get("props", node).values() for found in all_of(item, kind)]


def find(node: Any, id_: str) -> dict[str, Any]:
    """Properties of the component with an id."""
    found = _find(node, id_)
    assert found is not None, f"no component {id_}"
    return found


def _find(node: Any, id_: str) -> dict[str, Any] | None:
    if isinstance(node, list):
        return next(filter(None, (_find(item, id_) for item in node)), None)
    if not isinstance(node, dict):
        return None
    props = node.get("props", node)
    if props.get("id") == id_:
        return dict(props)
    return next(filter(None, (_find(item, id_) for item in props.values())), None)
