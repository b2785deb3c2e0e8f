"""What a page needs to answer a request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import structlog

from dashboard.clock import Clock
from storage.notes import NoteError, notebook

if TYPE_CHECKING:
    from collections.abc import Callable

    from dashboard.alerts.desk import Alerts
    from dashboard.i18n import Lang, Words
    from dashboard.review import Reviewer
    from dashboard.settings import WebSettings
    from entities.gazetteer import Gazetteer
    from storage.database import Database
    from storage.notes import Note, Notebook
    from storage.writer import WriterState

log = structlog.get_logger()


def utc_now() -> datetime:
    """The real clock."""
    return datetime.now(UTC)


def no_writer() -> None:
    """For a process that takes no batches in."""


def nothing_refused() -> str:
    """For a process whose names are those of the files."""
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Handed to every page's ``register``."""

    settings: WebSettings
    db: Database
    now: Callable[[], datetime] = utc_now  # aware; a test gives its own
    names_refused: Callable[[], str] = nothing_refused  # why the user's own file of names is not in force
    writer: Callable[[], WriterState | None] = no_writer  # None: another process takes batches in
    reviewer: Reviewer | None = None  # None: names may be looked at, not decided on
    alerts: Alerts | None = None  # None: another process has them, or their file cannot be used

    @property
    def gazetteer(self) -> Gazetteer:
        """The names of now: they may change while pages are served."""
        return self.db.gazetteer

    @property
    def notes(self) -> Notebook:
        """The readers' own notes."""
        return notebook(self.settings.data_dir)

    def own_notes(self) -> tuple[Note, ...]:
        """All of them; none where their file is damaged, which their own page tells."""
        try:
            return self.notes.all()
        except NoteError as error:
            log.warning("notes cannot be read", error=str(error))
            return ()

    def today(self) -> date:
        """The day it is in the configured zone."""
        return self.now().astimezone(self.settings.zone).date()

    def clock(self, words: Words) -> Clock:
        """What says times on a page."""
        return Clock(now=self.now(), zone=self.settings.zone, words=words)

    def label(self, key: str, lang: Lang) -> str:
        """Name of an entity on pages; its code when the gazetteer no longer has it."""
        entity = self.gazetteer.entities.get(key)
        return entity.labels.get(lang, entity.labels["en"]) if entity else key.partition(":")[2]
