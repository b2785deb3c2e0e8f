from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from dashboard.app import create_app
from dashboard.components.volume import HEIGHT, bullet, volume_strip
from dashboard.health import Health
from dashboard.i18n import Words
from dashboard.pages.sources import Ids
from dashboard.settings import WebSettings
from dashboard.sources import Day, Source, Sources
from entities.gazetteer import Gazetteer
from storage.batches.batch import Batch, write_batch
from storage.database import Database
from storage.ingest.ingest import ingest_pending
from storage.questions.nights import Nights
from storage.writer import WriterState
from tests.archive import ZONE
from tests.dashboard.apps import Application
from tests.dashboard.calls import all_of, call, find, page, text_of
from tests.dashboard.press import (
    FEEDS,
    NOW,
    article,
    build_press,
    forbidden,
    nameless,
    overdue,
    write_ledger,
)

DRAWN = tuple((part, "children") for part in (Ids.LEDE, Ids.SYSTEM, Ids.TABLE, Ids.NIGHTS))
KEYS = ("pagi-dunia", "pagi-bisnis", "sore-dunia", "malam-world")
WRITERS: list[WriterState] = []  # the newest is what the application is told
REFUSED: list[str] = []  # the same, of the user's own names


@pytest.fixture
def folder(tmp_path: Path, gazetteer: Gazetteer) -> Path:
    build_press(tmp_path, gazetteer)
    return tmp_path


@pytest.fixture
def press(folder: Path, gazetteer: Gazetteer) -> Iterator[TestClient]:
    WRITERS.clear()
    REFUSED.clear()
    with Database.open(folder / "sorot.duckdb", zone=ZONE, gazetteer=gazetteer) as db:
        settings = WebSettings(data_dir=folder, zone=ZONE)
        app = Application(
            lambda: create_app(
                settings,
                db,
                writer=lambda: WRITERS[-1] if WRITERS else None,
                names_refused=lambda: REFUSED[-1] if REFUSED else "",
                now=lambda: NOW,
            )
        )
        with app.client() as client:
            yield client


def draw(client: TestClient, query: str = "?", lang: str = "en") -> dict[str, dict[str, Any]]:
    inputs = {(Ids.QUERY, "data"): query, ("version", "data"): 0, ("clock", "n_intervals"): None}
    return call(client, DRAWN, inputs, lang)


def rows(answer: dict[str, dict[str, Any]], kind: str) -> list[str]:
    found = all_of(answer[Ids.TABLE]["children"], "Tr")
    return [text_of(row["children"]) for row in found if row.get("className") == kind]


@pytest.mark.parametrize(
    ("lang", "one", "two"),
    [
        ("en", "The file of your own names has a mistake; those accepted last", "has 2 mistakes"),
        ("id", "Berkas nama Anda memuat kesalahan; yang terakhir diterima", "memuat 2 kesalahan"),
    ],
)
def test_own_names_that_are_refused_are_said_with_file_and_line(
    press: TestClient, lang: str, one: str, two: str
) -> None:
    REFUSED.append("names.yaml:3: entites: this key is not known; did you mean 'entities'?")
    said = text_of(draw(press, lang=lang)[Ids.SYSTEM]["children"])
    assert said.startswith(one)
    assert REFUSED[0] in said
    REFUSED.append(f"{REFUSED[0]}\nnames.yaml:9: company:x is already in names.yaml:2; keep one")
    said = text_of(draw(press, lang=lang)[Ids.SYSTEM]["children"])
    assert two in said
    assert REFUSED[0] in said
    assert "names.yaml:9" not in said


def test_one_sentence_says_how_much_is_read(press: TestClient) -> None:
    said = text_of(draw(press)[Ids.LEDE]["children"])
    assert said.startswith("Reading 2 of 3 outlets. ")
    assert "2 of 4 feeds cannot be read." in said
    assert said.endswith("Times are WIB.")


def test_the_worst_stand_first_with_a_word_for_their_state(press: TestClient) -> None:
    outlets = rows(draw(press), "outlet")
    assert [said[:5] for said in outlets] == ["Malam", "Pagi2", "Sore1"]
    for said, state in zip(outlets, ("Not readable", "Partly read", "Reading"), strict=True):
        assert state in said


def test_what_is_wrong_is_said_with_since_tries_and_next(press: TestClient) -> None:
    feeds = rows(draw(press), "feed")
    assert len(feeds) == 2  # those that are well are not listed unless asked for
    assert feeds[0].endswith("its host name has no address (DNS) since 19 Nov, 20:00; next 15:30")
    assert feeds[1].endswith("answered 403 Forbidden since 06:20, 9 tries; next 15:10")


def test_all_feeds_can_be_listed(press: TestClient) -> None:
    feeds = rows(draw(press, "?feeds=1"), "feed")
    assert len(feeds) == 4
    assert feeds[-1].endswith("next 14:10")


@pytest.mark.behaviour(18)
@pytest.mark.parametrize(
    ("lang", "changes", "said"),
    [
        (
            "en",
            {"read_from": "https://b.example/r"},
            "has moved for good to https://b.example/r and is read there",
        ),
        ("id", {"read_from": "https://b.example/r"}, "pindah untuk seterusnya ke https://b.example/r"),
        (
            "en",
            {"moved_to": "http://b.example/r", "move_refused": "downgrade"},
            "is sent for good to http://b.example/r, which is not encrypted",
        ),
        (
            "en",
            {"moved_to": "https://b.example/r", "move_refused": "taken"},
            "is sent for good to https://b.example/r, where another feed is read already",
        ),
    ],
)
def test_a_feed_that_moved_is_listed_with_its_new_address(
    press: TestClient, folder: Path, lang: str, changes: dict[str, Any], said: str
) -> None:
    write_ledger(folder, {"sore-dunia": lambda state: replace(state, **changes)})
    [listed] = rows(draw(press, lang=lang), "feed")
    assert said in listed


@pytest.mark.behaviour(26)
@pytest.mark.parametrize(
    ("lang", "changes", "said"),
    [
        (
            "en",
            {"skew_h": 7, "skew_zone": "Asia/Jakarta"},
            "they are set aside; if that is right, write zone: Asia/Jakarta beside its url in config.yaml",
        ),
        ("en", {"skew_h": -8}, "its dates are 8 hours behind the time they are first seen"),
        ("id", {"skew_h": 7, "skew_zone": "Asia/Jakarta"}, "tulis zone: Asia/Jakarta"),
        (
            "en",
            {"skew_h": 7, "last_entries": 9, "last_set_aside": 3},
            "3 dates that cannot be were set aside",
        ),
    ],
)
def test_a_feed_whose_dates_are_hours_off_is_listed_with_what_to_do(
    press: TestClient, folder: Path, lang: str, changes: dict[str, Any], said: str
) -> None:
    write_ledger(folder, {"sore-dunia": lambda state: replace(state, **changes)})
    [listed] = rows(draw(press, lang=lang), "feed")
    assert said in listed


@pytest.mark.behaviour(12)
def test_a_feed_that_is_gone_is_shown_as_that(press: TestClient, folder: Path) -> None:
    since = NOW - timedelta(days=3)
    write_ledger(
        folder,
        {
            "sore-dunia": lambda state: replace(
                forbidden(state), last_http_status=410, gone_count=12, gone_since=since
            )
        },
    )
    answer = draw(press)
    [listed] = rows(answer, "feed")
    assert "Gone" in listed
    assert "answered 410 Gone since 06:20" in listed
    assert "1 of 4 feeds cannot be read." in text_of(answer[Ids.LEDE]["children"])


@pytest.mark.behaviour(43)
def test_a_feed_that_brings_nothing_any_more_is_shown(press: TestClient, folder: Path) -> None:
    quiet: dict[str, Any] = {"alive_at": NOW - timedelta(days=4), "longest_gap_s": 6 * 3600}
    write_ledger(folder, {"sore-dunia": lambda state: replace(state, **quiet)})
    [listed] = rows(draw(press), "feed")
    assert "Nothing new" in listed
    assert "nothing new since 16 Nov, 14:05; usually there is within 6 h" in listed


@pytest.mark.behaviour(43)
def test_each_feed_has_its_figures(press: TestClient, folder: Path) -> None:
    figures: dict[str, Any] = {
        "polls": 200,
        "polls_unchanged": 164,
        "polls_untidy": 1,
        "last_bytes": 61_400,
        "last_entries": 50,
        "last_known": 47,
        "last_new": 3,
    }
    write_ledger(folder, {"sore-dunia": lambda state: replace(state, **figures)})
    listed = rows(draw(press, "?feeds=1"), "feed")
    said = "last document: 3 new of 50 entries, 61 KB; 82% of polls unchanged; asked every 15 min"
    assert [said in text for text in listed].count(True) == 1
    assert any("(something was wrong with 1 document)" in text for text in listed)


@pytest.mark.behaviour(43)
def test_feeds_of_all_shards_are_listed(press: TestClient, folder: Path) -> None:
    (folder / "ledger.sqlite").rename(folder / "ledger-1-of-2.sqlite")
    for file in folder.glob("ledger.sqlite-*"):
        file.unlink()
    assert len(rows(draw(press), "feed")) == 2


def test_only_those_with_problems(press: TestClient, folder: Path) -> None:
    assert [said[:5] for said in rows(draw(press, "?st=bad"), "outlet")] == ["Malam", "Pagi2"]
    write_ledger(folder, {})
    assert "No outlet has a problem" in text_of(draw(press, "?st=bad")[Ids.TABLE]["children"])


def test_all_well(press: TestClient, folder: Path) -> None:
    write_ledger(folder, {})
    answer = draw(press)
    assert text_of(answer[Ids.LEDE]["children"]).startswith(
        "Reading 3 of 3 outlets. All of them bring what they should."
    )
    assert answer[Ids.SYSTEM]["children"] is None


def test_without_a_ledger_polls_tell(press: TestClient, folder: Path) -> None:
    for file in folder.glob("ledger.sqlite*"):
        file.unlink()
    answer = draw(press)
    assert text_of(answer[Ids.LEDE]["children"]).startswith("Reading 3 of 3 outlets.")
    assert "13:55" in rows(answer, "outlet")[0]


def test_no_network_is_one_line(press: TestClient, folder: Path) -> None:
    write_ledger(folder, dict.fromkeys(KEYS, nameless))
    answer = draw(press)
    assert "None of the 4 feeds can be read" in text_of(answer[Ids.SYSTEM]["children"])
    assert text_of(answer[Ids.LEDE]["children"]).startswith("Reading 0 of 3 outlets.")


def test_a_collector_that_stopped_is_noticed(press: TestClient, folder: Path) -> None:
    write_ledger(folder, dict.fromkeys(KEYS, overdue))
    answer = draw(press)
    assert "Nothing has been asked for since 11:05" in text_of(answer[Ids.SYSTEM]["children"])
    assert all("Late" in said for said in rows(answer, "outlet"))


def test_what_the_writer_says_is_shown(press: TestClient, folder: Path) -> None:
    write_ledger(folder, {})
    WRITERS.append(WriterState(running=True))
    assert draw(press)[Ids.SYSTEM]["children"] is None
    WRITERS.append(WriterState(last_error="it is so", failing_since=NOW - timedelta(hours=1)))
    said = text_of(draw(press)[Ids.SYSTEM]["children"])
    assert said == "Articles wait in the inbox since 13:05, none is lost: it is so"


def test_batches_that_were_set_aside_are_counted(press: TestClient, folder: Path) -> None:
    write_ledger(folder, {})
    WRITERS.append(WriterState(running=True))
    (folder / "rejected").mkdir()
    (folder / "rejected" / "a.parquet.reason.txt").write_text("is cut\n")
    said = text_of(draw(press)[Ids.SYSTEM]["children"])
    assert said.startswith("1 batch could not be taken in and stand in data/rejected")


def test_an_outlet_shows_its_last_day_against_its_usual(press: TestClient) -> None:
    found = draw(press)[Ids.TABLE]["children"]
    spans = all_of(found, "Span")
    strips = [span["aria-label"] for span in spans if span.get("role") == "img"]
    assert "articles in 30 days, 0 days not fully read" in strips[0]
    assert not [span for span in spans if span.get("className") == "bullet"]  # nothing is usual yet


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "1 of 2 articles are of a story that another article had first"),
        ("id", "1 dari 2 artikel berisi berita yang lebih dulu ada di artikel lain"),
    ],
)
def test_an_outlet_shows_how_much_of_it_is_copied(
    folder: Path, gazetteer: Gazetteer, lang: str, said: str
) -> None:
    body = " ".join(f"Perundingan ke-{n} dibuka oleh utusan dari kota {n}." for n in range(12))
    first = article("kawat", "Perundingan dibuka di Jenewa", body, hours=3)
    copy = article("salinan", "Utusan tiba di Jenewa", body, feed="sore-dunia", hours=2)
    with Database.open(folder / "sorot.duckdb", zone=ZONE, gazetteer=gazetteer) as db:
        batch = Batch(
            feeds=FEEDS, articles=(first, copy), polls=(), gazetteer_version=gazetteer.version, created_at=NOW
        )
        write_batch(folder / "inbox", batch)
        assert ingest_pending(db, folder, clock=lambda: NOW).new == 2
        settings = WebSettings(data_dir=folder, zone=ZONE)
        with Application(lambda: create_app(settings, db, now=lambda: NOW)).client() as client:
            found = draw(client, lang=lang)
    cells = {
        text_of(row["children"][0]): span
        for row in all_of(found[Ids.TABLE]["children"], "Tr")
        for span in all_of(row["children"], "Span")
        if row.get("className") == "outlet" and "title" in span
    }
    [(sore, shown)] = [(name, span) for name, span in cells.items() if span["title"] == said]
    assert "Sore" in sore
    assert text_of(shown["children"]) == "50%"
    assert [text_of(span["children"]) for name, span in cells.items() if name != sore] == ["0%", "0%"]


def test_what_is_usual_is_known_after_four_weeks(client: TestClient) -> None:
    found = draw(client)
    assert all(" of " in said for said in rows(found, "outlet"))
    bullets = [
        span for span in all_of(found[Ids.TABLE]["children"], "Span") if span.get("className") == "bullet"
    ]
    assert len(bullets) == 8


def test_an_empty_archive_says_where_feeds_come_from(tmp_path: Path, gazetteer: Gazetteer) -> None:
    with Database.open(tmp_path / "sorot.duckdb", zone=ZONE, gazetteer=gazetteer) as db:
        settings = WebSettings(data_dir=tmp_path, zone=ZONE)
        with Application(lambda: create_app(settings, db, now=lambda: NOW)).client() as client:
            assert "config.yaml" in text_of(draw(client)[Ids.TABLE]["children"])
            write_ledger(tmp_path, {})
            assert text_of(draw(client)[Ids.LEDE]["children"]).startswith("Reading 3 of 3 outlets.")


def test_a_link_renders_its_controls(press: TestClient) -> None:
    found = page(press, "/sources", "?st=bad&feeds=1&x=1")
    assert find(found, Ids.WHICH)["value"] == "bad"
    assert find(found, Ids.FEEDS)["checked"] is True


def test_the_page_speaks_indonesian(press: TestClient) -> None:
    answer = draw(press, lang="id")
    assert text_of(answer[Ids.LEDE]["children"]).startswith("Membaca 2 dari 3 media.")
    assert "menjawab 403 Forbidden sejak 06:20, 9 kali dicoba; berikutnya 15:10" in rows(answer, "feed")[1]


# ---------- small bars ----------


def day(at: int, articles: int, state: str = "observed", reason: str | None = None) -> Day:
    return Day(day=date(2026, 11, 1) + timedelta(days=at), articles=articles, state=state, reason=reason)


def test_a_strip_tells_gap_zero_and_before_apart() -> None:
    days = [
        *(day(0, 0, "before"), day(1, 0), day(2, 3, "gap", "polls failed"), day(3, 10), day(4, 5, "partial"))
    ]
    strip = volume_strip(days, Words("en")).to_plotly_json()["props"]
    read, unread, _ = (layer.to_plotly_json()["props"] for layer in strip["children"])
    assert read["style"]["maskImage"].count("%3Crect") == 3
    assert unread["style"]["maskImage"].count("%3Crect") == 2  # its height, and the band up to the top
    assert f"height%3D%22{HEIGHT}%22" in unread["style"]["maskImage"]
    assert strip["aria-label"] == (
        "18 articles in 30 days, 1 days not fully read. 3 Nov not observed: every attempt to read failed"
    )


def test_a_strip_says_of_each_run_of_gaps_why() -> None:
    days = [
        *(day(at, 0, "gap", "not polled") for at in (0, 1)),
        day(2, 0, "gap", "entries may have been missed"),
        day(3, 5),
        day(4, 0, "gap", "not polled"),
    ]
    strip = volume_strip(days, Words("id")).to_plotly_json()["props"]
    places = [
        (part.title, part.style["left"], part.style["width"])
        for part in strip["children"]
        if part.className == "why"
    ]
    assert [(left, width) for _, left, width in places] == [(0, 10), (10, 5), (20, 5)]
    assert [title for title, *_ in places] == [
        "1–2 Nov tidak teramati: tidak dibaca sama sekali",
        "3 Nov tidak teramati: ada entri yang terlewat di antara dua pembacaan",
        "5 Nov tidak teramati: tidak dibaca sama sekali",
    ]
    assert all(title in strip["aria-label"] for title, *_ in places)


def test_a_bullet_holds_its_mark() -> None:
    bar, mark = bullet(10, 40).to_plotly_json()["props"]["children"]
    assert float(bar.style["width"].rstrip("%")) < float(mark.style["left"].rstrip("%")) <= 100
    assert bullet(0, 0).to_plotly_json()["props"]["children"][1] is None


def test_an_outlet_that_was_never_read_is_not_counted_as_read() -> None:
    def outlet(name: str, last_ok_at: datetime | None) -> Source:
        return Source(
            name=name,
            homepage="https://contoh.example",
            status="waiting",
            feeds=(),
            last_article_at=None,
            last_ok_at=last_ok_at,
            articles=0,
            usual=0.0,
            silent_since=None,
            strip=(),
        )

    both = (outlet("Pagi", None), outlet("Sore", datetime(2026, 11, 20, 7, tzinfo=UTC)))
    nights = Nights(last=None, days=0, found=(), failed=None, texts_before=None)
    found = Sources(health=Health(feeds=(), problem=None, writer=None), rows=both, nights=nights)
    assert found.reading == 1


def test_what_nights_found_is_told(press: TestClient) -> None:
    answer = draw(press)
    assert "No night has done so yet." in text_of(answer[Ids.NIGHTS]["children"])
    assert text_of(draw(press, lang="id")[Ids.NIGHTS]["children"]).startswith("Perawatan")
