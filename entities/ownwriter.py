"""Adding to the user's own names: one insertion in one file, and only when everything still loads."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from entities.gazetteer import Gazetteer, load
from entities.ownfile import OwnEntity, OwnLeader, OwnNames, read_own
from entities.yamledit import CannotAddError, Key, appended
from entities.yamlfile import YamlFileError
from entities.yamlwrite import TRIES, replaced, text_to_change


class _Addition(NamedTuple):
    path: Path
    keys: tuple[Key, ...]
    item: Any


def add_entity(
    path: Path,
    key: str,
    *,
    labels: Mapping[str, str],
    names: Sequence[str],
    short: Sequence[str] = (),
    country: str | None = None,
    part_of: str | None = None,
    write: bool = True,
) -> Gazetteer:
    """Add an organisation, company, topic or person, or a leader, to ``path``, which is made when missing.

    :param key: "company:pertamina", "leader:jane-doe".
    :param short: of a person: counts once the article has one of ``names``.
    :param write: False to see only whether it can be added, and what would be known then.
    :returns: the gazetteer with it.
    :raises YamlFileError: the file, as it is or as it would be, is not well formed.
    :raises GazetteerError: with the entity, files would contradict each other.
    """
    kind, _, code = key.partition(":")
    leader = kind == "leader"
    entry: dict[str, Any] = {
        "id": code if leader else key,
        "country": country,
        "label" if leader else "labels": dict(labels),
        "names": {"any": list(names)},
        "short": list(short),
        "part_of": part_of,
    }
    entry = {name: value for name, value in entry.items() if value}
    return _change(
        path, lambda _: _Addition(path, ("leaders" if leader else "entities",), entry), write=write
    )


def add_name(path: Path, key: str, name: str, *, lang: str = "any", write: bool = True) -> Gazetteer:
    """Add a name to an entity, ours or the user's; nothing is written when it is there already.

    ``write``, what is returned and what is raised are as in ``add_entity``.
    """

    def where(own: OwnNames) -> _Addition | None:
        kind, _, code = key.partition(":")
        if kind == "country":
            return _of_country(own, code, name, lang)
        section, wanted = ("leaders", code) if kind == "leader" else ("entities", key)
        for file in own.files:
            entries: Sequence[OwnLeader | OwnEntity] = file.value.entities
            if kind == "leader":
                entries = file.value.leaders
            for place, entry in enumerate(entries):
                if entry.id == wanted:
                    known = name in (alias.text for alias in entry.names.get(lang, ()))
                    return None if known else _Addition(file.path, (section, place, "names", lang), name)
        return _Addition(path, (section,), {"id": wanted, "names": {lang: [name]}})

    return _change(path, where, write=write)


def reject(path: Path, name: str, *, write: bool = True) -> Gazetteer:
    """Note that ``name`` is to be offered no more; the rest is as in ``add_entity``."""
    return _change(
        path,
        lambda own: None if name in own.rejected else _Addition(path, ("rejected",), name),
        write=write,
    )


def _of_country(own: OwnNames, code: str, name: str, lang: str) -> _Addition | None:
    file = next((file for file in own.files if code in file.value.countries), own.files[0])
    known = file.value.countries.get(code)
    if known and name in (alias.text for alias in known.names.get(lang, ())):
        return None
    return _Addition(file.path, ("countries", code, "names", lang), name)


def _change(path: Path, change: Callable[[OwnNames], _Addition | None], *, write: bool = True) -> Gazetteer:
    for _ in range(TRIES):
        own = read_own(path, lambda file: text_to_change(file, may_be_missing=file == path))
        addition = change(own)
        if addition is None:
            return load(own)
        old = own.texts[addition.path]
        try:
            new = appended(old, addition.keys, addition.item)
        except CannotAddError as error:
            raise YamlFileError(addition.path, [(1, f"{error}; write it there by hand")]) from error
        names = load(read_own(path, _instead(own, addition.path, new)))
        if not write or replaced(addition.path, old, new):
            return names
    raise YamlFileError(path, [(1, "changes all the time; try again when nobody is writing it")])


def _instead(own: OwnNames, path: Path, text: str) -> Callable[[Path], str]:
    return lambda file: text if file == path else own.texts[file]
