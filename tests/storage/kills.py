"""Real processes killed at random moments of everything that writes, and whether anything is missing after.

Each phase of work is done once undisturbed, which says how long it takes and what comes of it. Then it is
begun on a fresh copy, killed (``kill -9``) at a moment drawn evenly from that time, begun again and killed
again, and at last left to end. What is there then must be what the undisturbed run made: all that was handed
over, once, with the same stories and daily counts.
"""

from __future__ import annotations

import multiprocessing
import shutil
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from multiprocessing.context import ForkServerContext
from multiprocessing.synchronize import Event
from pathlib import Path
from random import Random

import structlog

from storage.backup.backup import backup
from storage.batches.batch import pending, read_batch, write_batch
from storage.batches.bundle import bundle_days
from storage.database import Database
from storage.ingest.ingest import ingest_pending
from storage.ledger.ledger import FeedUpdate, KnownEntry, Ledger
from storage.migrate import migrate
from storage.rebuild.exchange import exchange
from storage.rebuild.rebuild import making, rebuild
from storage.retag.retag import retag
from storage.upkeep.retention import forget_texts
from storage.upkeep.rollups import audit, compact
from tests.storage.old_archive import old_archive
from tests.storage.serve_and_retag import NEWER
from tests.storage.world import (
    FEEDS,
    GAZETTEER,
    NOW,
    ZONE,
    Words,
    article,
    batch,
    content,
    finished,
    mention,
    poll,
    rows,
)

TEXTS = ("Prancis dan Jepang berunding.", "Brasil mengirim kopi.", "Kenya menang di Tokyo.")
WORDS = [f"kata{n}" for n in range(400)]
Numbers = dict[str, object]


@dataclass(frozen=True, kw_only=True)
class Phase:
    """A kind of work on a data folder; doing it twice must come to the same as doing it once."""

    name: str
    prepare: Callable[[Path], None]
    work: Callable[[Path], None]
    found: Callable[[Path], Numbers]


def opened(folder: Path, *, names: object = GAZETTEER) -> Database:
    return Database.open(folder / "sorot.duckdb", zone=ZONE, gazetteer=names)  # type: ignore[arg-type]


def hand_over(folder: Path, batches: int = 6, articles: int = 20, days: int = 1, seed: int = 7) -> None:
    """Batches with edits and with copies, some of which make one story of two that were there."""
    random = Random(seed)
    texts = [" ".join(random.choices(WORDS, k=60)) for _ in range(batches * articles // 3)]
    for number in range(batches):
        at = NOW + timedelta(minutes=number) + timedelta(days=number * days // batches)
        found = []
        for n in range(articles):
            text = random.choice(texts)
            if random.random() < 0.4:  # half of two texts: a bridge between their stories
                text = " ".join([*text.split()[:40], *random.choice(texts).split()[20:]])
            body = f"{random.choice(TEXTS)} {text}"
            found.append(article(f"{number}-{n}", mention("country:FR"), body=body, at=at))
        if number:
            found.append(article(f"{number - 1}-0", mention("country:JP"), body="Isi baru.", at=at))
        write_batch(folder / "inbox", batch(*found, polls=[poll(at=at)], at=at))


def taken_in(folder: Path, **how: int) -> None:
    hand_over(folder, **how)
    with opened(folder) as db:
        ingest_pending(db, folder)


def archive(folder: Path, names: object = GAZETTEER) -> Numbers:
    """All that the archive says, and that it adds up."""
    with opened(folder, names=names) as db:
        assert db.call(audit).sound
        batches = db.call(rows, "SELECT name FROM batch ORDER BY name")
        left = [path.name for path in pending(folder / "inbox")]
        aside = (folder / "rejected").exists()
        return db.call(content) | {"batch": batches, "inbox": left, "rejected": aside}


def record(folder: Path) -> Numbers:
    """What an archive made from the record says, and how many files that is."""
    rebuild(folder / "again.duckdb", folder, zone=ZONE, gazetteer=GAZETTEER)
    (folder / "again.duckdb").replace(folder / "sorot.duckdb")
    files = len(list((folder / "ingested").rglob("*.parquet")))
    return archive(folder) | {"files": files}


def ingest(folder: Path) -> None:
    with opened(folder) as db:
        ingest_pending(db, folder)


def tidy(folder: Path) -> None:
    with opened(folder) as db:
        for _ in range(3):
            db.write(compact)
            assert db.call(audit).sound


def bundle(folder: Path) -> None:
    bundle_days(folder, before=(NOW + timedelta(days=9)).date())


def match_again(folder: Path) -> None:
    with opened(folder, names=NEWER) as db:
        finished(retag(db, Words, processes=1, size=16_000))


def bring_up_to_date(folder: Path) -> None:
    opened(folder).close()


def migrated(folder: Path) -> Numbers:
    with opened(folder) as db:
        assert migrate(db._connection) == 0  # type: ignore[arg-type]
        steps = db.call(rows, "SELECT version, name FROM schema_version ORDER BY version")
        return db.call(content) | {"steps": steps}


def forget(folder: Path) -> None:
    with opened(folder) as db:
        finished(forget_texts(db, folder, before=FORGOTTEN))


def forgotten(folder: Path) -> Numbers:
    """What the archive says, and what one made from the record says, which has no text either."""
    here = archive(folder)
    files = (folder / "ingested").rglob("*.parquet")
    left = [
        one.body for path in files for one in read_batch(path).articles if one.first_seen_at < FORGOTTEN_AT
    ]
    again = record(folder)
    return {f"archive: {name}": found for name, found in here.items()} | again | {"texts": left}


def make_again(folder: Path) -> None:
    rebuild(folder / "sorot.duckdb", folder, zone=ZONE, gazetteer=GAZETTEER)


def make_again_beside(folder: Path) -> None:
    with opened(folder) as db, making(folder / "sorot.duckdb", folder, {}, ZONE, GAZETTEER):
        exchange(db, folder)


def back_up(folder: Path) -> None:
    to = folder / "backup"
    shutil.rmtree(to, ignore_errors=True)
    with opened(folder) as db:
        finished(backup(db, to, files={}, record=True, made_at=NOW, version="1"))


def backed_up(folder: Path) -> Numbers:
    copy = archive(folder / "backup" / "data")
    assert copy == archive(folder)
    return copy


FLUSHES = 24
FORGOTTEN_AT = datetime(2026, 11, 22, tzinfo=UTC)
FORGOTTEN = FORGOTTEN_AT.replace(tzinfo=None)


def flush(folder: Path) -> None:
    """A collector's flushes: the batch, then the ledger; the next start goes on with what is not known."""
    with Ledger.open(folder / "ledger.sqlite") as ledger:
        ledger.sync_feeds(FEEDS, NOW)
        state = ledger.state(FEEDS[0].key)
        assert state is not None
        for number in range(FLUSHES):
            at = NOW + timedelta(minutes=number)
            found = [article(f"{number}-{n}", mention("country:FR"), at=at) for n in range(8)]
            keys = {one.url: one.article_id for one in found}
            if ledger.collected(keys) == keys:
                continue
            write_batch(folder / "inbox", batch(*found, at=at))
            entries = tuple(
                KnownEntry(key=url, article_id=number, seen_at=at, content_hash="x")
                for url, number in keys.items()
            )
            ledger.record([FeedUpdate(state=state, entries=entries)])


def flushed(folder: Path) -> Numbers:
    """Every article of the ledger is in a batch; all are in the archive, once."""
    written = {a.url: a.article_id for path in pending(folder / "inbox") for a in read_batch(path).articles}
    with Ledger.open(folder / "ledger.sqlite") as ledger:
        known = ledger.collected(written)
    ingest(folder)
    found = archive(folder)
    return {"written": written, "known": known, "articles": found["article"], "mentions": found["mention"]}


def months(folder: Path) -> None:
    taken_in(folder, batches=12, articles=8, days=3)


PHASES = (
    Phase(name="ingest", prepare=hand_over, work=ingest, found=archive),
    Phase(
        name="stories",
        prepare=lambda folder: hand_over(folder, batches=12, articles=10, seed=11),
        work=ingest,
        found=archive,
    ),
    Phase(name="rollups, compaction, audit", prepare=taken_in, work=tidy, found=archive),
    Phase(name="bundle", prepare=months, work=bundle, found=record),
    Phase(
        name="retag", prepare=taken_in, work=match_again, found=lambda folder: archive(folder, names=NEWER)
    ),
    Phase(name="migration", prepare=old_archive, work=bring_up_to_date, found=migrated),
    Phase(name="rebuild", prepare=months, work=make_again, found=archive),
    Phase(name="rebuild while served", prepare=months, work=make_again_beside, found=archive),
    Phase(name="backup", prepare=taken_in, work=back_up, found=backed_up),
    Phase(name="texts that go", prepare=months, work=forget, found=forgotten),
    Phase(name="flush", prepare=lambda folder: folder.mkdir(), work=flush, found=flushed),
)


@dataclass
class Killed:
    """What came of killing one phase."""

    name: str
    takes_s: float  # undisturbed
    kills: int = 0
    moments: list[float] = field(default_factory=list)  # of each kill, as part of that time
    wrong: list[str] = field(default_factory=list)  # tables that were not as they should be

    @property
    def spread(self) -> Counter[int]:
        """Kills in each quarter of the time."""
        return Counter(min(3, int(moment * 4)) for moment in self.moments)


def kill(
    kills: int, folder: Path, *, seed: int, only: int | None = None, in_a_row: int = 3
) -> Iterator[Killed]:
    """Kill each phase, or the one at place ``only``, its part of ``kills`` times; yield what came of each."""
    random, context = Random(seed), multiprocessing.get_context("forkserver")
    # Children are forked from a server that has imported everything: a fresh interpreter takes too long.
    context.set_forkserver_preload(["tests.storage.kills"])
    places = list(range(len(PHASES))) if only is None else [only]
    for number, place in enumerate(places):
        phase, part = PHASES[place], kills // len(places) + (number < kills % len(places))
        template, at = folder / f"{place}-template", folder / f"{place}"
        phase.prepare(template)
        shutil.copytree(template, at)
        # The first run of a process server is slow: the second says how long it takes.
        _run(context, place, at)
        shutil.rmtree(at)
        shutil.copytree(template, at)
        killed = Killed(name=phase.name, takes_s=_run(context, place, at))
        expected = phase.found(at)
        while killed.kills < part:
            shutil.rmtree(at)
            shutil.copytree(template, at)
            for turn in range(min(in_a_row, part - killed.kills)):
                moment = (killed.kills % 4 + random.random()) / 4  # as many in each quarter
                if not _killed(context, place, at, moment * killed.takes_s):
                    if turn == 0:  # it is faster than it was
                        killed.takes_s *= 0.9
                    break
                killed.kills += 1
                killed.moments.append(moment)
            _run(context, place, at)
            found = phase.found(at)
            killed.wrong += [name for name in expected if found.get(name) != expected[name]]
        shutil.rmtree(at)
        yield killed


def _work(place: int, folder: Path, begun: Event) -> None:
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())  # what is killed need not be told
    begun.set()
    PHASES[place].work(folder)


def _run(context: ForkServerContext, place: int, folder: Path) -> float:
    """Do a phase undisturbed; return the seconds it took."""
    begun = context.Event()
    child = context.Process(target=_work, args=(place, folder, begun))
    child.start()
    begun.wait()
    begin = time.perf_counter()
    child.join()
    if child.exitcode != 0:
        raise RuntimeError(f"{PHASES[place].name} could not be ended: exit status {child.exitcode}")
    return time.perf_counter() - begin


def _killed(context: ForkServerContext, place: int, folder: Path, after: float) -> bool:
    """Begin a phase and kill it; False when it had ended."""
    begun = context.Event()
    child = context.Process(target=_work, args=(place, folder, begun))
    child.start()
    begun.wait()
    child.join(after)
    child.kill()
    child.join()
    return child.exitcode == -signal.SIGKILL
