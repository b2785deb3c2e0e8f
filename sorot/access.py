"""``sorot access``: passwords of readers and editors; and what is asked before others can reach the pages."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dashboard.access.passwords import FILE, Passwords, WeakPasswordError
from dashboard.caller import is_loopback
from sorot.config.config import load
from sorot.errors import WRONG_USAGE, UserError

if TYPE_CHECKING:
    from dashboard.caller import Role
    from sorot.config.config import Config

CHOICES = """Choose who may read, in config.yaml:
  web: {access: {by: password}}    a password for readers and one for editors: sorot access set reader
  web: {access: {by: proxy, proxies: [127.0.0.1/32]}}    a proxy before sorot has a login
or leave the address at 127.0.0.1, which only this machine reaches. docs/access.md says more."""


def require_access(config: Config, host: str) -> None:
    """Refuse to listen where others reach it before it is said who may.

    :raises UserError: nothing is said, or no password is set.
    """
    access = config.web.access
    if access is None:
        if not is_loopback(host):
            raise UserError(f"Others can reach {host}, and nothing says who may read. {CHOICES}", WRONG_USAGE)
        return
    if access.by == "password" and not roles_in(config.data):
        raise UserError(
            "config.yaml asks for passwords and none is set: sorot access set reader", WRONG_USAGE
        )


def put(path: Path, data: Path | None, role: Role) -> None:
    """Ask for a role's password, twice where somebody types it, and keep its hash."""
    config = load(path, data=data)
    roles_in(config.data)
    if sys.stdin.isatty():
        password = click.prompt(f"Password for {role}s", hide_input=True, confirmation_prompt=True)
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    try:
        Passwords(config.data).put(role, password)
    except WeakPasswordError as error:
        raise UserError(str(error), WRONG_USAGE) from error
    click.echo(f"The password of {role}s is set; sessions with the one before are over.")
    if config.web.access is None or config.web.access.by != "password":
        click.echo("Nobody is asked for it until config.yaml says web: {access: {by: password}}.")


def drop(path: Path, data: Path | None, role: Role) -> None:
    """Take a role's password away."""
    config = load(path, data=data)
    had = roles_in(config.data) and Passwords(config.data).drop(role)
    click.echo(
        f"{role.capitalize()}s have no password any more." if had else f"{role.capitalize()}s had none."
    )


def roles_in(data: Path) -> tuple[Role, ...]:
    """Roles that have a password.

    :raises UserError: the file of passwords cannot be read.
    """
    try:
        return Passwords(data).roles
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise UserError(
            f"{data / FILE} is damaged; delete it and set the passwords again with sorot access set",
            WRONG_USAGE,
        ) from error
