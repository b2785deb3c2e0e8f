"""What a command asks for is done once, wherever the archive is, and the command learns what came of it."""

from __future__ import annotations

import fcntl
import json
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from duckdb import DuckDBPyConnection

from storage import errands
from storage.batches.batch import write_batch
from storage.database import Database
from storage.errands import Arguments, Carrier, ErrandStopped, Kind, Progress, Steps, carry_out
from storage.errors import DatabaseInUseError, ErrandError
from storage.writer import Writer
from tests.storage.world import GAZETTEER, ZONE, article, batch, mention, rows

SOON = timedelta(milliseconds=5)
SERVER = """
import sys, time
from pathlib import Path
from storage.database import Database
from storage.writer import Writer
from tests.storage.test_errands import KINDS
from tests.storage.world import GAZETTEER, ZONE

data = Path(sys.argv[1])
with Database.open(data / "sorot.duckdb", zone=ZONE, gazetteer=GAZETTEER) as db:
    Writer(db, data, kinds=KINDS).start()
    print("serving", flush=True)
    time.sleep(600)
"""


def note(con: DuckDBPyConnection, n: int) -> None:
    con.execute("INSERT INTO setting VALUES ('noted', $n)", {"n": str(n)})


def count(db: Database, arguments: Arguments) -> Steps:
    """Note each number, one a step, and answer with their sum."""
    for n in arguments["numbers"]:
        db.write(note, n)
        yield Progress(done=n, total=len(arguments["numbers"]))
    return {"sum": sum(arguments["numbers"])}


def refuse(_db: Database, _arguments: Arguments) -> Steps:
    yield Progress(done=0, total=1)
    raise ValueError("names.yaml:3: no such country")


def wait_for(_db: Database, arguments: Arguments) -> Steps:
    """Go on until a file is there."""
    turn = 0
    while not Path(arguments["file"]).exists():
        turn += 1
        yield Progress(done=turn, total=0)
    return {"turns": turn}


COUNT = Kind(name="count", work=count)
REFUSE = Kind(name="refuse", work=refuse)
WAIT = Kind(name="wait", work=wait_for)
WAIT_ONCE = Kind(name="wait-once", work=wait_for, repeatable=False)
WAIT_ALONE = Kind(name="wait-alone", work=wait_for, outlives=True)
KINDS = {kind.name: kind for kind in (COUNT, REFUSE, WAIT, WAIT_ONCE, WAIT_ALONE)}


def opener(data_dir: Path) -> Callable[[], Database]:
    return lambda: Database.open(data_dir / "sorot.duckdb", zone=ZONE, gazetteer=GAZETTEER)


def nobody() -> Database:
    raise DatabaseInUseError(Path("sorot.duckdb"), "python (process 1)")


@pytest.fixture
def served(db: Database, data_dir: Path) -> Iterator[Writer]:
    writer = Writer(db, data_dir, kinds=KINDS, every=SOON)
    writer.start()
    wait_until((data_dir / "errands" / "serving.lock").exists)
    yield writer
    writer.stop()


@pytest.fixture
def command() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(4) as pool:
        yield pool


def wait_until(condition: Callable[[], object]) -> None:
    done = threading.Event()
    for _ in range(6000):
        if condition():
            return
        done.wait(0.01)
    raise AssertionError("nothing happened for a minute")


def noted(db: Database) -> list[str]:
    return [n for (n,) in db.call(rows, "SELECT value FROM setting WHERE key = 'noted' ORDER BY rowid")]


def left(data_dir: Path) -> list[str]:
    return [path.name for path in (data_dir / "errands").glob("*.json")]


def test_without_a_serving_process_the_command_does_it_itself(data_dir: Path) -> None:
    seen: list[Progress] = []
    answer = carry_out(
        COUNT, {"numbers": [1, 2]}, data_dir=data_dir, open_archive=opener(data_dir), progress=seen.append
    )
    assert answer == {"sum": 3}
    assert [progress.done for progress in seen] == [1, 2]
    with opener(data_dir)() as db:
        assert noted(db) == ["1", "2"]


def test_beside_a_serving_process_it_is_done_there(served: Writer, db: Database, data_dir: Path) -> None:
    answer = carry_out(COUNT, {"numbers": [1, 2, 3]}, data_dir=data_dir, open_archive=nobody)
    assert answer == {"sum": 6}
    assert noted(db) == ["1", "2", "3"]
    assert left(data_dir) == []


def test_what_goes_wrong_is_told_in_words_and_the_next_errand_is_done(served: Writer, data_dir: Path) -> None:
    with pytest.raises(ErrandError, match=r"^names.yaml:3: no such country$"):
        carry_out(REFUSE, {}, data_dir=data_dir, open_archive=nobody)
    with pytest.raises(ErrandError, match="another version"):
        carry_out(Kind(name="dance", work=count), {}, data_dir=data_dir, open_archive=nobody)
    assert carry_out(COUNT, {"numbers": [4]}, data_dir=data_dir, open_archive=nobody) == {"sum": 4}
    assert left(data_dir) == []


def test_errands_are_done_in_order_and_batches_are_taken_in_between(
    served: Writer, db: Database, data_dir: Path, command: ThreadPoolExecutor
) -> None:
    file = data_dir / "go"
    shown: list[Progress] = []
    first = command.submit(
        carry_out,
        WAIT,
        {"file": str(file)},
        data_dir=data_dir,
        open_archive=nobody,
        progress=shown.append,
    )
    wait_until(lambda: shown)
    later: list[Future[errands.Answer]] = []
    for n in (1, 2):
        later.append(
            command.submit(carry_out, COUNT, {"numbers": [n]}, data_dir=data_dir, open_archive=nobody)
        )
        wait_until(lambda: len(list((data_dir / "errands").glob("*.errand.json"))) == len(later))
    write_batch(data_dir / "inbox", batch(article("a", mention("country:FR"))))
    wait_until(lambda: served.state.batches == 1)
    assert not first.done()
    assert noted(db) == []
    file.touch()
    assert first.result(60)["turns"] > 0
    assert [answer.result(60) for answer in later] == [{"sum": 1}, {"sum": 2}]
    assert noted(db) == ["1", "2"]


def test_an_errand_whose_command_is_gone_is_not_begun(db: Database, data_dir: Path) -> None:
    folder = data_dir / "errands"
    folder.mkdir(parents=True)
    errand = {"kind": "count", "arguments": {"numbers": [1]}}
    (folder / "20261120T000000.000000-aa.errand.json").write_text(json.dumps(errand))
    (folder / "20261120T000000.000000-bb.taken.json").write_text(json.dumps(errand))
    carrier = Carrier(db, data_dir, KINDS)
    carrier.open()
    assert not carrier.step()
    carrier.close()
    assert noted(db) == []
    assert left(data_dir) == []


def test_what_is_no_errand_is_passed_over(db: Database, data_dir: Path) -> None:
    folder = data_dir / "errands"
    folder.mkdir(parents=True)
    path = folder / "20261120T000000.000000-aa.errand.json"
    path.write_text("{")
    carrier = Carrier(db, data_dir, KINDS)
    carrier.open()
    with path.open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert carrier.step()
        answer = json.loads((folder / "20261120T000000.000000-aa.answer.json").read_bytes())
        assert "another version" in answer["error"]
        assert not carrier.step()
    carrier.close()


class Serving:
    """A process that serves; killed, or begun again."""

    def __init__(self, data_dir: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", SERVER, str(data_dir)], stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "serving\n"

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()


def test_killed_in_the_middle_it_is_begun_again_by_the_next_process(
    data_dir: Path, command: ThreadPoolExecutor
) -> None:
    serving, file, shown = Serving(data_dir), data_dir / "go", threading.Event()
    asked = command.submit(
        carry_out,
        WAIT,
        {"file": str(file)},
        data_dir=data_dir,
        open_archive=nobody,
        progress=lambda _: shown.set(),
    )
    assert shown.wait(60)
    serving.kill()
    again = Serving(data_dir)
    file.touch()
    assert asked.result(60)["turns"] >= 0
    again.kill()
    assert left(data_dir) == []


def test_killed_in_the_middle_what_may_not_be_done_twice_is_not(
    data_dir: Path, command: ThreadPoolExecutor
) -> None:
    serving, shown = Serving(data_dir), threading.Event()
    asked = command.submit(
        carry_out,
        WAIT_ONCE,
        {"file": str(data_dir / "go")},
        data_dir=data_dir,
        open_archive=nobody,
        progress=lambda _: shown.set(),
    )
    assert shown.wait(60)
    serving.kill()
    again = Serving(data_dir)
    with pytest.raises(ErrandError, match="see whether it was done"):
        asked.result(60)
    again.kill()
    assert left(data_dir) == []


def test_when_the_serving_process_stays_away_the_command_does_it(
    data_dir: Path, command: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(errands, "PATIENCE", 0.2)
    serving, shown = Serving(data_dir), threading.Event()
    asked = command.submit(
        carry_out,
        WAIT,
        {"file": str(data_dir / "go")},
        data_dir=data_dir,
        open_archive=opener(data_dir),
        progress=lambda _: shown.set(),
    )
    assert shown.wait(60)
    serving.kill()
    (data_dir / "go").touch()
    assert asked.result(60)["turns"] >= 0


COMMAND = """
import sys
from pathlib import Path
from storage.errands import ErrandStopped, carry_out
from tests.storage.test_errands import KINDS, nobody

data = Path(sys.argv[1])
try:
    carry_out(KINDS[sys.argv[2]], {"file": str(data / "go")}, data_dir=data, open_archive=nobody,
              progress=lambda _: print("seen", flush=True))
except ErrandStopped as stopped:
    print("goes on" if stopped.goes_on else "stopped")
"""


@pytest.mark.parametrize(("kind", "said"), [("wait", "stopped"), ("wait-alone", "goes on")])
def test_ctrl_c_ends_the_command_and_what_nobody_else_needs(
    served: Writer, data_dir: Path, kind: str, said: str
) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", COMMAND, str(data_dir), kind], stdout=subprocess.PIPE, text=True
    ) as asking:
        assert asking.stdout is not None
        assert asking.stdout.readline() == "seen\n"
        asking.send_signal(signal.SIGINT)
        assert asking.communicate(timeout=60)[0].splitlines()[-1] == said
    taken = data_dir / "errands"
    if kind == "wait-alone":
        assert list(taken.glob("*.taken.json"))
        (data_dir / "go").touch()
    wait_until(lambda: left(data_dir) == [])


def test_ctrl_c_ends_what_the_command_does_itself(data_dir: Path) -> None:
    def interrupt(_: Progress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(ErrandStopped) as stopped:
        carry_out(
            COUNT,
            {"numbers": [1, 2]},
            data_dir=data_dir,
            open_archive=opener(data_dir),
            progress=interrupt,
        )
    assert not stopped.value.goes_on
    with opener(data_dir)() as db:
        assert noted(db) == ["1"]


def test_a_process_that_takes_no_errands_is_named(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errands, "OPENING", 0.1)
    with pytest.raises(DatabaseInUseError, match="python"):
        carry_out(COUNT, {"numbers": []}, data_dir=data_dir, open_archive=nobody)


def test_a_command_that_is_in_a_hurry_does_not_wait_for_others(
    served: Writer, db: Database, data_dir: Path, tmp_path: Path, command: ThreadPoolExecutor
) -> None:
    there = tmp_path / "there"
    slow = command.submit(carry_out, WAIT, {"file": str(there)}, data_dir=data_dir, open_archive=nobody)
    wait_until(lambda: list((data_dir / "errands").glob("*.taken.json")))
    with pytest.raises(ErrandError, match="busy with what another command asked for"):
        carry_out(COUNT, {"numbers": [1]}, data_dir=data_dir, open_archive=nobody, patience=0.2)
    there.touch()
    assert slow.result(60)["turns"] > 0
    assert noted(db) == []
    assert left(data_dir) == []
