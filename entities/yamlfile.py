"""YAML that people write, read strictly: a mistake is named with its file, its line and the way out."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # libyaml is missing on some platforms; the pure loader is slower and the same
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

# What the model says in terms of Python, in terms of the file instead.
_IN_WORDS = {
    "dict_type": "needs keys with values here, as in `key: value`",
    "model_type": "needs keys with values here, as in `key: value`",
    "path_type": "is not the name of a file or folder",
    "string_type": "is not text; put it in quotes",
    "tuple_type": "is not a list; write it as [one, other]",
}

Model = TypeVar("Model", bound=BaseModel)
Path_ = tuple[str | int, ...]


class YamlFileError(ValueError):
    """A file that cannot be used; the message has one ``file:line: what, and what to do`` per mistake."""

    def __init__(self, path: Path, problems: list[tuple[int, str]]) -> None:
        self.path, self.problems = path, problems
        super().__init__("\n".join(f"{path}:{line}: {message}" for line, message in problems))


class _StrictLoader(_Loader):
    """A safe loader that refuses a key given twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: dict[str, int] = {}
        for key_node, _ in node.value:
            if isinstance(key_node, yaml.ScalarNode):  # any other kind of key is refused below
                key, line = key_node.value, key_node.start_mark.line + 1
                if key in seen:
                    raise _DuplicateKey(
                        line, f"the key {key!r} is already given on line {seen[key]}; keep one"
                    )
                seen[key] = line
        return super().construct_mapping(node, deep=deep)


# Plain YAML 1.1 reads the country NO and the language `no` as "false", and stops without a line number at a
# date that does not exist. Here both stay text and the model decides.
_GUESSED = {"tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp"}
_StrictLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in _GUESSED]
    for first, resolvers in _Loader.yaml_implicit_resolvers.items()
}


class _DuplicateKey(Exception):  # noqa: N818 - carries a place, never leaves this module
    def __init__(self, line: int, message: str) -> None:
        self.line, self.message = line, message


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked(Generic[Model]):
    """What a file says, and on which lines."""

    path: Path
    value: Model
    root: yaml.Node | None

    def line(self, *loc: str | int) -> int:
        """Line (from 1) of what stands under the keys and places ``loc``, or of the nearest around it."""
        return _line(self.root, loc)

    def place(self, *loc: str | int) -> str:
        """``file:line`` of the same."""
        return f"{self.path}:{self.line(*loc)}"


def read(path: Path, model: type[Model]) -> Model:
    """Read ``path`` into ``model``.

    :raises YamlFileError: the file is missing, is not YAML, repeats a key or does not fit ``model``.
    """
    return parse(path, text_of(path), model).value


def text_of(path: Path) -> str:
    """The text of a file.

    :raises YamlFileError: the file is missing or is not UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise YamlFileError(path, [(1, f"cannot be read: {error.strerror}")]) from error
    except UnicodeDecodeError as error:
        raise YamlFileError(path, [(1, "is not UTF-8 text; save it as UTF-8")]) from error


def parse(path: Path, text: str, model: type[Model]) -> Marked[Model]:
    """Read ``text``, which is in ``path`` or is to be, into ``model``.

    :raises YamlFileError: it is not YAML, repeats a key or does not fit ``model``.
    """
    loader = _StrictLoader(text)
    try:
        root = loader.get_single_node()
        data = _said(root, loader, text) if root is not None else {}
    except _DuplicateKey as error:
        raise YamlFileError(path, [(error.line, error.message)]) from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise YamlFileError(path, [(line, f"is not valid YAML: {error.problem}")]) from error
    finally:
        loader.dispose()
    try:
        return Marked(path=path, value=model.model_validate(data), root=root)
    except ValidationError as error:
        problems = [(_line(root, e["loc"]), _say(e, model)) for e in error.errors()]
        raise YamlFileError(path, problems) from error


def _said(root: yaml.Node, loader: _StrictLoader, text: str) -> Any:
    """What the document says: as the loader makes it, in a third of the time where nothing is repeated."""
    if "&" in text or "<<" in text:  # what is named in one place and meant in another
        return loader.construct_document(root)

    def plain(node: yaml.Node) -> Any:
        if isinstance(node, yaml.MappingNode) and node.tag == _MAPPING:
            made: dict[str, Any] = {}
            for key_node, value_node in node.value:
                key = key_node.value
                if not (isinstance(key_node, yaml.ScalarNode) and key_node.tag == _STRING) or key in made:
                    return loader.construct_object(node, deep=True)
                made[key] = plain(value_node)
            return made
        if isinstance(node, yaml.SequenceNode) and node.tag == _SEQUENCE:
            return [plain(one) for one in node.value]
        if isinstance(node, yaml.ScalarNode) and node.tag == _STRING:
            return node.value
        return loader.construct_object(node, deep=True)  # which refuses what makes no sense

    return plain(root)


_STRING, _SEQUENCE, _MAPPING = (f"tag:yaml.org,2002:{kind}" for kind in ("str", "seq", "map"))


def lines_of(path: Path, text: str) -> list[int]:
    """Lines (from 1) where ``text`` stands as a value, or else as a key, in a file that was read before."""
    keys, lines, waiting = [], [], [yaml.compose(path.read_text(encoding="utf-8-sig"), _StrictLoader)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, yaml.MappingNode):
            waiting += [value for _, value in node.value]
            keys += [key.start_mark.line + 1 for key, _ in node.value if key.value == text]
        elif isinstance(node, yaml.SequenceNode):
            waiting += node.value
        elif isinstance(node, yaml.ScalarNode) and node.value.strip() == text:
            lines.append(node.start_mark.line + 1)
    return sorted(lines or keys)


def _line(root: yaml.Node | None, loc: Path_) -> int:
    """Line (from 1) of the deepest node on the way to ``loc``."""
    node, line = root, (root.start_mark.line + 1 if root is not None else 1)
    for step in loc:
        if isinstance(node, yaml.MappingNode):
            for key_node, value_node in node.value:
                if key_node.value == str(step):
                    node, line = value_node, key_node.start_mark.line + 1
                    break
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            line = node.start_mark.line + 1
    return line


def _say(error: ErrorDetails, model: type[BaseModel]) -> str:
    where = ".".join(str(step) for step in error["loc"]) or "the file"
    if error["type"] == "extra_forbidden":
        known = _keys_beside(model, error["loc"])
        close = difflib.get_close_matches(str(error["loc"][-1]), known, n=1)
        hint = f"did you mean {close[0]!r}?" if close else f"known keys here: {', '.join(sorted(known))}"
        return f"{where}: this key is not known; {hint}"
    if error["type"] == "missing":
        return f"{where}: is missing; add it"
    message = _IN_WORDS.get(error["type"], error["msg"].removeprefix("Value error, "))
    given = error["input"]
    silent = isinstance(given, dict) or error.get("ctx", {}).get("secret", False)
    return f"{where}: {message}" + ("" if silent else f" (given: {given!r})")


def _keys_beside(model: type[BaseModel], loc: Path_) -> list[str]:
    """Keys of the model that the last step of ``loc`` stands in."""
    current: type[BaseModel] | None = model
    containers = 0  # as many steps to come are keys or indexes, not fields
    for step in loc[:-1]:
        if containers:
            containers -= 1
        elif current is not None:
            found = current.model_fields.get(str(step))
            current, containers = _inner(found.annotation) if found else (None, 0)
    return (
        [field.alias or name for name, field in current.model_fields.items()] if current is not None else []
    )


def _inner(annotation: Any) -> tuple[type[BaseModel] | None, int]:
    """The model in ``M``, ``list[M]`` or ``dict[str, list[M]]``, and how many containers are around it."""
    origin = getattr(annotation, "__origin__", None)
    if origin is None and isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation, 0
    for part in getattr(annotation, "__args__", ()):
        model, containers = _inner(part)
        if model is not None:
            return model, containers + (origin in {list, tuple, dict})
    return None, 0
