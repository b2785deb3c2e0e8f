"""``sorot demo``: the news world, its collector and its dashboard, all on this machine."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import signal
import threading
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import click
import yaml
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from dashboard.caller import is_loopback
from entities import gazetteer
from sorot.demo.server import NewsServer
from sorot.demo.world import HISTORY, World
from sorot.errors import FAILED, WRONG_USAGE, UserError
from sorot.serving import require_free
from sorot.supervise import Supervisor, sorot_command
from storage.ledger.ledger import Ledger

HOST, PORT = "127.0.0.1", 8050
ZONE = "Asia/Jakarta"
MARK = "# Written by sorot demo; the next demo writes it again.\n"
SECTIONS = {"id": "berita", "en": "news"}


def demo(
    data: Path, *, host: str | None, port: int | None, news_port: int, days: int | None, fresh: bool
) -> int:
    """Run the demo until it is stopped; returns the exit status."""
    host, port = host or HOST, port or PORT
    if not is_loopback(host):
        raise UserError(
            f"Others can reach {host}, and the demo has no login. Leave --host out; ssh -L brings its port "
            "to another machine.",
            WRONG_USAGE,
        )
    require_free(host, port)
    if fresh:
        _forget(data)
    today = datetime.now(ZoneInfo(ZONE)).date()
    history = timedelta(days=days) if days else HISTORY
    world = World(gazetteer.load(), today=today, zone=ZoneInfo(ZONE), history=history)
    server = NewsServer(world, first_port=news_port)
    config = _write_config(data, server)
    return asyncio.run(_run(server, config, host=host, port=port))


def _forget(data: Path) -> None:
    """Remove an earlier demo's folder, and nothing else."""
    config = data / "config.yaml"
    if not data.exists():
        return
    if not config.exists() or not config.read_text("utf-8").startswith(MARK):
        raise UserError(
            f"{data} was not made by sorot demo, so it is not removed. Name another with --data.", 2
        )
    shutil.rmtree(data)


def _write_config(data: Path, server: NewsServer) -> Path:
    outlets = {
        outlet.key: {
            "name": outlet.name,
            "country": "ID" if outlet.lang == "id" else "SG",
            "lang": outlet.lang,
            "homepage": server.bases[outlet.key] + "/",
            "sitemap": server.bases[outlet.key] + "/sitemap.xml",
            **({"page_rule": "kontan"} if outlet.pages == "desk" else {}),
            "feeds": {
                SECTIONS[outlet.lang]: {"url": server.bases[outlet.key] + "/rss", "section": "world"},
            },
        }
        for outlet in server.world.outlets
    }
    content = {
        "time_zone": ZONE,
        "data": ".",
        "home_country": "ID",
        "collect": {
            "contact_url": "",
            "interval": "15s",
            "min_interval": "5s",
            "host_spacing": "0s",
            "per_host": 4,
            "allow_networks": ["127.0.0.0/8"],  # the outlets are on this machine
            "allow_ports": [],
            "flush_articles": 200,
            "flush_every": "2s",
        },
        "outlets": outlets,
    }
    data.mkdir(parents=True, exist_ok=True)
    path = data / "config.yaml"
    path.write_text(MARK + yaml.safe_dump(content, sort_keys=False, allow_unicode=True), encoding="utf-8")
    return path


async def _run(server: NewsServer, config: Path, *, host: str, port: int) -> int:
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    try:
        await server.open()
    except OSError as error:
        raise UserError(
            f"{error.strerror}. Give the invented outlets other ports with --news-port.", FAILED
        ) from error
    where = ["--config", str(config)]
    supervisor = Supervisor(
        {
            "dashboard": sorot_command("serve", *where, "--host", host, "--port", str(port), "--demo"),
            "collector": sorot_command("collect", *where),
        }
    )
    status: list[int] = []
    loop = asyncio.get_running_loop()

    def supervise() -> None:
        status.append(supervisor.run())
        loop.call_soon_threadsafe(stopped.set)

    parts = threading.Thread(target=supervise)
    parts.start()
    click.echo(f"sorot demo: {len(server.world.outlets)} invented outlets, nothing leaves this machine.")
    click.echo(f"Dashboard: http://{host}:{port}   Stop with Ctrl-C.")
    history = asyncio.create_task(_history(config, server.world.first_day))
    await stopped.wait()
    history.cancel()
    supervisor.stop()
    await asyncio.to_thread(parts.join)
    with contextlib.suppress(asyncio.CancelledError):
        await history
    await server.close()
    return status[0] if status else 0


async def _history(config: Path, since: date) -> None:
    """Read all since ``since`` from the outlets' sitemaps, and show how far it has come."""
    command = sorot_command("backfill", "--config", str(config), "--since", since.isoformat(), "--quiet")
    process = await asyncio.create_subprocess_exec(*command)
    try:
        await _show_progress(config.parent / "ledger.sqlite", process)
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()


async def _show_progress(ledger_path: Path, process: asyncio.subprocess.Process) -> None:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("Reading the history", total=None)
        ended = asyncio.create_task(process.wait())
        while not ended.done():
            done, pending = await asyncio.to_thread(_progress, ledger_path)
            bar.update(task, completed=done, total=(done + pending) or None)
            await asyncio.wait([ended], timeout=timedelta(seconds=0.5).total_seconds())
        done, pending = await asyncio.to_thread(_progress, ledger_path)
        bar.update(task, completed=done, total=done + pending)
    if ended.result():
        console.print("History could not be read to the end; start the demo again to go on.")
    else:
        console.print(f"History is complete: {done} articles. New ones keep arriving.")


def _progress(ledger_path: Path) -> tuple[int, int]:
    """Articles done and pending over all outlets."""
    with Ledger.open(ledger_path, read_only=True) as ledger:
        outlets = ledger.backfill_progress()
    return sum(o.done + o.failed for o in outlets), sum(o.pending for o in outlets)
