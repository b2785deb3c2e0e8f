"""The same batches and the same questions on DuckDB 1.5, on DuckDB 2.0 and on a lake: the same answers."""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from storage.batches.batch import Batch
from storage.lake.place import Lake
from storage.questions import queries
from tests.storage.engines import DUCKDB_2, Engine, Question, ask, empty, take_in, tidy, whole
from tests.storage.random_archives import ARGUMENTS, Draw, batches, each_question

Step = tuple[list[Batch], list[Question]]

# What differs is said by an assertion; Hypothesis shows all of it, too.
pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    folder = tmp_path_factory.mktemp("file")
    with Engine(folder / "sorot.duckdb", folder) as engine:
        yield engine


@pytest.fixture(scope="module")
def newer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    if not (DUCKDB_2 / "duckdb").exists():
        missing = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        missing("no DuckDB 2 here: `make .venv/.duckdb2` installs it")
    folder = tmp_path_factory.mktemp("newer")
    with Engine(folder / "sorot.duckdb", folder, packages=DUCKDB_2) as engine:
        yield engine


@pytest.fixture(scope="module")
def on_lake(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    folder = tmp_path_factory.mktemp("lake")
    with Engine(Lake(catalog=postgres, data=str(folder / "lake"), schema="engines"), folder) as engine:
        yield engine


@st.composite
def steps(draw: Draw) -> list[Step]:
    """Some batches and every question; then some more, and every question again."""
    return [(draw(st.lists(batches(), min_size=1, max_size=2)), draw(each_question())) for _ in range(2)]


def same(one: Engine, other: Engine, done: list[Step]) -> None:
    engines = (one, other)
    with ThreadPoolExecutor(2) as pool:

        def both(what: Callable[..., Any], *args: Any) -> None:
            first, second = pool.map(lambda engine: engine.do(what, *args), engines)
            if what is ask:
                for question, mine, theirs in zip(args[0], first, second, strict=True):
                    assert mine == theirs, question
            if what is whole:
                for part in first:
                    assert first[part] == second[part], part
            assert first == second

        both(empty)
        for brought, questions in done:
            both(take_in, brought)
            both(ask, questions)
            both(tidy)  # so the next questions are about files, and what was written or changed since then
        both(whole)


def dice(examples: int) -> settings:
    """So many archives; it would take too long to look for the smallest of which the answers differ."""
    return settings(
        max_examples=examples,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.explicit, Phase.reuse, Phase.generate),
    )


@dice(12)
@given(done=steps())
def test_duckdb_2_answers_the_same(file: Engine, newer: Engine, done: list[Step]) -> None:
    assert (file.version[:2], newer.version[:2]) == ("1.", "2.")
    same(file, newer, done)


@dice(3)
@given(done=steps())
def test_a_lake_answers_the_same(file: Engine, on_lake: Engine, done: list[Step]) -> None:
    same(file, on_lake, done)


def test_every_question_is_asked() -> None:
    public = {name for name in queries.__all__ if inspect.isfunction(getattr(queries, name))}
    assert public <= set(ARGUMENTS)
    for name in public:
        taken = inspect.signature(getattr(queries, name)).parameters
        assert set(ARGUMENTS[name]) <= set(taken), name
