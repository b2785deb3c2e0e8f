"""Commands that keep going: collect, serve, or both; and the demo."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sorot.commands.options import (
    config_option,
    data_option,
    example,
    host_option,
    json_option,
    port_option,
    shard_option,
)

if TYPE_CHECKING:
    from storage.ledger.shards import Shard


@click.command()
@example("sorot up --port 8080")
@config_option
@data_option
@host_option
@port_option
@shard_option
def up(config: Path, data: Path | None, host: str | None, port: int | None, shard: Shard | None) -> None:
    """Collect the feeds of config.yaml and serve the dashboard."""
    from sorot import serving

    sys.exit(serving.up(config, data, host=host, port=port, shard=shard))


@click.command()
@example("sorot demo --port 8080")
@click.option("--data", type=click.Path(path_type=Path), default=Path("data/demo"), show_default=True)
@host_option
@port_option
@click.option(
    "--news-port",
    type=click.IntRange(1, 65000),
    default=18610,
    show_default=True,
    help="First port of the invented outlets.",
)
@click.option("--days", type=click.IntRange(min=1), help="Days of history; eighteen months if left out.")
@click.option("--fresh", is_flag=True, help="Forget what an earlier demo collected.")
def demo(
    data: Path, host: str | None, port: int | None, news_port: int, days: int | None, fresh: bool
) -> None:
    """Serve an invented news world, and run sorot on it: no internet needed."""
    from sorot.demo import run

    sys.exit(run.demo(data, host=host, port=port, news_port=news_port, days=days, fresh=fresh))


@click.command()
@example("sorot collect --once --feed kontan-internasional")
@config_option
@data_option
@click.option("--once", is_flag=True, help="Poll every due feed once, say what became of it, and exit.")
@click.option("--feed", "feeds", multiple=True, metavar="KEY", help="Only this feed; may be given again.")
@shard_option
@json_option
def collect(
    config: Path,
    data: Path | None,
    once: bool,
    feeds: tuple[str, ...],
    shard: Shard | None,
    as_json: bool,
) -> None:
    """Run the collector alone; it hands over batches to the data folder's inbox."""
    from sorot import collecting

    sys.exit(collecting.collect(config, data, once=once, only=feeds, shard=shard, as_json=as_json))


@click.command()
@example("sorot serve --port 8080")
@config_option
@data_option
@host_option
@port_option
@click.option("--read-only", is_flag=True, help="Take nothing in: pages of what another process writes.")
@click.option("--demo", "is_demo", is_flag=True, hidden=True)
def serve(
    config: Path, data: Path | None, host: str | None, port: int | None, read_only: bool, is_demo: bool
) -> None:
    """Serve the dashboard alone, and take in what collectors hand over."""
    from sorot import serving

    serving.serve(config, data, host=host, port=port, demo=is_demo, read_only=read_only)


@click.command()
@example("sorot ingest --once")
@config_option
@data_option
@click.option("--once", is_flag=True, help="Take what is waiting, and exit.")
@json_option
def ingest(config: Path, data: Path | None, once: bool, as_json: bool) -> None:
    """Take in what collectors hand over, without a dashboard."""
    from sorot import serving

    sys.exit(serving.ingest(config, data, once=once, as_json=as_json))
