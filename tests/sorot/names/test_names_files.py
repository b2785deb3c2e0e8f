"""The names of a collector: the files as they were when it looked, loaded by the processes that match."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from collectors.jobs import set_up
from collectors.workers import WorkerPool
from entities.gazetteer import Gazetteer
from entities.yamlfile import YamlFileError
from sorot.errors import UserError
from sorot.names.files import ACCEPTED, STILL, files_in_force

RICE = "entities:\n- {id: topic:rice, labels: {en: Rice, id: Beras}, names: {any: [beras]}}\n"
TWICE = RICE + "- {id: topic:food, labels: {en: Food, id: Pangan}, names: {any: [beras]}}\n"
NONSENSE = "entitis: []\n"

Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(text: str) -> Path:
        path = tmp_path / "names.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return written


def sent(names: Callable[[], Gazetteer]) -> Gazetteer:
    """What a process loads that ``names`` was sent to."""
    loaded: Gazetteer = pickle.loads(pickle.dumps(names))()
    return loaded


def test_what_becomes_of_the_file_meanwhile_makes_no_difference(write: Write, tmp_path: Path) -> None:
    names = files_in_force(write(RICE), tmp_path)
    write("entities: []\n")
    assert "topic:rice" in sent(names).entities
    assert "topic:rice" in (tmp_path / ACCEPTED).read_text(encoding="utf-8")


@pytest.mark.parametrize("mistake", [TWICE, NONSENSE], ids=["contradicts itself", "not well formed"])
def test_names_accepted_last_are_loaded_and_that_is_said(
    mistake: str, write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sent(files_in_force(write(RICE), tmp_path)).version
    assert sent(files_in_force(write(mistake), tmp_path)).version == before
    said = capsys.readouterr().err.splitlines()
    assert said[0].startswith(f"{tmp_path}/names.yaml:")
    assert said[-1] == STILL


def test_a_mere_look_notes_nothing(write: Write, tmp_path: Path) -> None:
    sent(files_in_force(write(RICE), tmp_path, keep=False))
    assert not (tmp_path / ACCEPTED).exists()


async def test_a_refused_file_ends_a_first_start_in_words(write: Write, tmp_path: Path) -> None:
    with pytest.raises(YamlFileError, match=r"names.yaml:1: entitis"):
        files_in_force(write(NONSENSE), tmp_path)
    names = files_in_force(write(TWICE), tmp_path)
    pool = WorkerPool(1, limit=timedelta(seconds=60), setup=partial(set_up, names))
    try:
        with pytest.raises(UserError, match=r"names.yaml:\d+: .*beras") as refused:
            await pool.ready()
    finally:
        await pool.close()
    assert refused.value.exit_code == 2
