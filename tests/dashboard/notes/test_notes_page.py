"""The page of notes: who may write, what a file brings, and that nothing of it is more than text."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from dashboard.access.passwords import Passwords
from dashboard.app import create_app
from dashboard.notes.files import CSV_PATH, ICS_PATH
from dashboard.pages.notes_layout import DELETE, EDIT, Ids
from dashboard.services import Services
from dashboard.settings import AccessSettings, WebSettings
from storage.notes import Note, Notebook, notebook
from tests.archive import ZONE
from tests.dashboard.apps import Application
from tests.dashboard.calls import all_of, call, page, text_of

HERE = "http://127.0.0.1"
HOSTILE = "<img src=x onerror=alert(1)> & =cmd"
ACTED = (
    (Ids.LIST, "children"),
    (Ids.SAID, "children"),
    (Ids.DATES, "value"),
    (Ids.TITLE, "value"),
    (Ids.LINK, "value"),
    (Ids.ENTITY, "value"),
    (Ids.EDITED, "data"),
)


@pytest.fixture
def settings(tmp_path: Any) -> WebSettings:
    return WebSettings(data_dir=tmp_path, zone=ZONE)


@pytest.fixture
def book(settings: WebSettings) -> Notebook:
    return notebook(settings.data_dir)


@pytest.fixture
def client(services: Services, settings: WebSettings) -> Iterator[TestClient]:
    with Application(lambda: create_app(settings, services.db, now=services.now)).client() as opened:
        opened.base_url = HERE
        yield opened


def act(client: TestClient, clicked: tuple[str, str], value: Any, form: dict[str, Any] | None = None) -> Any:
    """What the page answers to a click or a file."""
    form = form or {}
    states = {
        (Ids.DATES, "value"): form.get("dates"),
        (Ids.TITLE, "value"): form.get("title", ""),
        (Ids.LINK, "value"): form.get("link", ""),
        (Ids.ENTITY, "value"): form.get("entity"),
        (Ids.EDITED, "data"): form.get("edited"),
    }
    ordered: list[Any] = [
        {"id": id_, "property": prop, "value": value if (id_, prop) == clicked else None}
        for id_, prop in ((Ids.SAVE, "n_clicks"), (Ids.FILE, "contents"))
    ]
    for kind in (EDIT, DELETE):
        mine = clicked[0].startswith("{") and json.loads(clicked[0])["type"] == kind
        ordered.append(
            [{"id": json.loads(clicked[0]), "property": "n_clicks", "value": value}] if mine else []
        )
    body = {
        "output": ".." + "...".join(f"{name}.{prop}" for name, prop in ACTED) + "..",
        "outputs": [{"id": name, "property": prop} for name, prop in ACTED],
        "inputs": ordered,
        "state": [{"id": id_, "property": prop, "value": given} for (id_, prop), given in states.items()],
        "changedPropIds": [f"{clicked[0]}.{clicked[1]}"],
    }
    answer = client.post("/_dash-update-component", json=body)
    assert answer.status_code in {200, 204}, answer.text
    return answer.json()["response"] if answer.status_code == 200 else {}


def save(client: TestClient, **form: Any) -> Any:
    return act(client, (Ids.SAVE, "n_clicks"), 1, {"dates": ["2026-11-16", "2026-11-18"], **form})


def bring(client: TestClient, body: bytes) -> Any:
    return act(client, (Ids.FILE, "contents"), "data:text/csv;base64," + base64.b64encode(body).decode())


def of_row(client: TestClient, kind: str, note_id: str) -> Any:
    name = json.dumps({"note": note_id, "type": kind}, separators=(",", ":"))
    return act(client, (name, "n_clicks"), 1)


def test_a_note_is_written_changed_and_deleted(client: TestClient, book: Notebook) -> None:
    told = save(client, title=HOSTILE, link="https://example.org/1", entity="country:MY")
    assert told[Ids.SAID]["children"] == "The note is kept."
    assert told[Ids.TITLE]["value"] == ""
    (note,) = book.all()
    assert (note.title, note.entity) == (HOSTILE, "country:MY")
    (link,) = [one for one in all_of(told[Ids.LIST], "A") if one["href"] == "https://example.org/1"]
    assert (link["children"], link["rel"]) == (HOSTILE, "noopener noreferrer")

    filled = of_row(client, EDIT, note.note_id)
    assert filled[Ids.DATES]["value"] == ["2026-11-16", "2026-11-18"]
    assert filled[Ids.EDITED]["data"] == note.note_id
    save(client, title="Other", edited=note.note_id)
    assert [one.title for one in book.all()] == ["Other"]

    of_row(client, DELETE, note.note_id)
    assert book.all() == ()
    gone = save(client, title="Other", edited=note.note_id)
    assert gone[Ids.SAID]["children"] == "The note was deleted meanwhile; save it as a new one."


def test_what_is_no_note_says_what_to_do(client: TestClient, book: Notebook) -> None:
    assert "title is missing" in save(client)[Ids.SAID]["children"]
    assert "begins with http" in save(client, title="A", link="javascript:alert(1)")[Ids.SAID]["children"]
    assert "days are missing" in save(client, title="A", dates=None)[Ids.SAID]["children"]
    assert book.all() == ()


def test_a_file_is_taken_whole_or_not_at_all_and_once(client: TestClient, book: Notebook) -> None:
    good = b"from,to,title,entity\n2026-11-16,,First,MY\n2026-11-17,2026-11-19,Second,\n"
    assert bring(client, good + b"16 Nov,,Third,\n")[Ids.SAID]["children"] == (
        "Line 4: “16 Nov” has no day that can be read; write 2026-11-16. Nothing was added."
    )
    assert book.all() == ()
    told = bring(client, good)[Ids.SAID]["children"]
    assert told == "2 of 2 notes added; the others were there already."
    assert bring(client, good + b"2026-11-20,,New,\n")[Ids.SAID]["children"].startswith("1 of 3")
    assert len(book.all()) == 3
    assert "larger than 1 MB" in bring(client, b"x" * 1_100_000)[Ids.SAID]["children"]


def test_what_is_given_out_can_be_brought_again(client: TestClient, book: Notebook) -> None:
    save(client, title="=HYPERLINK(1)", link="https://example.org/?a=1,2", entity="country:MY")
    save(client, title='Comma, "quote"', dates=["2026-11-16", "2026-11-16"])
    kept = {one.says for one in book.all()}
    table, calendar = client.get(CSV_PATH), client.get(ICS_PATH)
    assert "'=HYPERLINK(1)" in table.text
    assert calendar.headers["content-type"].startswith("text/calendar")
    for file in (table.content, calendar.content):
        for note in book.all():
            book.remove(note.note_id)
        assert bring(client, file)[Ids.SAID]["children"].startswith("2 of 2")
        assert {one.says for one in book.all()} == kept


def test_readers_read_and_change_nothing(
    services: Services, settings: WebSettings, book: Notebook, tmp_path: Any
) -> None:
    passwords = Passwords(tmp_path)
    passwords.put("reader", "a reader's word")
    passwords.put("editor", "an editor's word")
    book.put(Note(first=services.today(), last=services.today(), title="Kept"))
    locked = WebSettings(data_dir=tmp_path, zone=ZONE, access=AccessSettings(by="password", https=False))
    with Application(lambda: create_app(locked, services.db, now=services.now)).client() as client:
        client.post("/login", data={"password": "a reader's word"})
        layout = page(client, "/notes")
        assert "Kept" in text_of(layout)
        assert Ids.SAVE not in json.dumps(layout)
        save(client, title="Mine")
        assert [one.title for one in book.all()] == ["Kept"]

        client.post("/login", data={"password": "an editor's word"})
        assert Ids.SAVE in json.dumps(page(client, "/notes"))
        elsewhere = client.post(
            "/_dash-update-component", json={}, headers={"origin": "https://elsewhere.example"}
        )
        assert elsewhere.status_code == 403
        save(client, title="Mine")
        assert len(book.all()) == 2


def test_a_damaged_file_is_told_and_kept(client: TestClient, settings: WebSettings) -> None:
    (settings.data_dir / "notes.json").write_text("{")
    assert "cannot be read" in text_of(page(client, "/notes"))
    assert "cannot be read" in save(client, title="A")[Ids.SAID]["children"]
    assert (settings.data_dir / "notes.json").read_text() == "{"


def test_notes_stand_above_the_charts_they_concern(client: TestClient, book: Notebook) -> None:
    save(client, title=HOSTILE, entity="country:MY")
    save(client, title="For all", dates=["2026-11-02", "2026-11-02"])
    drawn = (("compare-key", "children"), ('{"name":"timeline","type":"spec"}', "data"))

    def shown(query: str) -> str:
        outputs = client.get("/_dash-dependencies").json()
        (draw,) = [one["output"] for one in outputs if "compare-key.children" in one["output"]]
        every = [tuple(part.rsplit(".", 1)) for part in draw.strip(".").split("...")]
        found = call(client, every, {("compare-query", "data"): query, ("version", "data"): 1})
        assert found[drawn[1][0]]["data"]
        return text_of(found["compare-key"]["children"]) + json.dumps(found[drawn[1][0]]["data"])

    both = shown("?e=MY")
    assert HOSTILE in both
    assert "&lt;img" in both
    assert "For all" in shown("?e=CN")
    assert HOSTILE not in shown("?e=CN")
    assert "For all" not in shown("?e=CN&note=0")
    assert "public holiday" in shown("?e=CN")
    assert "public holiday" not in shown("?e=CN&holiday=0")
