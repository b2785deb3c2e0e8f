"""A disk that is full twenty times costs nothing: all that was handed over is in, once, without any help."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from storage import room
from storage.room import full_folder, says_full

EPISODES = 20


def test_twenty_times_full_everything_is_in_once(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.storage.full_disk", str(tmp_path / "data"), str(EPISODES), "1"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout.splitlines()[-1])
    assert seen["failed"] >= EPISODES // 4  # the writer said so, in the others nothing had to be written
    assert seen["full"] >= seen["failed"] // 2
    assert seen["asked"] == EPISODES  # pages were answered
    assert seen["handed_over"] > 500
    assert (seen["stored"], seen["doubled"], seen["left"]) == (seen["handed_over"], 0, 0)
    assert 0 < seen["known"] <= seen["handed_over"]
    assert seen["known_too_much"] == 0
    assert seen["sound"]


@pytest.mark.parametrize(
    ("error", "full"),
    [
        (OSError(28, "No space left on device"), True),
        (OSError(5, "Input/output error"), False),
        (RuntimeError("Could not write file: No space left on device"), True),
        (RuntimeError("database or disk is full"), True),
        (RuntimeError("something else"), False),
    ],
)
def test_a_full_disk_is_told_from_other_errors(error: Exception, full: bool) -> None:
    assert says_full(error) is full


def test_the_folder_without_room_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "inbox").mkdir()
    assert full_folder(tmp_path) is None
    monkeypatch.setattr(room, "free_in", lambda folder: 0 if folder.name == "inbox" else 10**9)
    assert full_folder(tmp_path) == tmp_path / "inbox"
