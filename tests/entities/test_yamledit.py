"""Adding to YAML changes one place, whatever the layout."""

from __future__ import annotations

import pytest
import yaml

from entities.yamledit import CannotAddError, Key, appended, entered


@pytest.mark.parametrize(
    ("before", "keys", "item", "after"),
    [
        ("", ("rejected",), "A B", "rejected: [A B]\n"),
        ("# Mine.", ("rejected",), "A B", "# Mine.\nrejected: [A B]\n"),
        ("rejected: [A]  # some\n", ("rejected",), "B", "rejected: [A, B]  # some\n"),
        ("rejected: []\n", ("rejected",), "B", "rejected: [B]\n"),
        ("rejected: [A,\n  C  # c\n  ]\n", ("rejected",), "B", "rejected: [A,\n  C, B  # c\n  ]\n"),
        ("rejected:\n- A  # a\n\nother: x\n", ("rejected",), "B", "rejected:\n- A  # a\n- B\n\nother: x\n"),
        ("rejected:\n    - A\n", ("rejected",), "B: c", "rejected:\n    - A\n    - 'B: c'\n"),
        ("rejected:\n  - A", ("rejected",), "B", "rejected:\n  - A\n  - B"),
        ("rejected:  # none\nother: x\n", ("rejected",), "B", "rejected:  # none\n  - B\nother: x\n"),
        ("rejected: ~\n", ("rejected",), "B", "rejected: [B]\n"),
        ("one: x\n# end\n", ("rejected",), "B", "one: x\nrejected: [B]\n# end\n"),
        ("l: |\n  a\n  b\n\nm: x\n", ("l2",), "B", "l: |\n  a\n  b\n\nm: x\nl2: [B]\n"),
        ("m: x\nl: |\n  a\n  b\n", ("l2",), "B", "m: x\nl: |\n  a\n  b\nl2: [B]\n"),
        ("rejected: [É, 'Ü']\r\nb: x\r\n", ("rejected",), "Ô", "rejected: [É, 'Ü', Ô]\r\nb: x\r\n"),
        ("r:\r\n- A\r\nb: x\r\n", ("r",), "B", "r:\r\n- A\r\n- B\r\nb: x\r\n"),
        (
            "countries:\n  KP: {names: {id: [Korut Raya]}}  # north\n",
            ("countries", "KP", "names", "any"),
            "Choson",
            "countries:\n  KP: {names: {id: [Korut Raya], any: [Choson]}}  # north\n",
        ),
        (
            "countries:\n  KP:\n    not: [A]\n  KR:\n    not: [B]\n",
            ("countries", "KP", "names", "id"),
            "Choson",
            "countries:\n  KP:\n    not: [A]\n    names: {id: [Choson]}\n  KR:\n    not: [B]\n",
        ),
        (
            "countries:\n  KR: {not: [B]}\n",
            ("countries", "NO", "names", "no"),
            "Norge",
            "countries:\n  KR: {not: [B]}\n  'NO': {names: {'no': [Norge]}}\n",
        ),
        (
            "entities:\n  - id: a\n    names:\n      any:\n        - {text: A}  # x\n  - b\n",
            ("entities", 0, "names", "any"),
            "Aa",
            "entities:\n  - id: a\n    names:\n      any:\n        - {text: A}  # x\n        - Aa\n  - b\n",
        ),
        (
            "entities:\n  # first\n  - id: topic:a\n",
            ("entities",),
            {"id": "topic:b", "names": {"any": ["B", "2026-01-02"]}},
            "entities:\n  # first\n  - id: topic:a\n  - {id: 'topic:b', names: {any: [B, '2026-01-02']}}\n",
        ),
        (
            "entities:\n",
            ("entities",),
            {"id": "topic:b", "labels": {"en": "B"}, "names": {"any": ["B c"]}},
            "entities:\n  - id: topic:b\n    labels: {en: B}\n    names: {any: [B c]}\n",
        ),
    ],
)
def test_one_place_changes(before: str, keys: tuple[Key, ...], item: object, after: str) -> None:
    found = appended(before, keys, item)
    assert yaml.safe_load(found) == yaml.safe_load(after)
    assert found == after


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("rejected: A\n", ("rejected",)),
        ("rejected: {a: b}\n", ("rejected",)),
        ("names: &n {any: [A]}\nother: *n\n", ("other", "any")),
    ],
)
def test_what_one_insertion_cannot_say_is_refused(text: str, keys: tuple[Key, ...]) -> None:
    with pytest.raises(CannotAddError):
        appended(text, keys, "B")


OUTLETS = """\
outlets:  # ours
  a:
    name: A
    feeds:
      x: {url: 'https://a.example'}  # first
# the end
"""


def test_a_key_is_entered_at_the_end_of_its_mapping_and_long_ones_go_on_several_lines() -> None:
    feed = {"url": "https://b.example/rss", "section": "world"}
    text = entered(OUTLETS, ("outlets", "a", "feeds"), "y", feed)
    text = entered(text, ("outlets",), "b", {"name": "B", "feeds": {"z": feed}})
    assert text == OUTLETS.replace(
        "# the end",
        "      y: {url: 'https://b.example/rss', section: world}\n"
        "  b:\n    name: B\n    feeds:\n      z: {url: 'https://b.example/rss', section: world}\n# the end",
    )


@pytest.mark.parametrize(("text", "keys"), [("a: {b: 1}\n", ("a",)), ("b: 1\n", ()), ("a: [x]\n", ("a",))])
def test_a_key_that_is_there_or_has_no_place_is_refused(text: str, keys: tuple[Key, ...]) -> None:
    with pytest.raises(CannotAddError):
        entered(text, keys, "b", "2")
