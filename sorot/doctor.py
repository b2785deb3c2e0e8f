"""``sorot doctor``: look at everything, and say what is wrong and what to type."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import click

from entities.gazetteer import GazetteerError
from entities.yamlfile import YamlFileError
from sorot.archive import database_path, open_database
from sorot.config import Config, load
from sorot.errors import FAILED, in_words
from sorot.feed_findings import feed_findings
from sorot.finding import Finding, State
from sorot.names import names_in_force
from sorot.words import many
from storage.batch import REASON, pending, set_aside
from storage.entity_table import matched_with
from storage.errors import DatabaseInUseError
from storage.retag import unfinished
from storage.rollups import audit
from storage.shards import read_states

_AGAIN = {False: "sorot rebuild makes it again.", True: "docs/lake.md says how it is made again."}
LITTLE_SPACE = 500 * 1024 * 1024  # bytes


def doctor(path: Path, data: Path | None, *, as_json: bool) -> int:
    """Print every finding; returns 1 when something is wrong."""
    findings = list(_examine(path, data))
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False))
    else:
        for finding in findings:
            mark = {
                "ok": click.style("ok   ", fg="green"),
                "note": "note ",
                "wrong": click.style("wrong", fg="red"),
            }
            click.echo(f"{mark[finding.state]}  {finding.about}: {finding.says}")
            if finding.remedy:
                click.echo(f"       {finding.remedy}")
    return FAILED if any(finding.state == "wrong" for finding in findings) else 0


def _examine(path: Path, data: Path | None) -> Iterator[Finding]:
    try:
        config = load(path, data=data)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the finding
        yield _failed("configuration", error, remedy=f"Mend {path}, then run sorot doctor again.")
        return
    feeds = list(config.feeds())
    says = f"{many(len(feeds), 'feed')} of {many(len(config.outlets), 'outlet')}"
    yield Finding(about="configuration", state="ok", says=says)
    checks: dict[str, Callable[[Config], Iterator[Finding]]] = {
        "names": _names,
        "folder": _folder,
        "batches": _batches,
        "archive": _archive,
        "feeds": partial(_feeds, path=path),
    }
    for about, check in checks.items():
        try:
            yield from check(config)
        except Exception as error:  # noqa: BLE001
            yield _failed(about, error)


def _failed(about: str, error: Exception, *, remedy: str = "") -> Finding:
    message, _ = in_words(error)
    return Finding(
        about=about, state="wrong", says=message or f"{type(error).__name__}: {error}", remedy=remedy
    )


def _names(config: Config) -> Iterator[Finding]:
    names = names_in_force(config, keep=False)
    known = names.gazetteer
    says = f"{len(known.entities)} entities, {len(known.aliases)} names, version {known.version}"
    if names.refused:
        yield Finding(
            about="names", state="wrong", says=names.refused, remedy=f"Mend it. Until then: {says}."
        )
    else:
        yield Finding(about="names", state="ok", says=says)


def _folder(config: Config) -> Iterator[Finding]:
    folder = config.data
    if not folder.exists():
        yield Finding(
            about="data folder", state="note", says=f"{folder} is not there yet", remedy="sorot up makes it."
        )
        return
    if not os.access(folder, os.W_OK):
        says, remedy = (
            f"{folder} cannot be written",
            "Give this user the right to, or name another with --data.",
        )
        yield Finding(about="data folder", state="wrong", says=says, remedy=remedy)
        return
    free = shutil.disk_usage(folder).free
    state: State = "ok" if free > LITTLE_SPACE else "wrong"
    remedy = (
        "" if state == "ok" else "Free some space: a full disk stops ingestion (nothing is lost meanwhile)."
    )
    yield Finding(about="data folder", state=state, says=f"{folder}, {free / 1e9:.1f} GB free", remedy=remedy)


def _batches(config: Config) -> Iterator[Finding]:
    waiting = len(list(pending(config.data / "inbox")))
    remedy = "sorot ingest --once takes them in, unless a dashboard is running." if waiting else ""
    says = f"{many(waiting, 'batch', 'batches')} waiting"
    yield Finding(about="inbox", state="note" if waiting else "ok", says=says, remedy=remedy)
    for reason in set_aside(config.data):
        says = f"{reason.name.removesuffix(REASON)} {reason.read_text('utf-8').splitlines()[0]}"
        yield Finding(
            about="rejected batch",
            state="wrong",
            says=says,
            remedy="Mend it and move it to inbox/, or delete it.",
        )


def _archive(config: Config) -> Iterator[Finding]:
    is_lake = config.storage.lake is not None  # which can be looked into while it is written
    if not (is_lake or database_path(config).exists()):
        yield Finding(about="archive", state="note", says="is not there yet", remedy="sorot up makes it.")
        return
    try:
        names = names_in_force(config, keep=False).gazetteer
    except (YamlFileError, GazetteerError):
        says = "is not opened while there are no names for it"
        yield Finding(about="archive", state="note", says=says, remedy="Mend the names first.")
        return
    try:
        with open_database(config, names, read_only=is_lake) as db:
            [(articles,)] = db.call(lambda con: con.execute("SELECT count(*) FROM article").fetchall())
            found = db.call(audit)
            behind = db.call(unfinished) is not None or db.call(matched_with) != names.version
    except DatabaseInUseError as error:
        says = f"in use by {error.owner}, so it was not looked into"
        yield Finding(
            about="archive", state="note", says=says, remedy="Stop the dashboard to have it checked."
        )
        return
    if not found.sound:
        says = (
            f"{articles} articles; {len(found.differences)} sums differ from a recount, "
            f"{len(found.duplicates)} articles are doubled, {found.stray_mentions} mentions have no article, "
            f"{found.wrong_stories} rows of stories contradict their articles"
        )
        yield Finding(about="archive", state="wrong", says=says, remedy=_AGAIN[is_lake])
    else:
        says = f"{many(articles, 'article')}; every sum equals a recount"
        yield Finding(about="archive", state="ok", says=says)
    if found.without_story:
        says = (
            f"{many(found.without_story, 'article')} from before there were stories, compared with no other: "
            "each counts as a story of its own"
        )
        remedy = "sorot rebuild compares them; stop the dashboard before."
        yield Finding(about="stories", state="note", says=says, remedy=remedy)
    if articles and behind:
        says = "stored articles were matched with other names than those of now"
        remedy = "sorot retag --preview says what would change, sorot retag changes it."
        yield Finding(about="mentions", state="note", says=says, remedy=remedy)


def _feeds(config: Config, path: Path) -> Iterator[Finding]:
    states, problem = read_states(config.data)
    if problem is not None:
        yield Finding(about="feeds", state="wrong", says=problem)
    if states:
        yield from feed_findings(states, config=path, now=datetime.now(UTC))
    elif problem is None:
        yield Finding(about="feeds", state="note", says="none was read yet", remedy="sorot up begins.")
