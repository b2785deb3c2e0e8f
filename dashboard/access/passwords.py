"""The passwords of readers and editors, hashed with scrypt, and the sessions that they open.

They are in a file that only its owner can read. A session is a signed cookie: nothing of it is kept here, and
it ends when its password changes, as a mark of the password's hash is in it.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.security import check_password_hash, generate_password_hash

from dashboard.caller import ROLES
from storage.files import sync_folder

if TYPE_CHECKING:
    from dashboard.caller import Role

FILE: Final = "access.json"
SESSION_S: Final = 14 * 24 * 3600
FEWEST: Final = 10  # characters of a password
LONGEST: Final = 500
METHOD: Final = "scrypt:32768:8:1"
REMEMBERED: Final = 64


class WeakPasswordError(ValueError):
    """A password that is not taken, in words."""


@dataclass(frozen=True, slots=True)
class _Known:
    stamp: tuple[int, int]
    key: str
    hashes: dict[Role, str]


class Passwords:
    """What is in a folder's file. Safe to use from any thread; a change of the file counts at once."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._known: _Known | None = None
        self._right: OrderedDict[bytes, Role] = OrderedDict()  # by digest of hash and password
        self._secret = secrets.token_bytes(32)
        self._lock = threading.Lock()

    @property
    def roles(self) -> tuple[Role, ...]:
        """Those that have a password."""
        return tuple(role for role in ROLES if role in self._read().hashes)

    def put(self, role: Role, password: str) -> None:
        """Give a role its password, or another one; sessions of the one before end.

        :raises WeakPasswordError: it is too short, or is that of the other role.
        """
        if not FEWEST <= len(password) <= LONGEST:
            raise WeakPasswordError(
                f"a password has {FEWEST} to {LONGEST} characters; this one {len(password)}"
            )
        known = self._read()
        others = (said for other, said in known.hashes.items() if other != role)
        if any(check_password_hash(said, password) for said in others):
            raise WeakPasswordError("the other role has this password; give each its own")
        self._write(known.key, known.hashes | {role: generate_password_hash(password, METHOD)})

    def drop(self, role: Role) -> bool:
        """Take a role's password away; whether there was one. Its sessions end."""
        known = self._read()
        self._write(known.key, {one: said for one, said in known.hashes.items() if one != role})
        return role in known.hashes

    def role_of(self, password: str) -> Role | None:
        """Whose password this is; None if nobody's. Takes a tenth of a second."""
        if len(password) > LONGEST:
            return None
        hashes = self._read().hashes
        found = [role for role, said in hashes.items() if check_password_hash(said, password)]
        if not found:
            return None
        with self._lock:
            self._right[self._digest(password)] = found[0]
            while len(self._right) > REMEMBERED:
                self._right.popitem(last=False)
        return found[0]

    def remembered(self, password: str) -> Role | None:
        """The same at once, if it was found out lately; None: not known."""
        with self._lock:
            return self._right.get(self._digest(password))

    def _digest(self, password: str) -> bytes:
        """Of a password together with the hashes of now, with a key that is never written."""
        said = json.dumps([sorted(self._read().hashes.items()), password])
        return hashlib.blake2b(said.encode(), key=self._secret).digest()

    def session(self, role: Role) -> str:
        """A new session."""
        known = self._read()
        return self._signer(known).dumps([role, _mark(known.hashes[role])])

    def role_in(self, session: str) -> Role | None:
        """Whose session this is; None when it was not given here, is over, or its password is another now."""
        known = self._read()
        try:
            role, mark = self._signer(known).loads(session, max_age=SESSION_S)
        except (BadSignature, ValueError, TypeError):
            return None
        return role if role in known.hashes and mark == _mark(known.hashes[role]) else None

    def _signer(self, known: _Known) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(
            known.key, salt="sorot-session", signer_kwargs={"digest_method": hashlib.sha256}
        )

    def _read(self) -> _Known:
        try:
            found = self._path.stat()
        except FileNotFoundError:
            return self._known_empty()
        stamp = (found.st_mtime_ns, found.st_ino)
        known = self._known
        if known is None or known.stamp != stamp:
            said = json.loads(self._path.read_text(encoding="utf-8"))
            known = self._known = _Known(stamp, said["key"], said["hashes"])
        return known

    def _known_empty(self) -> _Known:
        if self._known is None or self._known.hashes:
            self._known = _Known((0, 0), secrets.token_urlsafe(32), {})
        return self._known

    def _write(self, key: str, hashes: dict[Role, str]) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._path.with_name(f".{FILE}.tmp")
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump({"key": key, "hashes": hashes}, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._path)
        sync_folder(self._path.parent)


def _mark(said: str) -> str:
    """What tells one hash from another and nothing of the password."""
    return hashlib.sha256(said.encode()).hexdigest()[:16]
