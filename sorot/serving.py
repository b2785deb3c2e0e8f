"""The commands that hold the archive while they run: up, serve, ingest."""

from __future__ import annotations

import json
import socket
import threading
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

import click

from dashboard.app import create_app
from dashboard.app import serve as serve_app
from sorot.access import require_access
from sorot.alerting.watch import watching
from sorot.archive import open_database, require_writer
from sorot.config.config import Config, load
from sorot.errands import kinds, left_over
from sorot.errors import FAILED, UserError
from sorot.names.names import NamesWatch, load_names, note_in_force
from sorot.names.review import FileReviewer
from sorot.supervise import Supervisor, end_with_supervisor, sorot_command, stop_on_signals
from sorot.words import many
from storage.database import Database
from storage.ingest.ingest import ingest_pending
from storage.ledger.shards import Shard
from storage.rebuild.again import take_again
from storage.writer import Writer


def up(
    path: Path, data: Path | None, *, host: str | None, port: int | None, shard: Shard | None = None
) -> int:
    """Run the collector (of a ``shard``) and the dashboard until stopped; returns the exit status."""
    config = load(path, data=data)
    require_writer(config)
    host, port = host or config.web.host, port or config.web.port
    require_access(config, host)
    require_free(host, port)
    where = ["--config", str(path), "--data", str(config.data)]
    supervisor = Supervisor(
        {
            "dashboard": sorot_command("serve", *where, "--host", host, "--port", str(port)),
            "collector": sorot_command("collect", *where, *(["--shard", str(shard)] if shard else [])),
        }
    )
    stop_on_signals(supervisor.stop)
    mine = [feed for feed in config.feeds() if shard is None or shard.owns(feed)]
    feeds, outlets = many(len(mine), "feed"), many(len({feed.outlet.key for feed in mine}), "outlet")
    part = f", part {shard} of all," if shard else ""
    click.echo(f"sorot reads {feeds} of {outlets}{part} into {config.data}")
    click.echo(f"Dashboard: http://{host}:{port}   Stop with Ctrl-C.")
    return supervisor.run()


def serve(
    path: Path,
    data: Path | None,
    *,
    host: str | None,
    port: int | None,
    demo: bool = False,
    read_only: bool = False,
) -> None:
    """Serve the dashboard and take in batches until stopped; with ``read_only`` pages alone."""
    end_with_supervisor()
    config = load(path, data=data)
    host, port = host or config.web.host, port or config.web.port
    require_access(config, host)
    require_free(host, port)
    names = load_names(config)
    if read_only or config.reads_only:
        with open_database(config, names, read_only=True) as db:
            settings = config.web_settings(demo=demo, host=host, port=port)
            serve_app(create_app(settings, db, names_refused=NamesWatch(config)), host, port)
        return
    with ExitStack() as stack:
        db = stack.enter_context(open_database(config, names))
        note_in_force(config.data, names)
        settings = config.web_settings(demo=demo, host=host, port=port)
        writer = _writer(config, db)
        writer.start()
        stack.callback(writer.stop)
        app = create_app(
            settings,
            db,
            writer=lambda: writer.state,
            names_refused=NamesWatch(config),
            reviewer=FileReviewer(config, db),
            alerts=stack.enter_context(watching(config.data, db, settings.alerts)),
        )
        serve_app(app, host, port)


def ingest(path: Path, data: Path | None, *, once: bool, as_json: bool) -> int:
    """Take in batches: those waiting now, or all that come until stopped."""
    config = load(path, data=data)
    require_writer(config)
    names = load_names(config)
    with open_database(config, names) as db:
        note_in_force(config.data, names)
        if not once:
            writer = _writer(config, db)
            done = threading.Event()
            stop_on_signals(done.set)
            writer.start()
            with watching(config.data, db, config.web_settings().alerts):
                done.wait()
            writer.stop()
            return 0
        take_again(db, config.data)
        report = ingest_pending(db, config.data)
    if as_json:
        facts = asdict(report) | {"rejected": [str(error) for error in report.rejected]}
        click.echo(json.dumps(facts, ensure_ascii=False))
    else:
        click.echo(
            f"{many(report.batches, 'batch', 'batches')} taken in: {many(report.new, 'new article')}, "
            f"{report.edited} edited, {report.known} known already, {many(report.polls, 'poll')}"
        )
    for error in report.rejected:
        click.echo(f"set aside: {error}", err=True)
    return FAILED if report.rejected else 0


def _writer(config: Config, db: Database) -> Writer:
    return Writer(
        db,
        config.data,
        kinds=kinds(config),
        spare=left_over,
        hour=config.upkeep.hour,
        keep_texts=config.keep.text,
    )


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
