"""The page for names in review: what waits, whom it may mean, and who may decide."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from dashboard import review
from dashboard.access.passwords import Passwords
from dashboard.app import create_app
from dashboard.caller import Role
from dashboard.pages.review import MOST_ACTS, Ids
from dashboard.review import Decision, Promise, ReviewError
from dashboard.settings import AccessSettings, WebSettings
from dashboard.shell import Ids as Shell
from dashboard.url_state import Query
from entities.gazetteer import Gazetteer
from storage.batches.batch import Batch, write_batch
from storage.database import Database
from storage.ingest.ingest import ingest_pending
from storage.records import Article, NameSeen
from tests.archive import ZONE
from tests.dashboard.apps import Application
from tests.dashboard.calls import all_of, call, page, text_of
from tests.dashboard.press import FEEDS, HOSTILE, NOW, article

HERE = "http://127.0.0.1"
DRAWN = (
    (Ids.LEDE, "children"),
    (Ids.LIST, "children"),
    (Ids.DETAIL, "children"),
    (Ids.UNDO, "children"),
    (Ids.SHOWN, "data"),
)
ACTED = ((Ids.PROMISE, "children"), (Ids.SAID, "children"), (Shell.DECIDED, "data"))
BOLD = "<b>Kenzo</b> Arimori"


def named(
    number: int,
    name: str,
    title: str = "foreign-minister",
    country: str | None = "IR",
    headline: str = "Kabar",
    **more: Any,
) -> Article:
    body = f"Kalimat lain di sini. Seorang pejabat, {name}, tiba di sana."
    start = body.index(name)
    place = NameSeen(
        name=name, title=title, country=country, field="body", start_char=start, end_char=start + len(name)
    )
    return article(f"n{number}", headline, body, names=(place,), **more)


NAMED = (
    *(named(n, "Toran Belkas", hours=30 * n + 1) for n in range(3)),
    named(3, "Toran Belkas", feed="sore-dunia", headline=HOSTILE, hours=2),
    named(4, BOLD, country="JP", hours=1),
    named(5, BOLD, country="JP", hours=3),
    named(6, "Bronwyn Albanese", title="president", country="AU", feed="malam-world", lang="en", hours=100),
    named(7, "Donald Trump"),  # known
)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory, gazetteer: Gazetteer) -> Iterator[Database]:
    folder: Path = tmp_path_factory.mktemp("review")
    write_batch(
        folder / "inbox",
        Batch(feeds=FEEDS, articles=NAMED, polls=(), gazetteer_version=gazetteer.version, created_at=NOW),
    )
    with Database.open(folder / "sorot.duckdb", zone=ZONE, gazetteer=gazetteer) as db:
        assert ingest_pending(db, folder).new == len(NAMED)
        yield db


class Notes:
    """A reviewer that notes what it is asked."""

    def __init__(self) -> None:
        self.done: list[Decision] = []

    @property
    def last(self) -> Decision | None:
        return self.done[-1] if self.done else None

    def promise(self, decision: Decision) -> Promise:
        if decision.key == "person:":
            raise ReviewError("names.yaml:3: id: must have small letters")
        return Promise(adds_to=None, mentions=4, articles=3, conflicts=("1 of Somebody",))

    def decide(self, decision: Decision) -> None:
        self.done.append(decision)

    def undo(self) -> Decision:
        return self.done.pop()


@pytest.fixture
def notes() -> Notes:
    return Notes()


@pytest.fixture
def client(archive: Database, gazetteer: Gazetteer, notes: Notes) -> Iterator[TestClient]:
    settings = WebSettings(data_dir=archive.path.parent, zone=ZONE)
    app = Application(lambda: create_app(settings, archive, now=lambda: NOW, reviewer=notes))
    with app.client() as opened:
        opened.base_url = HERE
        yield opened


def draw(client: TestClient, query: str = "?", lang: str = "en", shown: str | None = None) -> dict[str, Any]:
    inputs: dict[tuple[str, str], Any] = {
        (Ids.QUERY, "data"): query,
        (Shell.VERSION, "data"): 0,
        (Shell.DECIDED, "data"): None,
        (Ids.SHOWN, "data"): shown,
    }
    answer = call(client, DRAWN, inputs, lang)
    return {name: answer[name][prop] for name, prop in DRAWN if name in answer}


def act(client: TestClient, verb: str, **asked: Any) -> dict[str, Any]:
    inputs: dict[tuple[str, str], Any] = {
        (Ids.ASKED, "data"): {"verb": verb, **asked},
        (Shell.DECIDED, "data"): 2,
    }
    return call(client, ACTED, inputs)


def names_in(answer: dict[str, Any]) -> list[str]:
    found = all_of(answer[Ids.LIST], "Span")
    return [text_of(span["children"]) for span in found if span.get("className") == "name"]


def test_names_that_are_not_known_wait_most_mentions_first(client: TestClient) -> None:
    answer = draw(client)
    assert text_of(answer[Ids.LEDE]).startswith("3 names were seen after a title")
    assert names_in(answer) == ["Toran Belkas", BOLD, "Bronwyn Albanese"]
    counts = ((Shell.WAITING, "children"), (Shell.TROUBLED, "children"), (Shell.FIRED, "children"))
    inputs: dict[tuple[str, str], Any] = {(Shell.VERSION, "data"): 0}
    inputs |= {(Shell.DECIDED, "data"): None, (Shell.CLOCK, "n_intervals"): None}
    counted = call(client, counts, inputs)
    assert "3 names wait" in text_of(counted[Shell.WAITING]["children"])
    assert not counted[Shell.FIRED]["children"]
    [first, *_] = all_of(answer[Ids.LIST], "Button")
    assert first["aria-current"] == "true"
    said = text_of(first["children"])
    assert "Foreign minister · Iran" in said
    assert "4 mentions · 2 outlets · since 18 Nov" in said


def test_the_address_says_which_in_what_order_and_who(client: TestClient) -> None:
    assert names_in(draw(client, "?k=ambiguous")) == ["Bronwyn Albanese"]
    assert names_in(draw(client, "?k=new")) == ["Toran Belkas", BOLD]
    assert names_in(draw(client, "?o=new"))[0] == BOLD
    assert "Bronwyn Albanese" in text_of(draw(client, "?n=BRONWYN+albanese")[Ids.DETAIL])
    assert review.read_state(Query.parse("?k=odd&o=x&n=%00")).which == "all"


@pytest.mark.behaviour(37)
def test_a_name_is_shown_with_its_contexts_as_text(client: TestClient) -> None:
    detail = draw(client)[Ids.DETAIL]
    said = text_of(detail)
    assert "4 mentions · 4 articles · 2 outlets · 18–20 Nov" in said
    assert [text_of(mark["children"]) for mark in all_of(detail, "Mark")] == ["Toran Belkas"] * 3
    assert said.count("Seorang pejabat, Toran Belkas, tiba di sana.") == 3
    assert HOSTILE in said
    links = {link["href"] for link in all_of(detail, "A")}
    assert links <= {one.url for one in NAMED}
    hostile = draw(client, "?n=" + "%3Cb%3Ekenzo%3C%2Fb%3E%20arimori")[Ids.DETAIL]
    assert text_of(all_of(hostile, "H2")[0]["children"]) == BOLD


def test_what_is_being_typed_is_not_drawn_over(client: TestClient) -> None:
    first = draw(client)
    again = draw(client, shown=first[Ids.SHOWN])
    assert Ids.DETAIL not in again
    assert names_in(again) == names_in(first)
    assert Ids.DETAIL in draw(client, "?n=bronwyn+albanese", shown=first[Ids.SHOWN])


def test_whom_it_may_mean_is_suggested(client: TestClient) -> None:
    answer = draw(client, "?k=ambiguous")
    assert "This may be Anthony Albanese (Leader, Australia)." in text_of(answer[Ids.DETAIL])
    [key, country] = all_of(answer[Ids.DETAIL], "TextInput")
    assert key["value"] == "leader:anthony-albanese"
    assert key["attributes"]["input"]["data-new"] == "leader:bronwyn-albanese"
    assert country["value"] == "AU"


def test_what_accepting_changes_is_shown_before_it_is_done(client: TestClient, notes: Notes) -> None:
    asked = {"name": "Toran Belkas", "key": "person:toran-belkas", "country": "ir"}
    answer = act(client, "promise", **asked)
    assert "Adds 4 mentions in 3 articles, 1 conflict." in text_of(answer[Ids.PROMISE]["children"])
    assert notes.done == []
    answer = act(client, "confirm", **asked)
    assert answer[Ids.SAID]["children"] == "Toran Belkas is accepted; its mentions are being counted."
    assert answer[Shell.DECIDED]["data"] == 3
    assert notes.done == [Decision(name="Toran Belkas", key="person:toran-belkas", country="IR")]


def test_rejecting_and_undoing(client: TestClient, notes: Notes) -> None:
    act(client, "reject", name=BOLD)
    assert notes.done == [Decision(name=BOLD, key=None)]
    assert f"Undo: {BOLD} rejected" in text_of(draw(client)[Ids.UNDO])
    answer = act(client, "undo")
    assert answer[Ids.SAID]["children"] == f"{BOLD} waits again."
    assert notes.done == []
    assert draw(client)[Ids.UNDO] == []


def test_a_refusal_names_file_and_line(client: TestClient, notes: Notes) -> None:
    answer = act(client, "promise", name="X", key="person:")
    assert "names.yaml:3: id: must have small letters" in text_of(answer[Ids.PROMISE]["children"])
    assert notes.done == []


@pytest.mark.behaviour(40)
@pytest.mark.parametrize(
    ("base", "headers"),
    [
        ("http://sorot.example", {}),
        (HERE, {"origin": "http://evil.example"}),
        (HERE, {"sec-fetch-site": "cross-site"}),
        (HERE, {"x-forwarded-for": "127.0.0.1"}),
        ("http://sorot.example", {"x-forwarded-host": "127.0.0.1", "x-forwarded-for": "127.0.0.1"}),
    ],
)
def test_nobody_from_elsewhere_decides(
    client: TestClient, notes: Notes, base: str, headers: dict[str, str]
) -> None:
    client.base_url = base
    client.headers.update(headers)
    detail = draw(client)[Ids.DETAIL]
    assert all_of(detail, "TextInput") == []
    assert "sorot names accept 'Toran Belkas' --as person:toran-belkas --country IR" in text_of(detail)
    inputs = {(Ids.ASKED, "data"): {"verb": "reject", "name": BOLD}, (Shell.DECIDED, "data"): 0}
    ids = [{"id": name, "property": prop} for name, prop in ACTED]
    client.post(
        "/_dash-update-component",
        json={
            "output": ".." + "...".join(f"{name}.{prop}" for name, prop in ACTED) + "..",
            "outputs": ids,
            "inputs": [
                {"id": name, "property": prop, "value": value} for (name, prop), value in inputs.items()
            ],
            "changedPropIds": [f"{Ids.ASKED}.data"],
        },
    )
    assert notes.done == []


@pytest.mark.parametrize("role", ["reader", "editor"])
def test_where_there_is_a_login_editors_alone_decide(
    archive: Database, gazetteer: Gazetteer, notes: Notes, tmp_path: Path, role: Role
) -> None:
    known = Passwords(tmp_path)
    known.put(role, "sandi yang panjang")
    settings = WebSettings(data_dir=tmp_path, zone=ZONE, access=AccessSettings(by="password"))
    made = Application(lambda: create_app(settings, archive, now=lambda: NOW, reviewer=notes))
    with made.client() as client:
        client.base_url = "https://sorot.example"
        client.cookies.set("__Host-sorot-session", known.session(role))
        detail = draw(client)[Ids.DETAIL]
        assert bool(all_of(detail, "TextInput")) == (role == "editor")
        assert ("editors decide on names" in text_of(detail)) == (role == "reader")
        act(client, "reject", name=BOLD)
        assert bool(notes.done) == (role == "editor")


def test_decisions_have_their_pace(client: TestClient, notes: Notes) -> None:
    for _ in range(MOST_ACTS[0]):
        act(client, "reject", name=BOLD)
    answer = act(client, "reject", name=BOLD)
    assert "Too many decisions" in text_of(answer[Ids.PROMISE]["children"])
    assert len(notes.done) == MOST_ACTS[0]


def test_both_languages(client: TestClient) -> None:
    answer = draw(client, lang="id")
    assert text_of(answer[Ids.LEDE]).startswith("3 nama muncul setelah jabatan")
    assert "Menteri luar negeri · Iran" in text_of(answer[Ids.DETAIL])
    assert "Tinjauan nama" in text_of(page(client, "/review", lang="id"))


def test_nothing_waits_in_an_archive_without_names(archive: Database, gazetteer: Gazetteer) -> None:
    later = review.State(which="all", order="mentions", name="")
    found = archive.call(review.queue, gazetteer=gazetteer, state=later)
    assert found.picked is not None
    assert found.picked.seen.last_day - found.picked.seen.first_day >= timedelta(days=2)
