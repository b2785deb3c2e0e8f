"""``sorot access``: passwords of readers and editors."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sorot.commands.options import config_option, data_option, example

if TYPE_CHECKING:
    from dashboard.caller import Role


@click.group()
@example("sorot access set reader")
def access() -> None:
    """Passwords of readers and editors, for when others can reach the dashboard; docs/access.md says when."""


@access.command("set")
@example("sorot access set editor")
@click.argument("role", type=click.Choice(["reader", "editor"]))
@config_option
@data_option
def access_set(role: Role, config: Path, data: Path | None) -> None:
    """Set a role's password: asked for twice, or the first line of standard input."""
    from sorot import access as passwords

    passwords.put(config, data, role)


@access.command("remove")
@example("sorot access remove editor")
@click.argument("role", type=click.Choice(["reader", "editor"]))
@config_option
@data_option
def access_remove(role: Role, config: Path, data: Path | None) -> None:
    """Take a role's password away; its sessions are over."""
    from sorot import access as passwords

    passwords.drop(config, data, role)
