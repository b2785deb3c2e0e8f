"""Every regular expression of the packages that read text, and texts made to slow it down.

``python -m tests.patterns`` prints, as JSON, each pattern with its flags and the line that compiles it.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[1]
PACKAGES = ("collectors", "entities")
_MANY = 20  # repetitions from which a part counts as one that has no end
_SAMPLES = {
    "CATEGORY_DIGIT": "1",
    "CATEGORY_SPACE": " ",
    "CATEGORY_WORD": "a",
    "CATEGORY_NOT_DIGIT": "a",
    "CATEGORY_NOT_SPACE": "a",
    "CATEGORY_NOT_WORD": "-",
}


class Compiled(NamedTuple):
    """A regular expression and where it is made."""

    where: str
    pattern: str
    flags: int


def compiled() -> list[Compiled]:
    """All of them: of a process of its own, in which nothing is compiled yet."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.patterns"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [Compiled(*fields) for fields in json.loads(done.stdout)]


def pumps(pattern: str, flags: int = 0) -> set[tuple[str, str]]:
    """For each part without end: a text that leads to it, and one that it takes over and over."""
    return set(_pumps(_parsed(pattern, flags), ""))


def _parsed(pattern: str, flags: int) -> list[Any]:
    return list(re._parser.parse(pattern, flags))  # type: ignore[attr-defined]


def _pumps(items: Iterable[Any], before: str) -> Iterator[tuple[str, str]]:
    for op, argument in items:
        name = str(op)
        if name in {"MAX_REPEAT", "MIN_REPEAT"}:
            least, most, inner = argument
            if most >= _MANY:
                yield before, _sample(inner) or "a"
            yield from _pumps(inner, before)
            before += _sample(inner) * least
            continue
        for inner in _inside(name, argument):
            yield from _pumps(inner, before)
        before += _sample([(op, argument)])


def _inside(name: str, argument: Any) -> list[Any]:
    if name == "SUBPATTERN":
        return [argument[-1]]
    if name == "BRANCH":
        return list(argument[1])
    return [argument[1]] if name in {"ASSERT", "ASSERT_NOT"} else []


def _sample(items: Iterable[Any]) -> str:
    """A short text that fits."""
    parts = []
    for op, argument in items:
        name = str(op)
        if name == "LITERAL":
            parts.append(chr(argument))
        elif name == "IN":
            parts.append(_one_of(argument))
        elif name in {"ANY", "NOT_LITERAL"}:
            parts.append("b" if argument == ord("a") else "a")
        elif name in {"MAX_REPEAT", "MIN_REPEAT"}:
            parts.append(_sample(argument[2]) * max(argument[0], 1))
        elif name in {"SUBPATTERN", "BRANCH"}:
            parts.append(_sample(_inside(name, argument)[0]))
    return "".join(parts)


def _one_of(members: Iterable[Any]) -> str:
    named = [(str(op), argument) for op, argument in members]
    if named[0][0] == "NEGATE":
        inside = "".join(f"\\{chr(argument)}" for name, argument in named if name == "LITERAL")
        return next((c for c in "a1 -.é" if not inside or not re.match(f"[{inside}]", c)), "q")
    name, argument = named[0]
    if name == "CATEGORY":
        return _SAMPLES[str(argument)]
    return chr(argument[0] if name == "RANGE" else argument)


def main() -> None:
    """Import and warm up everything, and print what was compiled on the way."""
    found: dict[tuple[str, int], str] = {}
    compiler = re._compiler  # type: ignore[attr-defined]
    compile_ = compiler.compile

    def noting(pattern: Any, flags: int = 0) -> Any:
        made = compile_(pattern, flags)
        frame = sys._getframe(1)
        while frame.f_back is not None and "/re/" in frame.f_code.co_filename:
            frame = frame.f_back
        file = Path(frame.f_code.co_filename)
        if isinstance(made.pattern, str) and file.is_relative_to(ROOT):
            where = f"{file.relative_to(ROOT)}:{frame.f_lineno}"
            found.setdefault((made.pattern, int(made.flags)), where)
        return made

    compiler.compile = noting
    for package in PACKAGES:
        folder = importlib.import_module(package).__path__
        for module in pkgutil.walk_packages(folder, f"{package}."):
            importlib.import_module(module.name)
    _warm_up()
    places = ((where, pattern, flags) for (pattern, flags), where in found.items())
    json.dump(sorted(place for place in places if place[0].startswith(PACKAGES)), sys.stdout)


def _warm_up() -> None:
    """Use what compiles its patterns only when it is used."""
    from collectors.clean import clean_text
    from entities.gazetteer import load
    from entities.matcher import Matcher

    matcher = Matcher(load())
    for lang in (None, "id", "en", "de", "fr", "ru", "zh", "ar"):
        matcher.find("Rusia", "Presiden AS dan Kim Jong Un, 中国, Russlands.", lang=lang)
    clean_text("JAKARTA, KOMPAS.com - Halo dunia.\nBaca Juga: Kabar\nEditor: A", outlet="kompas")


if __name__ == "__main__":
    main()
