"""The long-running parts: collector, dashboard, ingester, and the two together."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from contextlib import ExitStack
from dataclasses import asdict
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress, TaskID

from collectors import service
from collectors.history import backfill as history
from collectors.summary import CollectSummary
from dashboard.app import create_app
from dashboard.app import serve as serve_app
from entities import gazetteer
from sorot.config import Config, load
from sorot.errors import FAILED, WRONG_USAGE, UserError
from sorot.supervise import Supervisor, end_with_supervisor, sorot_command, stop_on_signals
from storage.database import Database
from storage.ingest import ingest_pending
from storage.records import Feed
from storage.writer import Writer

DATABASE = "sorot.duckdb"


def open_database(config: Config, names: gazetteer.Gazetteer) -> Database:
    """Open the archive in the configuration's data folder."""
    return Database.open(config.data / DATABASE, zone=config.time_zone, gazetteer=names)


def up(path: Path, data: Path | None, *, host: str | None, port: int | None) -> int:
    """Run collector and dashboard side by side until stopped; returns the exit status."""
    config = load(path, data=data)
    host, port = host or config.web.host, port or config.web.port
    require_free(host, port)
    where = ["--config", str(path), "--data", str(config.data)]
    supervisor = Supervisor(
        {
            "dashboard": sorot_command("serve", *where, "--host", host, "--port", str(port)),
            "collector": sorot_command("collect", *where),
        }
    )
    stop_on_signals(supervisor.stop)
    feeds = list(config.feeds())
    click.echo(f"sorot reads {len(feeds)} feeds of {len(config.outlets)} outlets into {config.data}")
    click.echo(f"Dashboard: http://{host}:{port}   Stop with Ctrl-C.")
    return supervisor.run()


def require_free(host: str, port: int) -> None:
    """Refuse a port that another program listens on, before anything is started."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise UserError(
                f"cannot listen on {host}:{port}: {error.strerror}. Name another with --port.", FAILED
            ) from error


def serve(path: Path, data: Path | None, *, host: str | None, port: int | None, demo: bool) -> None:
    """Serve the dashboard and take in batches until stopped."""
    end_with_supervisor()
    config = load(path, data=data)
    host, port = host or config.web.host, port or config.web.port
    require_free(host, port)
    names = gazetteer.load()
    with ExitStack() as stack:
        db = stack.enter_context(open_database(config, names))
        writer = Writer(db, config.data)
        writer.start()
        stack.callback(writer.stop)
        app = create_app(config.web_settings(demo=demo), db, names, writer=lambda: writer.state)
        serve_app(app, host, port)


def ingest(path: Path, data: Path | None, *, once: bool, as_json: bool) -> int:
    """Take in batches: those waiting now, or all that come until stopped."""
    config = load(path, data=data)
    with open_database(config, gazetteer.load()) as db:
        if not once:
            writer, done = Writer(db, config.data), threading.Event()
            stop_on_signals(done.set)
            writer.start()
            done.wait()
            writer.stop()
            return 0
        report = ingest_pending(db, config.data)
    if as_json:
        facts = asdict(report) | {"rejected": [str(error) for error in report.rejected]}
        click.echo(json.dumps(facts, ensure_ascii=False))
    else:
        click.echo(
            f"{report.batches} batches taken: {report.new} new articles, {report.edited} edited, "
            f"{report.known} known already, {report.polls} polls"
        )
    for error in report.rejected:
        click.echo(f"set aside: {error}", err=True)
    return FAILED if report.rejected else 0


def collect(path: Path, data: Path | None, *, once: bool, only: tuple[str, ...], as_json: bool) -> int:
    """Poll every due feed once, or go on polling until stopped."""
    end_with_supervisor()
    config = load(path, data=data)
    feeds = list(config.feeds())
    _refuse_unknown(feeds, only)
    settings, names = config.collect_settings(), gazetteer.load()
    if not once:
        asyncio.run(service.run_forever(settings, feeds, names, only=only))
        return 0
    summary = asyncio.run(service.collect_once(settings, feeds, names, only=only))
    _say(summary, as_json=as_json)
    return FAILED if summary.failed else 0


def backfill(
    path: Path, data: Path | None, *, days: tuple[date, date | None], only: tuple[str, ...], quiet: bool
) -> int:
    """Read the past from sitemaps; ``days`` are the first and the one after the last, None for now."""
    end_with_supervisor()
    config = load(path, data=data)
    missing = [key for key in only if key not in config.outlets]
    if missing:
        keys = ", ".join(config.outlets)
        raise UserError(f"no outlet {', '.join(missing)} in the configuration; it has {keys}", WRONG_USAGE)
    since, until = (datetime.combine(day, time(), config.time_zone) if day else None for day in days)
    assert since is not None
    with Progress(console=Console(stderr=True), disable=quiet) as bar:
        tasks: dict[str, TaskID] = {}

        def show(now: history.Progress) -> None:
            if now.outlet not in tasks:
                tasks[now.outlet] = bar.add_task(config.outlets[now.outlet].name)
            bar.update(tasks[now.outlet], completed=now.done + now.failed, total=now.total)

        summary = asyncio.run(
            history.backfill(
                config.collect_settings(),
                [feed for feed in config.feeds() if not only or feed.outlet.key in only],
                gazetteer.load(),
                since=since,
                until=until or datetime.now(UTC) + timedelta(minutes=10),
                sitemaps=config.sitemaps(),
                progress=show,
            )
        )
    for outlet in summary.outlets:
        told = f"{outlet.outlet}: {outlet.stored} articles stored, {outlet.failed} could not be read"
        click.echo(told + (f"; {outlet.error}" if outlet.error else ""))
    return FAILED if any(outlet.error for outlet in summary.outlets) else 0


def _refuse_unknown(feeds: list[Feed], only: tuple[str, ...]) -> None:
    unknown = set(only) - {feed.key for feed in feeds}
    if unknown:
        keys = ", ".join(feed.key for feed in feeds)
        raise UserError(
            f"no feed {', '.join(sorted(unknown))} in the configuration; it has {keys}", WRONG_USAGE
        )


def _say(summary: CollectSummary, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(asdict(summary), ensure_ascii=False, default=str))
        return
    for result in summary.feeds:
        told = f"{result.feed}: {result.status}, {result.new} new, {result.known} known"
        click.echo(told + (f"; {result.error}" if result.error else ""))
