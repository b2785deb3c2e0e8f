"""What commands share: kinds of values, options that several have, and the example under a help text."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from storage.ledger.shards import Shard

CONFIG = Path("config.yaml")
PORT = click.IntRange(1, 65535)
F = Callable[..., Any]


class _Day(click.ParamType[date]):
    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            return value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a day; write year, month and day, as in 2026-11-20", param, ctx)


class _Part(click.ParamType["Shard"]):
    name = "part"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Shard:
        from storage.ledger.shards import Shard

        try:
            return value if isinstance(value, Shard) else Shard.parse(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


DAY, PART = _Day(), _Part()


def example(text: str) -> F:
    """Put an example under a command's help."""

    def add(function: F) -> F:
        function.__doc__ = f"{function.__doc__}\n\n\b\nExample:\n  {text}\n"
        return function

    return add


config_option = click.option(
    "--config",
    type=click.Path(path_type=Path),
    default=CONFIG,
    show_default=True,
    help="What to read, and how.",
)
names_option = click.option(
    "--config",
    type=click.Path(path_type=Path),
    default=None,
    help="Whose names to use besides ours; config.yaml, where there is one.",
)
data_option = click.option(
    "--data",
    type=click.Path(path_type=Path),
    default=None,
    help="Data folder, instead of the one in config.yaml.",
)
host_option = click.option(
    "--host", default=None, help="Address to listen on, instead of the one in config.yaml."
)
port_option = click.option("--port", type=PORT, default=None, help="Port to listen on.")
shard_option = click.option(
    "--shard",
    type=PART,
    metavar="N/M",
    default=None,
    help="Collect part N of M: the sites that fall to it. For several collectors side by side.",
)
json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON document and nothing else."
)


def config_here() -> Path | None:
    """config.yaml, where there is one."""
    return CONFIG if CONFIG.exists() else None
