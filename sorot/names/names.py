"""The names in force: ours, and the user's own as config.yaml names them or as they were last accepted."""

from __future__ import annotations

from pathlib import Path

import click

from entities import gazetteer
from entities.gazetteer import Gazetteer, GazetteerError
from entities.ownfile import OwnNames, read_own
from entities.yamlfile import YamlFileError, text_of
from sorot.config.config import Config, load
from sorot.names.files import STILL, Names, files_in_force
from sorot.names.following import IN_FORCE
from storage.files import write_whole


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
    return files_in_force(config.names_file, config.data, keep=keep).load()


def note_in_force(data: Path, names: Gazetteer) -> None:
    """Tell a collector that runs beside us which names the archive goes by from now on."""
    write_whole(data / IN_FORCE, names.version.encode(), sync=False)


def names_to_try(path: Path | None) -> Gazetteer:
    """What the names file of a configuration says now, mistakes refused; ours alone without one.

    Raises as ``load_names`` and :func:`sorot.config.config.load`.
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
