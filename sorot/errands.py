"""What commands ask of the archive: done in the process that serves it, or in the command's own.

To add one, write its work as a generator (:data:`storage.errands.Steps`) and put it into :func:`kinds`; a
command calls :func:`do`. Arguments and answers are what JSON can say.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import asdict
from functools import partial
from typing import Any

from entities.gazetteer import Gazetteer
from entities.matcher import Matcher
from sorot.archive import open_database
from sorot.config import Config
from sorot.names import names_in_force, note_in_force
from storage.database import Database
from storage.errands import Answer, Arguments, Kind, Progress, Steps, carry_out
from storage.preview import preview
from storage.retag import RetagReport, retag, unfinished


def kinds(config: Config) -> dict[str, Kind]:
    """Every kind of errand by its name."""
    known = (
        Kind(name="retag", work=partial(_retag, config), outlives=True),
        Kind(name="preview", work=partial(_preview, config)),
    )
    return {kind.name: kind for kind in known}


def do(
    config: Config,
    kind: str,
    *,
    progress: Callable[[Progress], None] = lambda _: None,
    read_only: bool = False,
    **arguments: Any,
) -> Answer:
    """Do this kind of work wherever the archive is; errors as :func:`storage.errands.carry_out`.

    ``read_only`` when it changes nothing.
    """
    return carry_out(
        kinds(config)[kind],
        arguments,
        data_dir=config.data,
        open_archive=lambda: open_database(
            config, names_in_force(config, keep=not read_only).gazetteer, read_only=read_only
        ),
        progress=progress,
    )


def follow(db: Database, names: Gazetteer) -> Generator[Progress, None, RetagReport]:
    """Go on with these names from now on, collectors too, and match all that is stored with them."""
    db.follow(names)
    note_in_force(db.path.parent, names)
    return (yield from retag(db, Matcher))


def left_over(db: Database) -> Generator[Progress, None, RetagReport] | None:
    """A retag that a process before this one could not end: it goes on, or begins again with other names."""
    return retag(db, Matcher) if db.call(unfinished) else None


def _retag(config: Config, db: Database, _arguments: Arguments) -> Steps:
    report = yield from follow(db, names_in_force(config).gazetteer)
    return asdict(report)


def _preview(config: Config, db: Database, arguments: Arguments) -> Steps:
    names = names_in_force(config, keep=False).gazetteer
    told = yield from preview(db, names, Matcher, sample=arguments.get("sample"))
    entities = [
        asdict(entity)
        | {
            which: [asdict(shown) | {"day": shown.day.isoformat()} for shown in getattr(entity, which)]
            for which in ("examples_gained", "examples_lost")
        }
        for entity in told.entities
    ]
    return {
        "articles": told.articles,
        "looked_at": told.looked_at,
        "changed": told.changed,
        "retag_takes_s": round(told.takes.total_seconds(), 1),
        "entities": entities,
    }
