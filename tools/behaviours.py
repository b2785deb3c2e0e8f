"""Write which tests prove which behaviour into the table of docs/collecting.md."""

from __future__ import annotations

import ast
import itertools
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
DOCUMENT = ROOT / "docs" / "collecting.md"
COMMAND = "python tools/behaviours.py"

# A row is "| 7 | what sorot does | where that is from | the tests |"; only the last cell is written here.
_ROW = re.compile(r"^\| (\d+) \|(?P<said>[^|\n]+\|[^|\n]+)\|(?P<tests>[^|\n]*)\|$", re.MULTILINE)


@dataclass(frozen=True, order=True)
class Proof:
    """A test that is marked with the number of a behaviour."""

    file: str  # from the root of the repository
    test: str


def proofs(folder: Path = ROOT / "tests") -> dict[int, list[Proof]]:
    """Which tests under ``folder`` are marked with which number, in the order of files and names."""
    found: dict[int, list[Proof]] = {}
    for path in sorted(folder.rglob("test_*.py")):
        file = path.relative_to(folder.parent).as_posix()
        for test, number in _marked(ast.parse(path.read_text(encoding="utf-8"))):
            found.setdefault(number, []).append(Proof(file, test))
    return {number: sorted(set(tests)) for number, tests in sorted(found.items())}


def rows(text: str) -> dict[int, str]:
    """The last cell of each row of the table, by number."""
    return {int(match[1]): match["tests"].strip() for match in _ROW.finditer(text)}


def cell(tests: list[Proof]) -> str:
    """Names of tests under the name of their file, which leads to it."""
    files: dict[str, list[str]] = {}
    for proof in tests:
        files.setdefault(proof.file, []).append(f"`{proof.test}`")
    return "<br>".join(f"[{Path(file).stem}](../{file}): {', '.join(names)}" for file, names in files.items())


def written(text: str, found: Mapping[int, list[Proof]]) -> str:
    """``text`` with the tests that were ``found`` in its table."""
    return _ROW.sub(
        lambda row: f"| {row[1]} |{row['said']}| {cell(found.get(int(row[1]), []))} |".replace("|  |", "| |"),
        text,
    )


def _marked(tree: ast.Module) -> Iterator[tuple[str, int]]:
    tests = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    for test in tests:
        for decorator in test.decorator_list:
            yield from ((test.name, number) for number in _numbers(decorator))
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "pytestmark":
            names = [test.name for test in tests if test.name.startswith("test_")]
            yield from itertools.product(names, _numbers(node.value))


def _numbers(marks: ast.expr) -> Iterator[int]:
    for call in ast.walk(marks):  # in a list of them, or in the marks of one parameter, too
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "pytest.mark.behaviour":
            yield from (int(ast.literal_eval(number)) for number in call.args)


def main() -> None:
    """Write the document."""
    text = DOCUMENT.read_text(encoding="utf-8")
    DOCUMENT.write_text(written(text, proofs()), encoding="utf-8")
    sys.stdout.write(f"{DOCUMENT.name} names {sum(map(len, proofs().values()))} proofs\n")


if __name__ == "__main__":
    main()
