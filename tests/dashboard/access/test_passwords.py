from __future__ import annotations

import json
import stat
import time
from pathlib import Path

import pytest

from dashboard.access import passwords
from dashboard.access.passwords import FILE, Passwords, WeakPasswordError

READER, EDITOR = "kata sandi pembaca", "kata sandi penyunting"


@pytest.fixture
def both(tmp_path: Path) -> Passwords:
    known = Passwords(tmp_path)
    known.put("reader", READER)
    known.put("editor", EDITOR)
    return known


def test_each_role_has_its_password(both: Passwords) -> None:
    assert both.roles == ("reader", "editor")
    assert (both.role_of(READER), both.role_of(EDITOR)) == ("reader", "editor")
    for wrong in ("", READER + " ", READER.upper(), "x" * 10_000):
        assert both.role_of(wrong) is None


def test_the_file_is_its_owners_and_has_no_password(both: Passwords, tmp_path: Path) -> None:
    path = tmp_path / FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    text = path.read_text()
    assert READER not in text
    assert json.loads(text)["hashes"]["reader"].startswith("scrypt:32768:8:1$")


def test_a_short_password_and_that_of_the_other_role_are_not_taken(both: Passwords) -> None:
    with pytest.raises(WeakPasswordError, match="10 to 500 characters; this one 9"):
        both.put("reader", "123456789")
    with pytest.raises(WeakPasswordError, match="each its own"):
        both.put("reader", EDITOR)
    assert both.role_of(READER) == "reader"


def test_a_session_is_of_its_role_and_ends_with_its_password(both: Passwords, tmp_path: Path) -> None:
    reader, editor = both.session("reader"), both.session("editor")
    assert (both.role_in(reader), both.role_in(editor)) == ("reader", "editor")
    Passwords(tmp_path).put("editor", "sandi yang lain sekali")  # by a command, while this one serves
    assert both.role_in(editor) is None
    assert both.role_in(reader) == "reader"
    assert Passwords(tmp_path).drop("reader")
    assert both.role_in(reader) is None


def test_a_session_cannot_be_made_or_changed(both: Passwords, tmp_path: Path) -> None:
    session = both.session("reader")
    for forged in ("", "x", session[:-1], session + "x", session.replace(".", "", 1), '["editor", "x"]'):
        assert both.role_in(forged) is None
    other = Passwords(tmp_path / "other")
    other.put("editor", EDITOR)
    assert both.role_in(other.session("editor")) is None


def test_a_session_is_over_after_two_weeks(both: Passwords, monkeypatch: pytest.MonkeyPatch) -> None:
    session = both.session("reader")
    later = time.time() + passwords.SESSION_S + 2
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: later)
    assert both.role_in(session) is None


def test_a_password_is_remembered_only_while_it_is_right(both: Passwords) -> None:
    assert both.remembered(READER) is None
    assert both.role_of(READER) == "reader"
    assert both.remembered(READER) == "reader"
    both.put("reader", "sandi yang lain sekali")
    assert both.remembered(READER) is None
    assert both.role_of(READER) is None
