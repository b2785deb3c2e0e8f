"""The collector's own process: what it does not load, and what it gives back."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
KEPT = """
from pathlib import Path
from collectors.heap import keep_little

def held():
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * 4096

keep_little()
large, small = b"x" * (2 << 20), b"x" * 10_000
bytearray(large)  # malloc by itself would keep what is as large from now on
before, documents, others = held(), [], []
for _ in range(20):
    documents.append(bytearray(large))
    others.append(bytearray(small))
documents.clear()
print(held() - before)
"""


def said_by(code: str) -> str:
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()


@pytest.mark.behaviour(34)
@pytest.mark.skipif(sys.platform != "linux", reason="other systems have another malloc")
def test_what_documents_took_is_given_back() -> None:
    assert int(said_by(KEPT)) < 10 * 1024**2
    assert int(said_by(KEPT.replace("keep_little()", ""))) > 20 * 1024**2


@pytest.mark.behaviour(36)
def test_parsers_and_the_matcher_are_loaded_by_other_processes_alone() -> None:
    code = "import sys; import sorot.collecting; print(*sys.modules)"
    loaded = set(said_by(code).split())
    assert "collectors.workers" in loaded
    others = {"entities.matcher", "collectors.making", "collectors.parse", "collectors.page", "feedparser"}
    assert not loaded & (others | {"resiliparse", "duckdb", "dash"})
