"""The book of alerts: rules, addresses, what fired and what became of telling it, in a file of SQLite.

It is beside the archive, not in it: making that again from the batches loses nothing of it, and a lake has
it on the machine that writes. Nobody but its owner may read the file, for addresses are secret. Several
processes may write it.
"""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final, Self

from storage.alerts.records import Address, Condition, Delivery, Firing, Medium, Occasion, Rule, Sign
from storage.errors import StorageError
from storage.sqlfiles import statement
from storage.sqlite import connect_writer, stored, time_of

FILE: Final = "alerts.sqlite"  # in the data folder
WAITS: Final = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 360, 720))  # between tries
MOST_SHOWN: Final = 100  # firings
_READ = "SELECT firing_id, rule_id, day, fired_at, rule, signs FROM firing "
_DELIVERY = "SELECT firing_id, address_id, state, tries, next_at, error, sent_at FROM delivery "


class BookError(StorageError):
    """The book cannot be opened, or what is asked of it cannot be done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """When rules were last looked at."""

    at: datetime
    error: str | None  # in words; None: it went well


class Book:
    """Use :meth:`open`. Safe to use from any thread."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.RLock()
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))  # SQLite's others follow it
        path.chmod(0o600)
        self._con = connect_writer(path, "alerts")
        self._con.execute("PRAGMA synchronous = FULL")  # what was sent must not be forgotten
        self._con.execute("PRAGMA secure_delete = ON")  # nor addresses kept that were taken out

    @classmethod
    def open(cls, data_dir: Path) -> Self:
        """Open the book of a data folder, made when missing.

        :raises BookError: the file is something else, or from another version of sorot.
        """
        try:
            return cls(data_dir / FILE)
        except (sqlite3.Error, OSError) as error:
            raise BookError(f"{data_dir / FILE} cannot be opened: {error}") from error

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._con.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def rules(self) -> list[Rule]:
        """In the order of their making."""
        rows = self._all("SELECT rule_id, said FROM rule ORDER BY rule_id")
        return [_rule(row["rule_id"], row["said"]) for row in rows]

    def keep(self, rule: Rule, *, today: date) -> Rule:
        """Keep a new rule, or in place of the one with its id; return it as it is kept.

        A rule that is new, is turned on or has another condition fires about days from ``today`` on.

        :raises BookError: there is no rule with this id any more.
        """
        with self._transaction() as con:
            before = con.execute("SELECT said FROM rule WHERE rule_id = ?", (rule.rule_id,)).fetchone()
            if rule.rule_id and before is None:
                raise BookError("this rule was deleted meanwhile")
            old = _rule(rule.rule_id, before["said"]) if before else None
            goes_on = old is not None and old.on and old.condition == rule.condition
            rule = replace(rule, since=old.since if old and (goes_on or not rule.on) else today)
            if old is None:
                rule_id = con.execute("INSERT INTO rule (said) VALUES (?)", (_said(rule),)).lastrowid
                return replace(rule, rule_id=int(rule_id or 0))
            con.execute("UPDATE rule SET said = ? WHERE rule_id = ?", (_said(rule), rule.rule_id))
            return rule

    def delete_rule(self, rule_id: int) -> None:
        """Delete a rule; what it fired stays, what was not sent yet is not."""
        with self._transaction() as con:
            con.execute("DELETE FROM rule WHERE rule_id = ?", (rule_id,))
            con.execute(
                "DELETE FROM delivery WHERE state = 'waiting' "
                "AND firing_id IN (SELECT firing_id FROM firing WHERE rule_id = ?)",
                (rule_id,),
            )

    def addresses(self) -> list[Address]:
        """By name."""
        rows = self._all("SELECT address_id, medium, name, target FROM address ORDER BY lower(name)")
        return [Address(**row) for row in rows]

    def add_address(self, medium: Medium, name: str, target: str) -> Address:
        """Keep a new address.

        :raises BookError: there is one of this name.
        """
        said = (medium, stored(name), stored(target))
        try:
            with self._transaction() as con:
                key = con.execute(
                    "INSERT INTO address (medium, name, target) VALUES (?, ?, ?)", said
                ).lastrowid
        except sqlite3.IntegrityError as error:
            raise BookError(f"there is an address of the name {name} already") from error
        return Address(address_id=int(key or 0), medium=medium, name=name, target=target)

    def delete_address(self, address_id: int) -> None:
        """Delete an address, also out of rules; nothing is sent there any more."""
        with self._transaction() as con:
            con.execute("DELETE FROM address WHERE address_id = ?", (address_id,))
            con.execute("DELETE FROM delivery WHERE address_id = ?", (address_id,))
            for rule in self.rules():
                if address_id in rule.addresses:
                    left = replace(rule, addresses=tuple(a for a in rule.addresses if a != address_id))
                    con.execute("UPDATE rule SET said = ? WHERE rule_id = ?", (_said(left), rule.rule_id))

    def fire(self, rule: Rule, occasion: Occasion, *, now: datetime) -> bool:
        """Note that a rule fires, and for whom; False when it has fired about this day, or is gone."""
        with self._transaction() as con:
            if con.execute("SELECT 1 FROM rule WHERE rule_id = ?", (rule.rule_id,)).fetchone() is None:
                return False
            signs = json.dumps([asdict(sign) for sign in occasion.signs])
            added = con.execute(
                "INSERT INTO firing (rule_id, day, fired_at, rule, signs) VALUES (?, ?, ?, ?, ?) "
                "ON CONFLICT DO NOTHING",
                (rule.rule_id, occasion.day.isoformat(), stored(now), _said(rule), signs),
            )
            if not added.rowcount:
                return False
            con.executemany(
                "INSERT INTO delivery (firing_id, address_id, state, next_at) "
                "SELECT ?, address_id, 'waiting', ? FROM address WHERE address_id = ?",
                [(added.lastrowid, stored(now), address) for address in rule.addresses],
            )
            return True

    def firings(self, *, limit: int = MOST_SHOWN) -> list[Firing]:
        """The newest first."""
        rows = self._all(_READ + "ORDER BY day DESC, firing_id DESC LIMIT ?", limit)
        return [_firing(row) for row in rows]

    def deliveries(
        self, *, firing_ids: Sequence[int] = (), waiting_until: datetime | None = None
    ) -> list[Delivery]:
        """Of these firings; or those that are to be tried by a moment, the longest waiting first."""
        if waiting_until is not None:
            rows = self._all(
                _DELIVERY + "WHERE state = 'waiting' AND next_at <= ? ORDER BY next_at, firing_id",
                stored(waiting_until),
            )
        else:
            marks = ", ".join("?" * len(firing_ids))
            rows = self._all(f"{_DELIVERY} WHERE firing_id IN ({marks}) ORDER BY address_id", *firing_ids)
        return [
            Delivery(**row | {"next_at": time_of(row["next_at"]), "sent_at": time_of(row["sent_at"])})
            for row in rows
        ]

    def firing(self, firing_id: int) -> Firing:
        """One of them."""
        [row] = self._all(_READ + "WHERE firing_id = ?", firing_id)
        return _firing(row)

    def tried(self, delivery: Delivery, *, error: str | None, now: datetime) -> Delivery:
        """Note what came of a try; ``error`` in words, None: it was taken. Return how it stands now.

        A try that failed is made again after longer and longer waits, and given up after the last of them.
        """
        tries = delivery.tries + 1
        if error is None:
            after = replace(delivery, state="sent", tries=tries, error=None, sent_at=now)
        elif tries > len(WAITS):
            after = replace(delivery, state="given up", tries=tries, error=error)
        else:
            after = replace(delivery, tries=tries, error=error, next_at=now + WAITS[tries - 1])
        with self._transaction() as con:
            con.execute(
                "UPDATE delivery SET state = :state, tries = :tries, next_at = :next_at, error = :error, "
                "sent_at = :sent_at WHERE firing_id = :firing_id AND address_id = :address_id",
                {name: stored(value) for name, value in asdict(after).items()},
            )
        return after

    def note_looked(self, *, now: datetime, error: str | None) -> None:
        """Keep when rules were looked at, and why that failed."""
        with self._transaction() as con:
            con.execute("DELETE FROM looked")
            con.execute("INSERT INTO looked VALUES (?, ?)", (stored(now), stored(error)))

    def looked(self) -> Looked | None:
        """When rules were last looked at; None: never."""
        for row in self._all("SELECT at, error FROM looked"):
            return Looked(at=datetime.fromisoformat(row["at"]), error=row["error"])
        return None

    def troubles(self) -> list[tuple[Address, Delivery]]:
        """The newest delivery of each address to which it failed, while none has gone well since."""
        rows = self._all(statement("alerts/troubles"))
        named = {address.address_id: address for address in self.addresses()}
        return [
            (
                named[row["address_id"]],
                Delivery(**row | {"next_at": time_of(row["next_at"]), "sent_at": None}),
            )
            for row in rows
            if row["address_id"] in named
        ]

    def _all(self, sql: str, *values: object) -> list[dict[str, Any]]:
        with self._lock:
            return [dict(row) for row in self._con.execute(sql, values).fetchall()]

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._con.execute("BEGIN IMMEDIATE")
            try:
                yield self._con
            except BaseException:
                self._con.execute("ROLLBACK")
                raise
            self._con.execute("COMMIT")


def _said(rule: Rule) -> str:
    said = asdict(rule) | {"since": rule.since.isoformat()}
    del said["rule_id"]
    return json.dumps(said, ensure_ascii=False)


def _rule(rule_id: int, said: str) -> Rule:
    parts = json.loads(said)
    condition: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in parts["condition"].items()
    }
    return Rule(
        rule_id=rule_id,
        name=parts["name"],
        condition=Condition(**condition),
        addresses=tuple(parts["addresses"]),
        lang=parts["lang"],
        on=parts["on"],
        since=date.fromisoformat(parts["since"]),
    )


def _firing(row: dict[str, Any]) -> Firing:
    signs = tuple(Sign(**sign) for sign in json.loads(row["signs"]))
    return Firing(
        firing_id=row["firing_id"],
        rule=_rule(row["rule_id"], row["rule"]),
        occasion=Occasion(day=date.fromisoformat(row["day"]), signs=signs),
        fired_at=datetime.fromisoformat(row["fired_at"]),
    )
