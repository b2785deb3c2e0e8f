"""The supervisor restarts what dies, gives up on wrong usage, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

from sorot.supervise import Supervisor


def _python(code: str, *arguments: str) -> list[str]:
    return [sys.executable, "-c", code, *arguments]


NOTE_THEN = "import os, sys, time; open(sys.argv[1], 'a').write(f'{os.getpid()}\\n'); "


def _wait_for_lines(path: Path, count: int) -> list[str]:
    done = threading.Event()
    for _ in range(600):
        lines = path.read_text().splitlines() if path.exists() else []
        if len(lines) >= count:
            return lines
        done.wait(0.05)
    raise AssertionError(f"{path} never had {count} lines")


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_part_that_is_killed_starts_again(tmp_path: Path) -> None:
    note = tmp_path / "pids"
    supervisor = Supervisor({"part": _python(NOTE_THEN + "time.sleep(60)", str(note))})
    thread = threading.Thread(target=supervisor.run)
    thread.start()
    first = int(_wait_for_lines(note, 1)[0])
    os.kill(first, signal.SIGKILL)
    second = int(_wait_for_lines(note, 2)[1])
    supervisor.stop()
    thread.join(timeout=30)
    assert not thread.is_alive()
    assert second != first
    assert not _is_alive(second)


def test_wrong_usage_ends_everything_with_its_status(tmp_path: Path) -> None:
    note = tmp_path / "pids"
    supervisor = Supervisor(
        {"good": _python(NOTE_THEN + "time.sleep(60)", str(note)), "bad": _python("raise SystemExit(2)")}
    )
    assert supervisor.run() == 2
    if note.exists():  # the good one may not have come so far
        assert not any(_is_alive(int(pid)) for pid in note.read_text().split())


def test_parts_end_when_the_supervisor_is_killed(tmp_path: Path) -> None:
    note = tmp_path / "pids"
    part = "import sys; from sorot.supervise import end_with_supervisor; end_with_supervisor(); " + NOTE_THEN
    code = (
        "import sys; from sorot.supervise import Supervisor; "
        f"Supervisor({{'part': [sys.executable, '-c', {part + 'time.sleep(60)'!r}, sys.argv[1]]}}).run()"
    )
    parent = subprocess.Popen(_python(code, str(note)), cwd=Path(__file__).parents[2])
    pid = int(_wait_for_lines(note, 1)[0])
    parent.kill()
    parent.wait()
    pause = threading.Event()
    for _ in range(200):
        if not _is_alive(pid):
            break
        pause.wait(0.1)
    assert not _is_alive(pid)
