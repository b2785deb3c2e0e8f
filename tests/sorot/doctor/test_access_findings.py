"""``sorot doctor`` says who cannot get in, who could, and what to type."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.access.passwords import FILE, Passwords
from sorot.doctor.access import access_findings
from sorot.doctor.finding import Finding
from tests.sorot.test_access import configured

BY_PASSWORD = "web: {access: {by: password}}"
WORDS = "kata sandi panjang"


def found(tmp_path: Path, text: str = BY_PASSWORD) -> list[Finding]:
    return list(access_findings(configured(tmp_path, text)))


@pytest.fixture
def passwords(tmp_path: Path) -> Passwords:
    return Passwords(configured(tmp_path, BY_PASSWORD).data)


def test_nothing_is_said_where_nobody_is_asked(tmp_path: Path) -> None:
    assert found(tmp_path, "") == []


def test_others_that_reach_it_are_said(tmp_path: Path) -> None:
    [one] = found(tmp_path, "web: {host: 0.0.0.0}")
    assert (one.state, "0.0.0.0" in one.says, "by: password" in one.remedy) == ("wrong", True, True)


def test_passwords_that_are_missing_are_to_be_set(tmp_path: Path, passwords: Passwords) -> None:
    [none] = found(tmp_path)
    assert (none.state, "sorot access set reader" in none.remedy) == ("wrong", True)
    passwords.put("reader", WORDS)
    ok, note = found(tmp_path)
    assert (ok.state, ok.says) == ("ok", "readers have a password")
    assert (note.state, note.remedy) == ("note", "Type sorot access set editor.")
    passwords.put("editor", f"{WORDS} lain")
    assert [one.says for one in found(tmp_path)] == ["readers and editors have a password"]
    [unasked] = found(tmp_path, "")
    assert (unasked.state, "nobody is asked" in unasked.says) == ("note", True)
    passwords.drop("reader")
    passwords.drop("editor")
    assert [one.state for one in found(tmp_path)] == ["wrong"]


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"key": "a", "hashes": {"reader": "plain"}}', '{"key": "a", "hashes": {"root": "a"}}'],
)
def test_a_damaged_file_is_to_be_made_anew(tmp_path: Path, passwords: Passwords, text: str) -> None:
    passwords.put("reader", WORDS)
    path = configured(tmp_path, BY_PASSWORD).data / FILE
    path.write_text(text)
    [one] = found(tmp_path)
    assert one.state == "wrong"
    assert f"rm {path}" in one.remedy


def test_a_file_that_others_can_read_is_said_and_how_to_close_it(
    tmp_path: Path, passwords: Passwords
) -> None:
    passwords.put("reader", WORDS)
    path = configured(tmp_path, BY_PASSWORD).data / FILE
    path.chmod(0o644)
    first, *_ = found(tmp_path)
    assert first.state == "wrong"
    assert f"chmod 600 {path}" in first.remedy
