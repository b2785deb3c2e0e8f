"""``sorot doctor``: look at everything, and say what is wrong and what to type."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import click

from sorot.config.config import Config, load
from sorot.doctor.access import access_findings
from sorot.doctor.alerts import alert_findings
from sorot.doctor.archive import archive_findings
from sorot.doctor.feeds import feed_findings
from sorot.doctor.finding import Finding
from sorot.doctor.folder import batch_findings, folder_findings, ledger_findings
from sorot.errors import FAILED, in_words
from sorot.names.names import names_in_force
from sorot.words import many
from storage.ledger.shards import read_states


def doctor(path: Path, data: Path | None, *, full: bool, as_json: bool) -> int:
    """Print every finding; returns 1 when something is wrong. With ``full`` every day is counted again."""
    findings = list(_examine(path, data, full=full))
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


def _examine(path: Path, data: Path | None, *, full: bool) -> Iterator[Finding]:
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
        "data folder": folder_findings,
        "inbox": batch_findings,
        "access": access_findings,
        "alerts": alert_findings,
        "ledger": ledger_findings,
        "archive": partial(archive_findings, full=full),
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


def _feeds(config: Config, path: Path) -> Iterator[Finding]:
    states, problem = read_states(config.data)
    if problem is not None:
        yield Finding(about="feeds", state="wrong", says=problem)
    if states:
        yield from feed_findings(states, config=path, now=datetime.now(UTC))
    elif problem is None:
        yield Finding(about="feeds", state="note", says="none was read yet", remedy="sorot up begins.")
