"""How well the real cleaner and matcher do on texts that careful readers labelled: a gate.

What has to be reached is in tests/data/labels/floors.yaml (tests/floors.py says how it changes), what pages
say was reached is in entities/data/accuracy.json. Both are brought up to date by

    pytest tests/sorot/test_accuracy.py --regenerate
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from entities import accuracy
from entities.accuracy import Measured, Part, Score
from sorot.evaluate import Evaluation, evaluate_files, measured, read_label_files
from tests import floors
from tests.mentions import matcher

TRAPS = sorted(path.stem for path in floors.FOLDER.glob("*.jsonl"))
PINNED = sorted({*floors.read(), *TRAPS, floors.WHOLE})
CLOSE = 0.005  # what pages say may be off by half a percent point
FEW = 1  # articles of one trap or entity may be read otherwise than pages say
MORE = 0.05  # texts that may have come in since
ENOUGH = accuracy.FEWEST + 2  # articles that name an entity: from here on pages must have it


@cache
def evaluation() -> Evaluation:
    return evaluate_files(matcher(), read_label_files(floors.FOLDER))


def now() -> Measured:
    return measured(evaluation(), date.today())  # noqa: DTZ011  # the day it is for whoever regenerates


@pytest.fixture(scope="module", autouse=True)
def _regenerated(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--regenerate"):
        reason = request.config.getoption("--reason")
        floors.write(floors.regenerated(floors.read(), now(), reason))
        kept = accuracy.MEASURED
        if not kept.exists() or drifted(accuracy.from_json(kept.read_text("utf-8")), now(), exact=True):
            kept.write_text(accuracy.to_json(now()), encoding="utf-8")


def table(name: str) -> str:
    """Scores and every disagreement, for whoever has to find out what broke."""
    one = evaluation() if name == floors.WHOLE else evaluation().files[name]
    lines = [f"{name}: {one.articles} texts"]
    for kind, score in (("countries", one.countries), ("leaders", one.leaders)):
        figures = (
            f"P {score.precision:.3f} R {score.recall:.3f} F1 {score.f1:.3f} off {score.count_error:.3f}"
        )
        lines.append(f"    {kind:<10} {figures}")
    lines += [f"    {m.article}: {m.entity} expected {m.expected}, found {m.found}" for m in one.mistakes]
    return "\n".join(lines)


@pytest.mark.parametrize("name", PINNED)
def test_floors_are_not_lowered_silently(name: str) -> None:
    history = floors.read().get(name, ())

    assert history, f"{name} has no floors; run pytest tests/sorot/test_accuracy.py --regenerate"
    assert floors.problems(name, history) == []


@pytest.mark.parametrize("name", PINNED)
def test_labelled_texts_do_not_go_silently(name: str) -> None:
    assert floors.lost_texts(name, floors.read()[name], floors.texts(name)) == []


@pytest.mark.parametrize("name", [*TRAPS, floors.WHOLE])
def test_texts_are_read_as_well_as_before(name: str) -> None:
    floor, part = floors.read()[name][-1], now().whole if name == floors.WHOLE else now().traps[name]

    assert floor.countries.broken_by(part.countries) == [], table(name)
    assert floor.leaders.broken_by(part.leaders) == [], table(name)


def test_every_text_has_an_id_of_its_own() -> None:
    ids = [label.id for labels in read_label_files(floors.FOLDER).values() for label in labels]

    assert len(ids) == len(set(ids))


def test_pages_say_what_is_measured() -> None:
    difference = drifted(accuracy.measured(), now())

    assert not difference, f"{difference}: run pytest tests/sorot/test_accuracy.py --regenerate"


def drifted(said: Measured, found: Measured, *, exact: bool = False) -> list[str]:
    """Where figures differ by more than a reader would mind; ``exact``: at all."""
    if exact:
        return [] if said == replace(found, day=said.day) else ["figures"]
    differ = [
        f"{kind} {name}"
        for kind, one, other in _pairs(said.whole, found.whole)
        for name in ("precision", "recall", "f1", "count_error")
        if abs(getattr(one, name) - getattr(other, name)) > CLOSE
    ]
    if abs(said.whole.texts - found.whole.texts) > found.whole.texts * MORE:
        differ.append("texts")
    differ += sorted(said.traps.keys() ^ found.traps.keys())
    pairs = [
        (name, one, other)
        for name in said.traps.keys() & found.traps.keys()
        for _, one, other in _pairs(said.traps[name], found.traps[name])
    ]
    both = said.entities.keys() & found.entities.keys()
    pairs += [(code, said.entities[code], found.entities[code]) for code in sorted(both)]
    differ += [
        name
        for name, one, other in pairs
        if abs(one.missed - other.missed) > FEW or abs(one.wrong - other.wrong) > FEW
    ]
    either = {**said.entities, **found.entities}
    return differ + [code for code, score in either.items() if code not in both and score.expected > ENOUGH]


def _pairs(one: Part, other: Part) -> list[tuple[str, Score, Score]]:
    return [("countries", one.countries, other.countries), ("leaders", one.leaders, other.leaders)]
