"""The files that say which names are in force, as they are at one moment.

Names are loaded where they are needed: a collector hands the files to processes that match, and holds none.
Whatever becomes of the files meanwhile, all that load the same of these have the same names.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from entities.gazetteer import Gazetteer

STILL = "The names accepted last stay in force until this is mended; sorot doctor says when it is."
ACCEPTED = "names-accepted.json"  # in the data folder: path and text of each file, the first one first

Texts = Mapping[Path, str]  # of the user's file, which is the first, and of those it includes


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What is looked for, and whether that is what the user's file says now."""

    gazetteer: Gazetteer
    refused: str = ""  # why the file is not in force as it is; empty when it is, or when there is none


@dataclass(frozen=True, slots=True, kw_only=True)
class NamesFiles:
    """What the user's files say now, and what they said when they were last accepted."""

    own: Texts = field(default_factory=dict)  # empty: there are none, or they cannot be read
    kept: Texts = field(default_factory=dict)
    refused: str = ""  # why they cannot be read
    note: Path | None = None  # where to write down that they are accepted

    def load(self) -> Names:
        """The names in force. Raises GazetteerError when the files are refused and none were accepted."""
        from entities import gazetteer
        from entities.gazetteer import GazetteerError
        from entities.ownfile import read_own
        from entities.rules import load_rules
        from entities.titles import load_titles

        for read in (load_rules, load_titles):  # a process may live longer than they stay the same
            read.cache_clear()

        def loaded(texts: Texts) -> Gazetteer:
            names = gazetteer.load(read_own(next(iter(texts)), texts.__getitem__) if texts else None)
            assert names.version  # settled with the rules of now
            return names

        refused = self.refused
        if not refused:
            try:
                names = Names(gazetteer=loaded(self.own))
            except GazetteerError as error:
                if not self.kept:
                    raise
                refused = str(error)
            else:
                if self.note is not None and self.own:
                    _keep(self.note, self.own)
                return names
        try:
            return Names(gazetteer=loaded(self.kept), refused=refused)
        except (ValueError, LookupError):  # they do not fit ours any more
            raise GazetteerError([refused]) from None

    def __call__(self) -> Gazetteer:
        """The same for a process of the collector, which says on stderr when the files are refused."""
        from entities.gazetteer import GazetteerError
        from sorot.errors import WRONG_USAGE, UserError

        try:
            names = self.load()
        except GazetteerError as error:
            raise UserError(str(error), WRONG_USAGE) from error  # which finds its way to who runs the command
        if names.refused:
            sys.stderr.write(f"{names.refused}\n{STILL}\n")
        return names.gazetteer


def files_in_force(file: Path | None, data: Path, *, keep: bool = True) -> NamesFiles:
    """What is in force by ``file``, the user's own. Raises YamlFileError when it is refused with none kept.

    :param keep: whether a file that is accepted is noted as such; not for a mere look.
    """
    if file is None:
        return NamesFiles()
    from entities.ownfile import read_own
    from entities.yamlfile import YamlFileError

    note = data / ACCEPTED
    kept = _kept(note)
    try:
        own = read_own(file).texts
    except YamlFileError as error:
        if not kept:
            raise
        return NamesFiles(kept=kept, refused=str(error))
    return NamesFiles(own=own, kept=kept, note=note if keep else None)


def _kept(note: Path) -> Texts:
    """The files that were last accepted; none when they cannot be had."""
    try:
        return {Path(file["path"]): file["text"] for file in json.loads(note.read_text(encoding="utf-8"))}
    except (OSError, ValueError, LookupError, TypeError):
        return {}


def _keep(note: Path, own: Texts) -> None:
    files = [{"path": str(file), "text": text} for file, text in own.items()]
    said = json.dumps(files, ensure_ascii=False, indent=1)
    if note.exists() and note.read_text(encoding="utf-8") == said:
        return
    note.parent.mkdir(parents=True, exist_ok=True)
    beside = note.with_name(f".{note.name}.{os.getpid()}.new")
    try:
        beside.write_text(said, encoding="utf-8")
        beside.replace(note)
    finally:
        beside.unlink(missing_ok=True)
