"""Run every benchmark that is in this folder."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

NOT_ONE = {"__init__", "__main__", "timing", "news"}


def main() -> None:
    for path in sorted(Path(__file__).parent.glob("*.py")):
        if path.stem not in NOT_ONE:
            import_module(f"benchmarks.{path.stem}").main()


if __name__ == "__main__":
    main()
