"""What readers decide on the page for names in review, written into the user's own file and taken back."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path

import structlog

from dashboard.review import Decision, Promise, ReviewError
from entities.gazetteer import GazetteerError
from entities.ownfile import read_own
from entities.yamlfile import YamlFileError
from sorot.config.config import Config
from sorot.errands import do
from sorot.errors import UserError
from sorot.names.decisions import gazetteer_with, tried
from sorot.names.names import names_in_force
from storage.database import Database
from storage.errands import ErrandStopped
from storage.errors import StorageError
from storage.files import write_whole

log = structlog.get_logger(__name__)
REFUSED = (YamlFileError, GazetteerError, UserError)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Change:
    """What a decision did to a file."""

    decision: Decision
    path: Path
    before: bytes | None  # None: there was no such file
    after: bytes


class FileReviewer:
    """Carries out what a reader of the page decides. Safe to call from any thread."""

    def __init__(self, config: Config, db: Database) -> None:
        self._config, self._db = config, db
        self._lock = threading.Lock()
        self._done: list[_Change] = []
        self._matching = threading.Lock()  # held while stored articles are matched again
        self._asked = 0  # decisions that want them to be

    @property
    def last(self) -> Decision | None:
        """What :meth:`undo` would take back."""
        return self._done[-1].decision if self._done else None

    def promise(self, decision: Decision) -> Promise:
        """Say what a decision would change, and change nothing."""
        known = self._db.gazetteer.entities
        try:
            names = gazetteer_with(decision, self._config.own_names, known, write=False)
        except REFUSED as error:
            raise ReviewError(str(error)) from error
        found = tried(self._db, decision, names)
        return Promise(
            adds_to=known.get(decision.key or ""),
            mentions=found.mentions,
            articles=found.articles,
            conflicts=tuple(f"{names.entities[key].labels['en']}: −{n}" for key, n in found.lost.items()),
        )

    def decide(self, decision: Decision) -> None:
        """Write it, go on with the names that there are then, and match stored articles again."""
        with self._lock:
            try:
                before = self._texts()
                gazetteer_with(decision, self._config.own_names, self._db.gazetteer.entities, write=True)
                after = self._texts()
            except REFUSED as error:
                raise ReviewError(str(error)) from error
            for path, text in after.items():
                if text is not None and text != before.get(path):
                    change = _Change(decision=decision, path=path, before=before.get(path), after=text)
                    self._done.append(change)
            self._follow()

    def undo(self) -> Decision:
        """Put the file of the last decision back as it was."""
        with self._lock:
            if not self._done:
                raise ReviewError("there is nothing to undo")
            change = self._done[-1]
            if not change.path.exists() or change.path.read_bytes() != change.after:
                raise ReviewError(
                    f"{change.path}:1: was changed since; take {change.decision.name!r} out by hand"
                )
            if change.before is None:
                change.path.unlink()
            else:
                write_whole(change.path.resolve(), change.before, sync=True)
            self._done.pop()
            self._follow()
            return change.decision

    def _texts(self) -> dict[Path, bytes | None]:
        """The user's files, included ones too, as they are."""
        first = self._config.own_names
        paths = read_own(first).texts if first.exists() else (first,)
        return {path: path.read_bytes() if path.exists() else None for path in paths}

    def _follow(self) -> None:
        self._db.follow(names_in_force(self._config).gazetteer)
        self._asked += 1
        threading.Thread(target=self._match_again, args=(self._asked,), name="review", daemon=True).start()

    def _match_again(self, asked: int) -> None:
        """Have all that is stored matched again, once for several decisions that follow each other."""
        with self._matching:
            if asked != self._asked:
                return  # a later decision sees to it
            try:
                do(self._config, "retag")
            except (StorageError, ErrandStopped) as error:
                log.warning("stored articles are not matched again yet", error=str(error))
