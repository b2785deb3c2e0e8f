"""Adding to the user's own names: layout and comments stay, and what would not load is not written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from entities.gazetteer import GazetteerError
from entities.ownfile import OwnNames, read_own
from entities.ownwriter import add_entity, add_name, reject
from entities.yamlfile import YamlFileError

MINE = """\
# Our desk's names.
include: [more.yaml]

countries:
  KP: {names: {id: [Korut Raya]}}   # said by one outlet only

entities:
  # State companies
  - id: company:pertamina
    labels: {en: Pertamina, id: Pertamina}
    names:
      any:
        - Pertamina   # not the foundation
"""
MORE = "leaders:\n- {id: joko-widodo, names: {id: [Pak Jokowi]}}\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "more.yaml").write_text(MORE, encoding="utf-8")
    path = tmp_path / "names.yaml"
    path.write_text(MINE, encoding="utf-8")
    return path


def added(path: Path, before: str = MINE) -> list[str]:
    """Lines that came; every other line is as it was, and in its place."""
    lines, old = path.read_text(encoding="utf-8").splitlines(), before.splitlines()
    came = [line for line in lines if line not in old]
    assert [line for line in lines if line in old] == [line for line in old if line in lines]
    assert len(lines) - len(came) >= len(old) - 1
    return came


def test_entity(path: Path) -> None:
    names = add_entity(
        path, "topic:energy", labels={"en": "Energy", "id": "Energi"}, names=["energi", "energy"]
    )
    assert names.entities["topic:energy"].labels["id"] == "Energi"
    assert added(path) == [
        "  - id: topic:energy",
        "    labels: {en: Energy, id: Energi}",
        "    names: {any: [energi, energy]}",
    ]
    assert path.read_text(encoding="utf-8").startswith(MINE)


def test_person_and_leader(path: Path) -> None:
    label = {"en": "Jane Doe", "id": "Jane Doe"}
    add_entity(path, "person:jane-doe", labels=label, names=["Jane Doe"], short=["Doe"], country="NO")
    mine = path.read_text(encoding="utf-8")
    assert mine.endswith(
        "  - id: person:jane-doe\n    country: 'NO'\n    labels: {en: Jane Doe, id: Jane Doe}\n"
        "    names: {any: [Jane Doe]}\n    short: [Doe]\n"
    )
    label = {"en": "Rex Roe", "id": "Rex Roe"}
    names = add_entity(path, "leader:rex-roe", labels=label, names=["Rex Roe"], country="KP")
    assert names.entities["leader:rex-roe"].country == "KP"
    assert "leaders:\n  - id: rex-roe\n    country: KP\n    label: {" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("key", "lang", "line"),
    [
        ("country:KP", "id", "  KP: {names: {id: [Korut Raya, Kata Baru]}}   # said by one outlet only"),
        ("country:KR", "any", "  KR: {names: {any: [Kata Baru]}}"),
        ("company:pertamina", "any", "        - Kata Baru"),
        ("company:pertamina", "id", "      id: [Kata Baru]"),
        ("leader:xi-jinping", "any", "  - {id: xi-jinping, names: {any: [Kata Baru]}}"),
    ],
)
def test_name(path: Path, key: str, lang: str, line: str) -> None:
    names = add_name(path, key, "Kata Baru", lang=lang)
    assert "Kata Baru" in {alias.text for alias in names.aliases_of(key)}
    assert [found for found in added(path) if found != "leaders:"] == [line]


def test_name_goes_where_its_entity_is(path: Path) -> None:
    add_name(path, "leader:joko-widodo", "Kata Baru", lang="id")
    assert path.read_text(encoding="utf-8") == MINE
    more = (path.parent / "more.yaml").read_text(encoding="utf-8")
    assert more == MORE.replace("[Pak Jokowi]", "[Pak Jokowi, Kata Baru]")


def test_rejected(path: Path) -> None:
    assert "Menteri Siapa" in reject(path, "Menteri Siapa").rejected
    assert added(path) == ["rejected: [Menteri Siapa]"]


def test_what_is_there_already_is_not_written_again(path: Path) -> None:
    reject(path, "Menteri Siapa")
    before = path.stat()
    reject(path, "Menteri Siapa")
    add_name(path, "company:pertamina", "Pertamina")
    add_name(path, "country:KP", "Korut Raya", lang="id")
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_file_that_is_not_there_is_made(tmp_path: Path) -> None:
    path = tmp_path / "names.yaml"
    add_name(path, "country:KP", "Korut Raya")
    assert path.read_text(encoding="utf-8") == "countries:\n  KP: {names: {any: [Korut Raya]}}\n"


def test_result_that_does_not_load_is_not_written(path: Path) -> None:
    with pytest.raises(GazetteerError, match=rf"{path}:14: 'Korsel' of company:pertamina, and .*kr\.yaml"):
        add_name(path, "company:pertamina", "Korsel")
    with pytest.raises(YamlFileError, match="is of no known kind; did you mean company:x"):
        add_entity(path, "compny:x", labels={"en": "X", "id": "X"}, names=["Xx"])
    with pytest.raises(YamlFileError, match=r"countries\.KQ"):
        add_name(path, "country:KQ", "Korut Raya")
    assert path.read_text(encoding="utf-8") == MINE
    assert sorted(file.name for file in path.parent.iterdir()) == ["more.yaml", "names.yaml"]


def test_file_with_a_mistake_is_left_alone(path: Path) -> None:
    path.write_text(MINE + "rejectd: []\n", encoding="utf-8")
    with pytest.raises(YamlFileError, match="did you mean 'rejected'"):
        reject(path, "Menteri Siapa")
    assert path.read_text(encoding="utf-8") == MINE + "rejectd: []\n"


def test_what_somebody_saves_meanwhile_is_kept(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    saved: Iterator[str] = iter([MINE.replace("Our desk's", "Saved")])

    def read_and_be_overtaken(*arguments: object) -> OwnNames:
        own = read_own(*arguments)  # type: ignore[arg-type]
        for text in saved:
            path.write_text(text, encoding="utf-8")
        return own

    monkeypatch.setattr("entities.ownwriter.read_own", read_and_be_overtaken)
    reject(path, "Menteri Siapa")
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# Saved names.")
    assert text.endswith("rejected: [Menteri Siapa]\n")


def test_line_ends_mode_and_links_stay(path: Path) -> None:
    path.write_bytes(b"\xef\xbb\xbf" + MINE.replace("\n", "\r\n").encode())
    path.chmod(0o640)
    link = path.with_name("link.yaml")
    link.symlink_to(path)
    reject(link, "Menteri Siapa")
    assert link.is_symlink()
    assert path.stat().st_mode & 0o777 == 0o640
    assert path.read_bytes() == (
        b"\xef\xbb\xbf" + (MINE + "rejected: [Menteri Siapa]\n").replace("\n", "\r\n").encode()
    )
