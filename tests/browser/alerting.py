"""Serve an archive with alerts at the moment it was made for; prints its address when it is ready.

What is sent to the address of the name "Broken" is not taken.
"""

from __future__ import annotations

import socket
import sys
from datetime import UTC, datetime, time, timedelta
from functools import partial
from pathlib import Path

import uvicorn

from dashboard.alerts.desk import Alerts
from dashboard.alerts.telling import Message
from dashboard.app import create_app
from dashboard.settings import AlertSettings, WebSettings
from entities.gazetteer import load
from sorot.alerting.watch import Watch
from storage.alerts.book import Book
from storage.alerts.records import Address, Condition, Rule
from storage.database import Database
from tests.archive import UNTIL, ZONE

HOOKS = "https://hooks.example.org"


def send(address: Address, _message: Message) -> str | None:
    return "status 503" if address.name == "Broken" else None


def _same(at: datetime) -> datetime:
    return at


def main() -> None:
    path = Path(sys.argv[1])
    gazetteer = load()
    now = datetime.combine(UNTIL, time(14, 5), ZONE)
    settings = WebSettings(
        data_dir=path.parent, zone=ZONE, home_country="ID", alerts=AlertSettings(webhooks=(HOOKS,))
    )
    with (
        Database.open(path, zone=ZONE, gazetteer=gazetteer) as db,
        Book.open(path.parent) as book,
        socket.socket() as listening,
    ):
        broken = book.add_address("webhook", "Broken", f"{HOOKS}/broken/s3cret-token")
        spike = Condition(kind="spike", entities=("country:MY", "country:JP"), articles=8, in_outlets=2)
        named = Condition(kind="named", entities=("all:country",), days=14)
        for rule in (
            Rule(rule_id=0, name="Neighbours", condition=spike, addresses=(broken.address_id,)),
            Rule(rule_id=0, name="", condition=named, on=False),
        ):
            book.keep(rule, today=UNTIL - timedelta(days=60))
        for back in range(60, -1, -1):
            at = (now - timedelta(days=back)).astimezone(UTC)
            Watch(db, book, send, base="", clock=partial(_same, at)).round()
        app = create_app(settings, db, now=lambda: now, alerts=Alerts(book=book, send=send))
        listening.bind(("127.0.0.1", 0))
        listening.listen()  # connections wait here until the server takes them
        sys.stdout.write(f"http://127.0.0.1:{listening.getsockname()[1]}\n")
        sys.stdout.flush()
        uvicorn.Server(uvicorn.Config(app, log_level="warning")).run(sockets=[listening])


if __name__ == "__main__":
    main()
