"""Whom an article names as its source: wire agencies and other outlets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from ahocorasick_rs import AhoCorasick
from pydantic import BaseModel, ConfigDict

from entities import yamlfile

_PATH: Final = Path(__file__).with_name("agencies.yaml")
_WINDOW: Final = 60  # characters around a name in which its cue stands
_MAX_FILLER: Final = 5  # words between cue and name
_MAX_FREE: Final = 40  # characters of a source in a byline that is not in the list
_ALPHANUMERIC = re.compile("[A-Za-z0-9]")
_WORD = re.compile(r"[^\W_]+(?:\.[^\W_]+)*")
_SENTENCE = re.compile(r"[.!?]\s|[|]")
_BYLINE_SOURCE = re.compile(
    r"(?:^|\|)[ ]*(?:Sumber|Sumber berita|Source)[ ]*:[ ]*([^|\n]{2,80})", re.IGNORECASE | re.MULTILINE
)
_SOURCES = re.compile(r"\s*(?:[,;/&-]|\bdan\b|\band\b)\s*")
_BRACKETS: Final = {"(": "/)&, ", "/": "/)-, "}


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    agencies: dict[str, tuple[str, ...]]
    careful: dict[str, tuple[str, ...]]
    before: frozenset[str]
    after: frozenset[str]
    filler: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Agencies:
    forms: AhoCorasick
    name_of: dict[str, str]  # form -> name
    careful: frozenset[str]  # forms
    before: frozenset[str]
    glued: re.Pattern[str]  # a cue right before the name, without a space between
    words: frozenset[str]  # that occur in forms
    after: frozenset[str]
    filler: frozenset[str]


@cache
def _agencies() -> _Agencies:
    file = yamlfile.read(_PATH, _File)
    name_of = {
        form: name
        for group in (file.agencies, file.careful)
        for name, forms in group.items()
        for form in forms
    }
    cues = "|".join(sorted(file.before | {"dari", "oleh"}, key=len, reverse=True))
    return _Agencies(
        forms=AhoCorasick(tuple(name_of)),
        name_of=name_of,
        careful=frozenset(form for forms in file.careful.values() for form in forms),
        before=file.before,
        glued=re.compile(rf"(?<![^\W_])(?:{cues})$", re.IGNORECASE),
        words=frozenset(word.casefold() for form in name_of for word in _WORD.findall(form)),
        after=file.after,
        filler=frozenset(word.casefold() for word in file.filler),
    )


def sources(text: str, *, outlet: str | None = None) -> tuple[str, ...]:
    """The agencies and outlets that ``text`` names as where its news comes from, in text order, each once.

    ``outlet`` is who published the text: that it names itself is no news.
    """
    data = _agencies()
    own = _key(outlet or "")
    found: dict[int, str] = {}
    for start, end in _forms(data, text):
        if _is_source(data, text, start, end):
            found[start] = data.name_of[text[start:end]]
    for match in _BYLINE_SOURCE.finditer(text) if ":" in text else ():
        for part in _SOURCES.split(match[1]):
            name = part.strip(" .")
            known = data.name_of.get(name)
            if known or (1 < len(name) <= _MAX_FREE and name[0].isupper()):
                found.setdefault(text.index(part, match.start(1)), known or name)
    names = (found[start] for start in sorted(found))
    return tuple(dict.fromkeys(name for name in names if not own or _key(name) != own))


def _forms(data: _Agencies, text: str) -> Iterator[tuple[int, int]]:
    """Where names stand that end with a word, in order, the longest of those that begin together."""
    hits = [
        (start, end)
        for _, start, end in data.forms.find_matches_as_indexes(text, overlapping=True)
        if not _ALPHANUMERIC.match(text, end)
    ]
    position = 0
    for start, end in sorted(hits, key=lambda hit: (hit[0], -hit[1])):
        if start >= position:
            yield start, end
            position = end


def is_known(names: str) -> bool:
    """Whether ``names``, "ANTARA/Xinhua", has an agency or outlet that we know."""
    known = _agencies().name_of
    return names in known or any(name.strip() in known for name in _SOURCES.split(names))


def _is_source(data: _Agencies, text: str, start: int, end: int) -> bool:
    name = text[start:end]
    before = text[max(0, start - _WINDOW) : start]
    if before[-1:].isupper() or before[-1:].isdigit() or before[-1:] == "@":
        return False
    if before[-1:].islower():  # glued: "dilansirAFP"
        return data.glued.search(before) is not None
    if before[-1:] == "/" and (len(before) == 1 or before[-2].isspace()) and not text[end:].strip(" .\n"):
        return True  # "/Xinhua" as the last word
    if before[-1:] in _BRACKETS and text[end : end + 1] in _BRACKETS[before[-1]]:
        # "(ANTARA)", "(ANTARA/Xinhua)"; but not "AS/RT".
        return before[-1] == "(" or data.name_of.get(before[:-1].rsplit("(", 1)[-1]) is not None
    if _has_cue(data, _SENTENCE.split(before)[-1], careful=name in data.careful):
        return True
    following = _WORD.findall(text[end : end + 25])[:1]
    return bool(following) and name not in data.careful and following[0] in data.after


def _has_cue(data: _Agencies, before: str, *, careful: bool) -> bool:
    """Whether ``before`` ends in a cue, with nothing but fillers and other names after it."""
    # Extraction may put a link on a line of its own: "Dikutip dari⏎Reuters⏎, Senin".
    lines = before.split("\n")
    own_line = len(lines) > 1 and not lines[-1].strip()
    words = _WORD.findall(" ".join(lines[-2:]) if own_line else lines[-1])
    for word in words[: -_MAX_FILLER - 2 : -1]:
        folded = word.casefold()
        if folded in data.before:
            return True
        if folded not in data.filler and (careful or own_line or folded not in data.words):
            return False
    return False


def _key(name: str) -> str:
    return "".join(_WORD.findall(name.casefold()))
