"""One folder has one owner: who comes second is told who has it, and what to do."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from entities.gazetteer import load
from tests.servers import free_ports
from tests.sorot.served import CONFIG, ENVIRONMENT, Dashboard, hand_over, serving, sorot


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "config.yaml").write_text(
        CONFIG.replace("https://contoh.example/rss", "http://127.0.0.1:9/rss")
    )
    (tmp_path / "names.yaml").write_text("entities: []\n")
    hand_over(tmp_path, load().version, "a")
    return tmp_path


def test_an_archive_that_is_served_is_refused_to_others_by_its_process(folder: Path) -> None:
    with serving(folder) as dashboard:
        said = f"(process {dashboard.process.pid})"
        for command in (["ingest", "--once"], ["serve", "--port", str(free_ports(1))]):
            second = sorot(folder, *command)
            assert second.returncode == 1
            assert said in second.stderr
            assert "stop that one first" in second.stderr
        assert dashboard.process.poll() is None
        dashboard.process.kill()  # its locks go with it
        dashboard.process.wait()
        assert sorot(folder, "ingest", "--once").returncode == 0


def test_a_collector_is_refused_by_the_process_of_the_first(folder: Path) -> None:
    command = [sys.executable, "-m", "sorot", "collect"]
    first = subprocess.Popen(command, cwd=folder, env=ENVIRONMENT)
    try:
        while not (folder / "data" / "ledger.sqlite").exists():
            assert first.poll() is None
        second = sorot(folder, "collect", "--once")
        assert second.returncode == 1
        assert f"process {first.pid}" in second.stderr
        assert "Stop it" in second.stderr
    finally:
        first.send_signal(signal.SIGKILL)
        first.wait()
    with serving(folder) as dashboard:
        assert isinstance(dashboard, Dashboard)  # a collector that was killed stops nobody
