"""What ``sorot doctor`` finds of who may read and who may edit."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from typing import Final

from dashboard.access.passwords import FILE, METHOD
from dashboard.caller import ROLES, is_loopback
from sorot.access import CHOICES
from sorot.config.config import Config
from sorot.doctor.finding import Finding

OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
_ABOUT: Final = "access"


def access_findings(config: Config) -> Iterator[Finding]:
    """Whether those who should can get in, and no one reads the hashes. Nothing where nobody is asked."""
    access, path = config.web.access, config.data / FILE
    asked = access is not None and access.by == "password"
    if access is None and not is_loopback(config.web.host):
        yield Finding(
            about=_ABOUT,
            state="wrong",
            says=f"others can reach {config.web.host}, and nothing says who may read; sorot does not start",
            remedy=CHOICES,
        )
    if not path.exists():
        yield from _of_roles([], asked=asked)
        return
    if path.stat().st_mode & OTHERS:
        yield Finding(
            about=_ABOUT,
            state="wrong",
            says=f"other users of this machine can get at the hashes in {path}",
            remedy=f"Type chmod 600 {path}, and set the passwords anew with sorot access set.",
        )
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        key, hashes = said["key"], dict(said["hashes"])
        whole = isinstance(key, str) and bool(key) and all(map(_is_hash, hashes.values()))
    except (ValueError, KeyError, TypeError):
        whole, hashes = False, {}
    if not whole or set(hashes) - set(ROLES):
        yield Finding(
            about=_ABOUT,
            state="wrong",
            says=f"{path} is damaged; nobody can log in",
            remedy=f"Type rm {path}, then sorot access set reader and sorot access set editor.",
        )
        return
    yield from _of_roles([role for role in ROLES if role in hashes], asked=asked)


def _of_roles(roles: list[str], *, asked: bool) -> Iterator[Finding]:
    if not asked:
        if roles:
            yield Finding(
                about=_ABOUT,
                state="note",
                says="passwords are set, and nobody is asked for them",
                remedy="Write web: {access: {by: password}} into config.yaml, or type sorot access remove.",
            )
        return
    if not roles:
        yield Finding(
            about=_ABOUT,
            state="wrong",
            says="config.yaml asks for passwords and none is set; sorot does not start",
            remedy="Type sorot access set reader, and sorot access set editor.",
        )
        return
    yield Finding(
        about=_ABOUT, state="ok", says=f"{' and '.join(f'{role}s' for role in roles)} have a password"
    )
    if "editor" not in roles:
        yield Finding(
            about=_ABOUT,
            state="note",
            says="nobody can edit: editors have no password",
            remedy="Type sorot access set editor.",
        )


def _is_hash(said: object) -> bool:
    return isinstance(said, str) and said.startswith(f"{METHOD.partition(':')[0]}:") and said.count("$") == 2  # noqa: PLR2004
