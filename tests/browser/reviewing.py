"""Serve the archive of a configuration, its names to be decided on; prints its address when it is ready."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

import uvicorn

from dashboard.app import create_app
from sorot.archive import open_database
from sorot.config.config import load
from sorot.errands import kinds
from sorot.names.names import load_names
from sorot.names.review import FileReviewer
from storage.writer import Writer
from tests.sorot.press import NOW


def main() -> None:
    config = load(Path(sys.argv[1]))
    with open_database(config, load_names(config)) as db, socket.socket() as listening:
        writer = Writer(db, config.data, kinds=kinds(config))
        writer.start()
        app = create_app(
            config.web_settings(),
            db,
            writer=lambda: writer.state,
            now=lambda: NOW,
            reviewer=FileReviewer(config, db),
        )
        listening.bind(("127.0.0.1", 0))
        listening.listen()  # connections wait here until the server takes them
        sys.stdout.write(f"http://127.0.0.1:{listening.getsockname()[1]}\n")
        sys.stdout.flush()
        uvicorn.Server(uvicorn.Config(app, log_level="warning")).run(sockets=[listening])


if __name__ == "__main__":
    main()
