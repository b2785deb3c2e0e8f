"""Serve an archive at the moment it was made for and take in batches; prints its address when it is ready.

Where a password lies beside the archive, it is asked for.
"""

from __future__ import annotations

import socket
import sys
from datetime import datetime, time
from pathlib import Path

import uvicorn

from dashboard.access.passwords import Passwords
from dashboard.app import create_app
from dashboard.settings import AccessSettings, WebSettings
from entities.gazetteer import load
from storage.database import Database
from storage.writer import Writer
from tests.archive import UNTIL, ZONE


def main() -> None:
    path = Path(sys.argv[1])
    gazetteer = load()
    now = datetime.combine(UNTIL, time(14, 5), ZONE)
    locked = AccessSettings(by="password", https=False) if Passwords(path.parent).roles else None
    settings = WebSettings(data_dir=path.parent, zone=ZONE, home_country="ID", demo=True, access=locked)
    with Database.open(path, zone=ZONE, gazetteer=gazetteer) as db, socket.socket() as listening:
        writer = Writer(db, path.parent)
        writer.start()
        app = create_app(settings, db, writer=lambda: writer.state, now=lambda: now)
        listening.bind(("127.0.0.1", 0))
        listening.listen()  # connections wait here until the server takes them
        sys.stdout.write(f"http://127.0.0.1:{listening.getsockname()[1]}\n")
        sys.stdout.flush()
        uvicorn.Server(uvicorn.Config(app, log_level="warning")).run(sockets=[listening])


if __name__ == "__main__":
    main()
