"""``sorot briefing``: a week of those that somebody watches, to read, or for cron to mail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from sorot.config.config import load
from sorot.errands import do
from sorot.errors import FAILED, WRONG_USAGE, UserError
from storage.errands import ErrandStopped

FORMATS = {".txt": "text", ".html": "html", ".eml": "eml"}


def briefing(
    path: Path,
    data: Path | None,
    *,
    entities: Sequence[str],
    until: date | None,
    basis: str,
    ui: str,
    format_: str | None,
    out: Path | None,
) -> int:
    """Print it, or write it into the file ``out``."""
    config = load(path, data=data)
    asked = {"e": ",".join(entities), "to": until.isoformat() if until else "", "basis": basis}
    format_ = format_ or (FORMATS.get(out.suffix.lower()) if out else None) or "text"
    try:
        answer = do(
            config,
            "briefing",
            read_only=True,
            query={name: value for name, value in asked.items() if value},
            ui=ui,
            format=format_,
        )
    except ErrandStopped:
        click.echo("Stopped before the end; nothing was written.", err=True)
        return FAILED
    if answer["dropped"]:
        unknown = ", ".join(answer["dropped"]).replace("e=", "")
        raise UserError(f"nobody has the code {unknown}; write one as MY or kim-jong-un", WRONG_USAGE)
    if out is None:
        click.echo(answer["briefing"])
        return 0
    try:
        out.write_bytes(answer["briefing"].encode())
    except OSError as error:
        raise UserError(f"{out} cannot be written: {error.strerror}", FAILED) from error
    click.echo(f"{out}: written", err=True)
    return 0
