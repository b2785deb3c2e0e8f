import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard import i18n
from dashboard.i18n import LANGS, UnknownMessageError, Words, messages

SOURCES = sorted(Path("dashboard").rglob("*.py"))
CHOICE = re.compile(r"""["']([a-z_]+(?:\.[a-z_0-9]+)+)["']""")


def keys_in(node: ast.expr) -> Iterator[str]:
    """Keys that an argument may be; what is filled in is ``*``."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else "*" for part in node.values)
    elif isinstance(node, ast.IfExp):
        yield from keys_in(node.body)
        yield from keys_in(node.orelse)


def says(call: ast.Call) -> bool:
    """Whether a call is of i18n.Words: ``words(…)``, ``words.count(…)``, ``i18n.current()(…)``."""
    func = call.func
    if isinstance(func, ast.Attribute):
        return func.attr == "count" and isinstance(func.value, ast.Name) and func.value.id == "words"
    if isinstance(func, ast.Call):
        return ast.unparse(func.func).split(".")[-1] in {"current", "Words"}
    return isinstance(func, ast.Name) and func.id == "words"


def used_keys() -> set[str]:
    trees = [ast.parse(source.read_text("utf-8")) for source in SOURCES]
    calls = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args]
    return {key for call in calls if says(call) for key in keys_in(call.args[0])}


def as_pattern(key: str) -> re.Pattern[str]:
    """``measure.*`` stands for every key it may become."""
    return re.compile(re.escape(key).replace(r"\*", ".+") + r"(\.(one|other))?")


def test_both_languages_have_the_same_keys() -> None:
    assert messages("en").keys() == messages("id").keys()


@pytest.mark.parametrize("key", sorted(messages("en")))
def test_both_languages_fill_the_same_places(key: str) -> None:
    places = [set(re.findall(r"\{(\w+)\}", messages(lang)[key])) for lang in LANGS]
    assert places[0] == places[1]


@pytest.mark.parametrize("key", sorted(used_keys()))
def test_a_key_that_pages_use_exists(key: str) -> None:
    pattern = as_pattern(key)
    assert any(pattern.fullmatch(known) for known in messages("en")), key


def test_every_text_is_used() -> None:
    patterns = [as_pattern(key) for key in used_keys()]
    written = {key for source in SOURCES for key in CHOICE.findall(source.read_text("utf-8"))}
    unused = [
        key
        for key in messages("en")
        if not any(pattern.fullmatch(key) for pattern in patterns)
        and not any(key == text or key.startswith(f"{text}.") for text in written)
    ]
    assert unused == []


def test_a_missing_text_is_an_error_not_an_empty_page() -> None:
    with pytest.raises(UnknownMessageError, match=r"en\.yaml has no 'nowhere'"):
        Words("en")("nowhere")


def test_the_plural_follows_the_number() -> None:
    assert Words("en").count("filter.outlets", 1) == "1 outlet"
    assert Words("en").count("filter.outlets", 1200) == "1,200 outlets"
    assert i18n.Words("id").count("filter.outlets", 1200) == "1.200 media"
