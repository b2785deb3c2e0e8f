"""What in the user's own names cannot be: ids given twice, parts of what is not there, circles."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from entities.ownfile import OwnLeader, OwnNames


@dataclass(frozen=True, slots=True, kw_only=True)
class _Given:
    """An id and where it stands, as ``file:line``."""

    key: str
    at: str
    part_of: str | None = None
    part_at: str = ""


def own_problems(own: OwnNames, leaders: Mapping[str, str | None]) -> list[str]:
    """One ``file:line: what, and what to do`` a problem.

    :param leaders: countries of the leaders of ours, by id.
    """
    entities = [
        _Given(
            key=entity.id,
            at=file.place("entities", place, "id"),
            part_of=entity.part_of,
            part_at=file.place("entities", place, "part_of"),
        )
        for file in own.files
        for place, entity in enumerate(file.value.entities)
    ]
    found = [
        (leader, file.place("leaders", place, "id"))
        for file in own.files
        for place, leader in enumerate(file.value.leaders)
    ]
    given = [_Given(key=f"leader:{leader.id}", at=at) for leader, at in found]
    return [
        *chain.from_iterable(_leader(leader, at, leaders) for leader, at in found),
        *_twice([*given, *entities], leaders),
        *_parts(entities),
    ]


def _leader(leader: OwnLeader, at: str, leaders: Mapping[str, str | None]) -> Iterator[str]:
    if leader.id in leaders:
        if leader.country not in (None, leaders[leader.id]):
            where = leaders[leader.id] or "an organisation"
            yield f"{at}: {leader.id} is a leader of {where}, not of {leader.country}; drop country"
        return
    missing = [name for name in ("en", "id") if name not in leader.label]
    if missing or not any(leader.names.values()):
        close = difflib.get_close_matches(leader.id, leaders, n=1)
        hint = f"did you mean {close[0]}?" if close else "a new one needs label: {en: …, id: …} and names"
        yield f"{at}: {leader.id} is no leader of ours; {hint}"


def _twice(given: list[_Given], leaders: Mapping[str, str | None]) -> Iterator[str]:
    first: dict[str, _Given] = {}
    for one in given:
        code = one.key.partition(":")[2]
        known = first.setdefault(code, one)
        if known is not one and known.key == one.key:
            yield f"{one.at}: {one.key} is already in {known.at}; keep one, with all its names"
        elif known is not one:
            yield (
                f"{one.at}: {one.key} and {known.key} ({known.at}) are called the same after the colon, "
                "which is how addresses of pages name them; call one of them otherwise"
            )
        elif code in leaders and not one.key.startswith("leader:"):
            yield f"{one.at}: {one.key} is the leader {code} of ours; add to it under leaders: {{id: {code}}}"


def _parts(entities: list[_Given]) -> Iterator[str]:
    by_key = {one.key: one for one in entities}
    for one in entities:
        if one.part_of is not None and one.part_of not in by_key:
            close = difflib.get_close_matches(one.part_of, by_key, n=1)
            hint = f"did you mean {close[0]}?" if close else "add it under entities, or drop part_of"
            yield f"{one.part_at}: part_of: {one.part_of} is no entity of yours; {hint}"
    settled: set[str] = set()
    for one in entities:
        way: list[_Given] = []
        step: _Given | None = one
        while step and step.key not in settled and step not in way:
            way.append(step)
            step = by_key.get(step.part_of or "")
        if step in way:
            circle = way[way.index(step) :]
            told = " -> ".join(f"{each.key} ({each.part_at})" for each in circle)
            yield f"{circle[0].part_at}: part_of leads back: {told} -> {circle[0].key}; drop one part_of"
        settled.update(each.key for each in way)
