"""Adding to YAML that people write: one insertion, and everything else stays as it is, comments too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import yaml

Key = str | int  # a key of a mapping, or a place in a list
_FEW = 2  # keys that a list item may have on one line
_LONG = 100  # characters; what is longer goes on several lines,
_LONG_NESTED = 40  # and sooner where there are keys inside keys
_NOTHING = (None, "", "~", "null")  # as the base loader reads a key without a value
_FAR = 1 << 20  # as good as no limit on the length of a line


class CannotAddError(ValueError):
    """The text is laid out in a way that one insertion cannot add to."""


class _Insertion(NamedTuple):
    start: int
    end: int
    text: str


def appended(text: str, keys: Sequence[Key], item: Any) -> str:
    """``text`` with ``item`` at the end of the list under ``keys``, which is made when it is missing.

    :raises CannotAddError: something else than mappings and a list stands there, or anchors get in the way.
    """
    return _added(text, keys, [item])


def entered(text: str, keys: Sequence[Key], name: str, value: Any) -> str:
    """``text`` with ``name: value`` at the end of the mapping under ``keys``, which is made when missing.

    :raises CannotAddError: ``name`` is there already, or as :func:`appended`.
    """
    return _added(text, keys, {name: value})


def _added(text: str, keys: Sequence[Key], more: dict[str, Any] | list[Any]) -> str:
    """``text`` with ``more``, which has one member, in what stands under ``keys``."""
    root = yaml.compose(text, yaml.SafeLoader)
    line_end = "\r\n" if "\r\n" in text else "\n"
    node, missing = _deepest(root, keys)
    at = _insertion(text, node, missing, more)
    changed = text[: at.start] + at.text.replace("\n", line_end) + text[at.end :]
    if _data(changed) != _with(_data(text), keys, more):
        raise CannotAddError(f"cannot be added to under {'.'.join(map(str, keys))}: {_flow(more)[1:-1]}")
    return changed


def _deepest(root: yaml.Node | None, keys: Sequence[Key]) -> tuple[yaml.Node | None, Sequence[Key]]:
    """The last node there is on the way of ``keys``, and the keys that are missing from there."""
    node = root
    for step, key in enumerate(keys):
        inner = None
        if isinstance(node, yaml.MappingNode):
            inner = next((value for name, value in node.value if name.value == str(key)), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(key, int):
            inner = node.value[key]
        if inner is None:
            return node, keys[step:]
        node = inner
    return node, ()


def _insertion(text: str, node: yaml.Node | None, missing: Sequence[Key], more: Any) -> _Insertion:
    value: Any = more
    for key in reversed(missing):
        value = {key: value}
    if node is None:  # nothing but comments
        end = len(text)
        return _Insertion(end, end, ("\n" if text and text[-1] not in "\r\n" else "") + _block(value, 0))
    if isinstance(node, yaml.MappingNode if isinstance(value, dict) else yaml.SequenceNode):
        return _into(text, node, value)
    if not (isinstance(node, yaml.ScalarNode) and node.tag.endswith(":null")):
        raise CannotAddError("is neither a list nor keys with values")
    start, end = node.start_mark.index, node.end_mark.index
    if start == end:  # a key without a value
        line = text[text.rfind("\n", 0, start) + 1 : start]
        if not set("[{") & set(line):
            end = _line_end(text, end)
            return _Insertion(
                end, end, "\n" + _block(value, len(line) - len(line.lstrip(" -")) + 2).rstrip("\n")
            )
    return _Insertion(start, end, (" " if text[start - 1].strip() else "") + _flow(value))


def _into(text: str, node: yaml.CollectionNode, more: dict[Key, Any] | list[Any]) -> _Insertion:
    """Add ``more``, which has one member, to what ``node`` has."""
    if node.flow_style:
        inner = _flow(more)[1:-1]
        end = _end(node.value[-1]) if node.value else node.start_mark.index + 1
        return _Insertion(end, end, (", " if node.value else "") + inner)
    end = _line_end(text, len(text[: _end(node)].rstrip()))  # a text of several lines ends on the next
    return _Insertion(end, end, "\n" + _block(more, node.start_mark.column).rstrip("\n"))


def _line_end(text: str, at: int) -> int:
    """Where the line that has ``at`` ends, behind its comment."""
    while at < len(text) and text[at] not in "\r\n":
        at += 1
    return at


def _end(node: Any) -> int:
    """Where the last thing inside ``node`` ends; a block's own mark lies behind the comments after it."""
    if isinstance(node, tuple):
        return _end(node[1])
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        return _end(node.value[-1])
    return int(node.end_mark.index)


def _block(value: Any, indent: int) -> str:
    """``value``, a mapping or list, as lines; what is inside on one line, where that is not too long."""
    margin = " " * indent
    if isinstance(value, list):
        lines = []
        for item in value:
            if isinstance(item, dict) and len(item) > _FEW:
                lines.append(f"{margin}- {_block(item, indent + 2).lstrip(' ')}")
            else:
                lines.append(f"{margin}- {_flow(item)}\n")
        return "".join(lines)
    parts = []
    for key, inner in value.items():
        items = isinstance(inner, list) and any(isinstance(item, dict) for item in inner)
        if items or (isinstance(inner, dict) and (not indent or _is_long(inner))):
            parts.append(f"{margin}{_flow(key)}:\n{_block(inner, indent + 2)}")
        else:
            said = _flow(inner) if isinstance(inner, dict | list) else _alone(inner)
            parts.append(f"{margin}{_flow(key)}: {said}\n")
    return "".join(parts)


def _is_long(value: dict[str, Any]) -> bool:
    nested = any(isinstance(inner, dict) for inner in value.values())
    return len(_flow(value)) > (_LONG_NESTED if nested else _LONG)


def _flow(value: Any) -> str:
    """``value`` on one line."""
    line = yaml.safe_dump([value], default_flow_style=True, allow_unicode=True, sort_keys=False, width=_FAR)
    return line.strip()[1:-1]


def _alone(value: Any) -> str:
    """A value that nothing on its line follows, which has fewer quotes."""
    return yaml.safe_dump(value, allow_unicode=True, width=_FAR).removesuffix("...\n").rstrip("\n")


def _data(text: str) -> Any:
    """What the text says; every value as it is written, so that NO and 2026-01-02 stay text."""
    return yaml.load(text, yaml.BaseLoader) or {}  # noqa: S506 - the base loader makes nothing but text


def _with(data: Any, keys: Sequence[Key], more: dict[str, Any] | list[Any]) -> Any:
    """A copy of ``data`` with ``more`` at the end of what stands under ``keys``."""
    if data in _NOTHING:
        data = {} if keys or isinstance(more, dict) else []
    if not keys:
        new = _as_text(more)
        if isinstance(more, list):
            return [*data, *new]
        if new.keys() & data.keys():
            raise CannotAddError(f"has {', '.join(more)} already")
        return data | new
    if isinstance(keys[0], int):
        return [_with(one, keys[1:], more) if place == keys[0] else one for place, one in enumerate(data)]
    return data | {keys[0]: _with(data.get(keys[0]), keys[1:], more)}


def _as_text(value: Any) -> Any:
    return yaml.load(yaml.safe_dump(value, allow_unicode=True), yaml.BaseLoader)  # noqa: S506 - as above
