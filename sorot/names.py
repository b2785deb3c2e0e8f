"""The names in force: ours, and the user's own as config.yaml names them or as they were last accepted."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

import click
import structlog

from entities import gazetteer
from entities.gazetteer import Gazetteer, GazetteerError
from entities.ownfile import OwnNames, read_own
from entities.rules import load_rules
from entities.titles import load_titles
from entities.yamlfile import YamlFileError, text_of
from sorot.config import Config, load
from storage.files import write_whole

log = structlog.get_logger()

STILL = "The names accepted last stay in force until this is mended; sorot doctor says when it is."
ACCEPTED = "names-accepted.json"  # in the data folder: path and text of each file, the first one first
IN_FORCE = "names-version"  # in the data folder: the version that the archive is matched with


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What is looked for, and whether that is what the user's file says now."""

    gazetteer: Gazetteer
    refused: str = ""  # why the file is not in force as it is; empty when it is, or when there is none


def load_names(config: Config) -> Gazetteer:
    """The names in force; when the user's file is refused, that is said on stderr.

    :raises YamlFileError: the file is refused, and there is none that was accepted before.
    :raises GazetteerError: the same.
    """
    return say(names_in_force(config)).gazetteer


def say(names: Names) -> Names:
    """Tell whoever runs a command that the user's file is refused, if it is."""
    if names.refused:
        click.echo(names.refused, err=True)
        click.echo(STILL, err=True)
    return names


def names_in_force(config: Config, *, keep: bool = True) -> Names:
    """The names in force, and what is wrong with the user's file. Raises as ``load_names``.

    :param keep: whether a file that is accepted is noted as such; not for a mere look.
    """
    _forget()
    file = config.names_file
    if file is None:
        return Names(gazetteer=_settled(gazetteer.load()))
    accepted = config.data / ACCEPTED
    try:
        own = read_own(file)
        names = Names(gazetteer=_settled(gazetteer.load(own)))
    except (YamlFileError, GazetteerError) as error:
        kept = _kept(accepted)
        if kept is None:
            raise
        return Names(gazetteer=_settled(kept), refused=str(error))
    if keep:
        _keep(accepted, own)
    return names


def note_in_force(data: Path, names: Gazetteer) -> None:
    """Tell a collector that runs beside us which names the archive goes by from now on."""
    write_whole(data / IN_FORCE, names.version.encode(), sync=False)


class NewNames:
    """Tells a process that runs for long when the archive goes by other names than its own."""

    def __init__(self, config: Config, names: Gazetteer) -> None:
        self._config, self._version = config, names.version
        self._seen = ""

    def __call__(self) -> Gazetteer | None:
        """The other names; None as long as there are none, or they cannot be read."""
        try:
            said = (self._config.data / IN_FORCE).read_text(encoding="ascii")
        except FileNotFoundError:
            return None
        if said in {self._seen, self._version}:
            return None
        self._seen = said
        try:
            names = names_in_force(self._config, keep=False).gazetteer
        except (YamlFileError, GazetteerError) as error:
            log.warning("names cannot be read, going on with the ones before", error=str(error))
            return None
        if names.version == self._version:
            return None
        self._version = names.version
        return names


def _forget() -> None:
    """Have rules and titles read again: a process may live longer than they stay the same."""
    load_rules.cache_clear()
    load_titles.cache_clear()


def _settled(names: Gazetteer) -> Gazetteer:
    """The names with the version that the rules of now make of them."""
    assert names.version
    return names


def names_to_try(path: Path | None) -> Gazetteer:
    """What the names file of a configuration says now, mistakes refused; ours alone without one.

    Raises as ``load_names`` and :func:`sorot.config.load`.
    """
    return names_of_file(load(path)) if path else gazetteer.load()


def names_of_file(config: Config) -> Gazetteer:
    """The same of a configuration that is read already. Raises as ``load_names``."""
    return gazetteer.load(read_own(config.names_file) if config.names_file else None)


class NamesWatch:
    """Says why the user's file is refused as it is now, for a process that runs while it is being edited."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._texts: dict[Path, str] = {}  # of the files when they were last looked into
        self._said = ""

    def __call__(self) -> str:
        """What is wrong; empty when nothing is. Quick as long as no file changes."""
        file = self._config.names_file
        if file is None:
            return ""
        try:
            if not self._unchanged():
                self._texts = {}
                own = read_own(file)
                self._said = _collisions(own)
                self._texts = own.texts
        except YamlFileError as error:
            return str(error)
        return self._said

    def _unchanged(self) -> bool:
        try:
            return bool(self._texts) and all(text_of(path) == text for path, text in self._texts.items())
        except YamlFileError:
            return False


def _collisions(own: OwnNames) -> str:
    try:
        gazetteer.load(own)
    except GazetteerError as error:
        return str(error)
    return ""


def _kept(path: Path) -> Gazetteer | None:
    """The names of the files that were last accepted; None when there are none that fit ours."""
    try:
        texts = {Path(file["path"]): file["text"] for file in json.loads(path.read_text(encoding="utf-8"))}
        return gazetteer.load(read_own(next(iter(texts)), texts.__getitem__))
    except (OSError, ValueError, LookupError, TypeError, StopIteration):
        return None


def _keep(path: Path, own: OwnNames) -> None:
    files = [{"path": str(file), "text": text} for file, text in own.texts.items()]
    said = json.dumps(files, ensure_ascii=False, indent=1)
    if path.exists() and path.read_text(encoding="utf-8") == said:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        beside.write_text(said, encoding="utf-8")
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
