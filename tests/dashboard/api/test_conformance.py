"""Schemathesis asks what the OpenAPI document allows, and what it does not, and judges the answers by it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from dashboard.api.questions import QUESTIONS

HERE = Path(__file__).parent
EXAMPLES = 10  # calls of each question, made up at random; the same ones each time


def test_schemathesis_finds_nothing(address: str, tmp_path: Path) -> None:
    where = f"{address}/api/v1"
    done = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(HERE / "schemathesis.toml")),
            *("run", f"{where}/openapi.json", "--url", where),
            *("--max-examples", str(EXAMPLES), "--generation-deterministic", "--no-color"),
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    assert f"{len(QUESTIONS)} selected / {len(QUESTIONS)} total" in done.stdout
    assert "API Links" in done.stdout  # followed from answer to answer
