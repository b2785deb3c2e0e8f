"""What commands ask of the archive: done in the process that serves it, or in the command's own.

To add one, write its work as a generator (:data:`storage.errands.Steps`) and put it into :func:`kinds`; a
command calls :func:`do`. Arguments and answers are what JSON can say.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from dashboard.review import Decision, new_key
from entities.gazetteer import Gazetteer
from entities.known import folded_name
from entities.matcher import Matcher
from sorot import __version__
from sorot.archive import open_database, require_writer
from sorot.briefing_errand import briefing_errand
from sorot.config.config import Config
from sorot.export_errand import export_errand
from sorot.names.decisions import gazetteer_with, tried
from sorot.names.names import names_in_force, note_in_force
from storage.backup.backup import backup
from storage.database import Database
from storage.errands import Answer, Arguments, Kind, Progress, Steps, carry_out
from storage.questions.checkup import check_up
from storage.questions.names import EVER, name_contexts, names_waiting
from storage.rebuild import exchange
from storage.retag.preview import preview
from storage.retag.retag import RetagReport, retag, unfinished
from storage.upkeep.nightly import findings, look_over, night_of
from storage.upkeep.retention import before_of, forget_texts, to_forget


def kinds(config: Config) -> dict[str, Kind]:
    """Every kind of errand by its name."""
    known = (
        Kind(name="retag", work=partial(_retag, config), outlives=True),
        Kind(name="preview", work=partial(_preview, config)),
        Kind(name="follow-names", work=partial(_follow_names, config)),
        Kind(name="names-seen", work=_names_seen),
        Kind(name="try-name", work=partial(_try_name, config)),
        Kind(name="backup", work=_backup),
        Kind(name="rebuild-begin", work=exchange.tell),
        Kind(name="rebuild-end", work=partial(exchange.take_over, Matcher), repeatable=False),
        Kind(name="export", work=export_errand),
        Kind(name="briefing", work=partial(briefing_errand, config)),
        Kind(name="mend", work=partial(_mend, config)),
        Kind(name="forget", work=partial(_forget, config)),
        Kind(name="check-up", work=partial(_check_up, config)),
    )
    return {kind.name: kind for kind in known}


def do(
    config: Config,
    kind: str,
    *,
    progress: Callable[[Progress], None] = lambda _: None,
    read_only: bool = False,
    patience: float | None = None,
    **arguments: Any,
) -> Answer:
    """Do this kind of work wherever the archive is; errors as :func:`storage.errands.carry_out`.

    ``read_only`` when it changes nothing; ``patience`` as there.

    :raises UserError: it changes a lake that this machine only reads.
    """
    if not read_only:
        require_writer(config)
    return carry_out(
        kinds(config)[kind],
        arguments,
        data_dir=config.data,
        open_archive=lambda: open_database(
            config, names_in_force(config, keep=not read_only).gazetteer, read_only=read_only
        ),
        progress=progress,
        patience=patience,
    )


def follow(db: Database, names: Gazetteer, data: Path) -> Generator[Progress, None, RetagReport]:
    """Go on with these names from now on, collectors of this folder too, and match all that is stored."""
    db.follow(names)
    note_in_force(data, names)
    return (yield from retag(db, Matcher))


def left_over(db: Database) -> Generator[Progress, None, RetagReport] | None:
    """A retag that a process before this one could not end: it goes on, or begins again with other names."""
    return retag(db, Matcher) if db.call(unfinished) else None


def _retag(config: Config, db: Database, _arguments: Arguments) -> Steps:
    report = yield from follow(db, names_in_force(config).gazetteer, config.data)
    return asdict(report)


def _follow_names(config: Config, db: Database, _arguments: Arguments) -> Steps:
    """Go on with other names whose mentions are the same: some are offered no more."""
    db.follow(names_in_force(config).gazetteer)
    yield Progress(done=1, total=1)
    return {}


def _names_seen(db: Database, arguments: Arguments) -> Steps:
    """The names that wait, or the one of ``name`` with its sentences."""
    days, name = arguments.get("days"), arguments.get("name")
    today = datetime.now(db.zone).date()
    since = today - timedelta(days=days) if days else EVER
    waiting = db.call(names_waiting, gazetteer=db.gazetteer, since=since)
    shown = [one for one in waiting if name is None or one.folded == folded_name(name)]
    shown = shown[: arguments.get("limit")]
    contexts = db.call(name_contexts, names=[one.folded for one in shown] if name else [])
    yield Progress(done=1, total=1)
    return {
        "waiting": len(waiting),
        "names": [
            {
                **asdict(one),
                "first_day": one.first_day.isoformat(),
                "last_day": one.last_day.isoformat(),
                "close_to": near.key
                if (near := db.gazetteer.known.closest(one.folded, one.country))
                else None,
                "new_key": new_key(one),
                "contexts": [
                    asdict(context) | {"day": context.day.isoformat()}
                    for context in contexts.get(one.folded, ())
                ],
            }
            for one in shown
        ],
    }


def _try_name(config: Config, db: Database, arguments: Arguments) -> Steps:
    decision = Decision(name=arguments["name"], key=arguments["key"], country=arguments["country"])
    names = gazetteer_with(
        decision, config.own_names, db.gazetteer.entities, labels=arguments["labels"], write=False
    )
    yield Progress(done=1, total=2)
    found = tried(db, decision, names)
    lost = {names.entities[key].labels["en"]: number for key, number in found.lost.items()}
    known = db.gazetteer.entities.get(decision.key or "")
    return {
        "adds_to": known.labels["en"] if known else None,
        "mentions": found.mentions,
        "articles": found.articles,
        "lost": lost,
    }


def _check_up(config: Config, db: Database, arguments: Arguments) -> Steps:
    night = night_of(datetime.now(config.time_zone), config.upkeep.hour)
    told = yield from check_up(db, night=night, full=arguments["full"])
    return {
        name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(told).items()
    }


def _mend(config: Config, db: Database, _arguments: Arguments) -> Steps:
    now = datetime.now(UTC).replace(tzinfo=None)
    night = night_of(datetime.now(config.time_zone), config.upkeep.hour)
    days, wrong = yield from look_over(db, night=night, now=now, full=True)
    found = [finding for finding in db.call(findings, since=now) if finding.found_at == now]
    told = [asdict(finding) | {"day": finding.day.isoformat(), "found_at": None} for finding in found]
    return {"days": days, "wrong": wrong, "found": told}


def _forget(config: Config, db: Database, arguments: Arguments) -> Steps:
    keep = timedelta(days=arguments["days"])
    before = before_of(datetime.now(UTC), keep)
    if arguments["dry_run"]:
        yield Progress(done=0, total=1)
        told = to_forget(db, config.data, before=before)
    else:
        told = yield from forget_texts(db, config.data, before=before)
    return asdict(told) | {"before": before.date().isoformat()}


def _backup(db: Database, arguments: Arguments) -> Steps:
    files = {name: Path(path) for name, path in arguments["files"].items()}
    report = yield from backup(
        db,
        Path(arguments["to"]),
        files=files,
        record=arguments["record"],
        made_at=datetime.now(UTC),
        version=__version__,
    )
    return {
        **asdict(report),
        "folder": str(report.folder),
        "made_at": report.made_at.isoformat(timespec="seconds"),
    }


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
        "kept": told.kept,
        "looked_at": told.looked_at,
        "changed": told.changed,
        "retag_takes_s": round(told.takes.total_seconds(), 1),
        "entities": entities,
    }
