"""A collector process for tests that end it the hard way.

``python -m tests.collectors.run_collector DATA PORT [flush-at-once] [hold] [patient] [kill-before-batch …]``
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from collectors import spool
from collectors.service import run_forever
from collectors.settings import CollectSettings
from storage.batches.batch import Batch, write_batch
from storage.ledger.ledger import FeedUpdate, Ledger
from tests.collectors.documents import GAZETTEER, feed
from tests.servers import Site


def die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    data, port, *modes = sys.argv[1:]
    record = Ledger.record

    def record_and_die(ledger: Ledger, updates: Sequence[FeedUpdate]) -> None:
        record(ledger, updates)
        die()

    def die_when_polled(inbox: Path, batch: Batch) -> Path | None:
        if batch.polls:
            die()
        return write_batch(inbox, batch)

    if "kill-before-batch" in modes:
        spool.write_batch = die_when_polled  # type: ignore[attr-defined]
    if "kill-before-ledger" in modes:
        Ledger.record = die  # type: ignore[method-assign, assignment]
    if "kill-after-ledger" in modes:
        Ledger.record = record_and_die  # type: ignore[method-assign, assignment]
    settings = CollectSettings(
        data_dir=Path(data),
        zone=ZoneInfo("Asia/Jakarta"),
        allow_networks=("127.0.0.0/8",),
        allow_ports=(),
        host_spacing=timedelta(),
        workers=1,
        tick=timedelta(seconds=0.05),
        flush_every=timedelta() if "flush-at-once" in modes else timedelta(hours=1),
        shutdown_grace=timedelta(seconds=60 if "patient" in modes else 2),
        hold=timedelta(minutes=1) if "hold" in modes else timedelta(),
    )
    asyncio.run(run_forever(settings, [feed(Site(port=int(port)), full_text="feed")], GAZETTEER))


if __name__ == "__main__":
    main()
