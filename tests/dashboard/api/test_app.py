"""/api/v1 as programs use it: answers, pages, validators, forms, refusals."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from dashboard.api.problems import Problem
from dashboard.api.questions import QUESTIONS, Question
from dashboard.services import Services
from storage.questions import queries
from storage.questions.queries import Scope
from tests.archive import UNTIL

V1 = "/api/v1"
TABLES = [question for question in QUESTIONS if question.table]


def asked(client: TestClient, query: str) -> Any:
    answer = client.get(f"{V1}/{query}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def example(client: TestClient, question: Question) -> str:
    """The call that the document shows."""
    path = question.path.replace("{entity}", "CN")
    if "{id}" in path:
        path = path.replace("{id}", asked(client, "articles?limit=1")["rows"][0]["id"])
    return path.lstrip("/") + (f"?{question.example}" if question.example else "")


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda one: one.name)
def test_every_question_is_answered_as_it_says(client: TestClient, question: Question) -> None:
    said = asked(client, example(client, question))
    answer = question.answer.model_validate(said)
    if question.table:
        assert answer.rows  # type: ignore[attr-defined]
    assert answer.model_dump(by_alias=True, mode="json") == said


def test_numbers_are_those_of_the_archive(client: TestClient, services: Services) -> None:
    said = asked(client, "timeline?e=CN&from=2026-10-01&to=2026-11-19&basis=stories&src=1,2&caps=0&lang=id")
    scope = Scope(
        since=UNTIL.replace(month=10, day=1),
        until=UNTIL,
        outlets=(1, 2),
        langs=("id",),
        capitals=False,
        basis="stories",
        today=UNTIL,
    )
    known = services.db.call(queries.entities)
    number = known.filter(known["key"] == "country:CN")["entity_id"][0]
    found = services.db.call(queries.timeline, scope=scope, entity_ids=[number])
    assert len(found) == 50
    assert [(row["start"], row["n"], row["collected"], row["state"]) for row in said["rows"]] == [
        (row["day"].isoformat(), row["articles"], row["collected"], row["state"])
        for row in found.iter_rows(named=True)
    ]


def test_a_gap_is_not_zero_and_says_why(client: TestClient) -> None:
    said = asked(client, "timeline?e=CN,TL&last=all")
    unread = [row for row in said["rows"] if row["state"] == "gap"]
    assert unread
    assert {(row["n"], row["collected"], row["share"]) for row in unread} == {(None, None, None)}
    assert any(row["n"] == 0 for row in said["rows"] if row["state"] == "observed")
    first = said["gaps"][0]
    assert first["from"] <= unread[0]["start"] <= first["to"]
    assert len(first["outlets"]) == len(first["reasons"]) > 0


def test_an_answer_says_how_it_was_made(client: TestClient, services: Services) -> None:
    made = asked(client, "timeline?e=CN&last=7d&src=2&panel=fixed")["made"]
    assert (made["from"], made["to"]) == ((UNTIL - timedelta(days=6)).isoformat(), UNTIL.isoformat())
    assert (made["outlets"], made["panel"], made["zone"]) == ([2], "fixed", "Asia/Jakarta")
    assert made["gazetteer"] == services.gazetteer.version


@pytest.mark.parametrize("question", ["movers", "map"])
def test_what_is_compared_has_one_panel(client: TestClient, services: Services, question: str) -> None:
    made = asked(client, f"{question}?from=2026-09-01&to=2026-11-15&panel=fixed")["made"]
    first, until = date(2026, 6, 17), date(2026, 11, 16)  # with the 76 days before
    scope = Scope(since=first, until=until, today=UNTIL)
    found = services.db.call(queries.fixed_panel, scope=scope)
    assert made["panel_outlets"] == found.filter("included")["outlet_id"].to_list()
    late = services.db.call(queries.fixed_panel, scope=replace(scope, since=date(2026, 9, 1)))
    assert len(late.filter("included")) > len(made["panel_outlets"])
    assert asked(client, f"{question}?last=7d")["made"]["panel_outlets"] is None


def test_days_before_the_archive_are_left_out_and_said_to_be(client: TestClient) -> None:
    first = asked(client, "about")["first_day"]
    assert asked(client, "coverage?from=1999-01-01&to=2026-11-19")["made"]["from"] == first


@pytest.mark.parametrize("sort", ["new", "most"])
def test_pages_have_every_article_once(client: TestClient, sort: str) -> None:
    query = f"articles?e=CN,US&last=28d&dup=show&sort={sort}"
    whole = asked(client, f"{query}&limit=200")
    assert whole["next"] is None
    seen: list[str] = []
    address = f"{V1}/{query}&limit=7"
    while address:
        answer = client.get(address)
        seen += [row["id"] for row in answer.json()["rows"]]
        link = answer.headers.get("link", "")
        assert bool(link) == bool(answer.json()["next"])
        address = link[1:].partition(">")[0]
    assert len(seen) > 14
    assert seen == [row["id"] for row in whole["rows"]]


def test_pages_of_entities_have_every_one_once(client: TestClient, services: Services) -> None:
    seen: list[str] = []
    after = ""
    while after is not None:
        page = asked(client, f"entities?limit=700{f'&after={after}' if after else ''}")
        seen += [row["key"] for row in page["rows"]]
        after = page["next"]
    assert seen == list(services.gazetteer.entities)
    assert [row["code"] for row in asked(client, "entities?q=tiongkok&limit=1")["rows"]] == ["CN"]


def test_marks_and_spans_stand_where_the_names_are(client: TestClient) -> None:
    row = next(row for row in asked(client, "articles?e=CN&last=28d")["rows"] if row["snippet_marks"])
    marked = {row["snippet"][mark["start"] : mark["end"]] for mark in row["snippet_marks"]}
    assert marked & {"China", "Tiongkok", "Beijing"}
    whole = asked(client, f"articles/{row['id']}")
    mention = next(one for one in whole["mentions"] if one["code"] == "CN")
    for place in mention["spans"]:
        named = whole[place["field"]][place["start"] : place["end"]]
        assert named in {"China", "Tiongkok", "Beijing"}


def test_an_answer_that_is_known_is_not_sent_again(client: TestClient) -> None:
    first = client.get(f"{V1}/movers?last=7d")
    tag = first.headers["etag"]
    assert first.headers["cache-control"] == "private, no-cache"
    for known in (tag, f'"other", {tag}', "*", tag.removeprefix("W/")):
        again = client.get(f"{V1}/movers?last=7d", headers={"if-none-match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert client.get(f"{V1}/movers?last=28d", headers={"if-none-match": tag}).status_code == 200
    assert client.get(f"{V1}/movers?last=7d&format=csv", headers={"if-none-match": tag}).status_code == 200


@pytest.mark.parametrize("question", TABLES, ids=lambda one: one.name)
def test_tables_come_as_csv_with_the_same_rows(client: TestClient, question: Question) -> None:
    query = example(client, question)
    rows = asked(client, query)["rows"]
    answer = client.get(f"{V1}/{query}", headers={"accept": "text/csv"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert f'filename="sorot-{question.name}.csv"' in answer.headers["content-disposition"]
    lines = answer.text.splitlines()
    notes = [line for line in lines if line.startswith("# ")]
    assert notes[0] == f"# sorot: {question.title}"
    table = list(csv.DictReader(io.StringIO("\n".join(lines[len(notes) :]))))
    assert len(table) == len(rows)
    assert set(table[0]) == set(rows[0]) - question.left_out
    described = {note[2:].partition(":")[0] for note in notes}
    assert set(table[0]) <= described
    if "made" in question.answer.model_fields:
        assert {"# Demo data: invented, not news."} <= set(notes)
        assert any(note.startswith("# Gazetteer ") for note in notes)
        assert any(note.startswith("# n: ") for note in notes)


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("*/*", "application/json"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/*", "text/csv; charset=utf-8"),
        ("text/csv;q=0.4, application/json", "application/json"),
        ("text/html, */*;q=0.1", "application/json"),
        ("application/json;q=0, */*", "text/csv; charset=utf-8"),
    ],
)
def test_the_form_is_the_one_that_is_accepted_most(client: TestClient, accept: str, form: str) -> None:
    answer = client.get(f"{V1}/outlets", headers={"accept": accept})
    assert answer.headers["content-type"] == form
    assert "Accept" in answer.headers["vary"]


def test_format_goes_before_accept(client: TestClient) -> None:
    answer = client.get(f"{V1}/outlets?format=json", headers={"accept": "text/csv"})
    assert answer.headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    ("query", "status", "kind", "parameter"),
    [
        ("timeline", 422, "invalid-parameter", "e"),
        ("timeline?e=CN&from=2026-13-01", 422, "invalid-parameter", "from"),
        ("timeline?e=CN&from=0", 422, "invalid-parameter", "from"),
        ("timeline?e=CN&g=hour", 422, "invalid-parameter", "g"),
        ("timeline?e=CN,", 422, "invalid-parameter", "e"),
        ("timeline?e=" + ",".join(["CN"] * 13), 422, "invalid-parameter", "e"),
        ("timeline?e=CN&e=JP", 422, "invalid-parameter", "e"),
        ("timeline?e=CN&caps=yes", 422, "invalid-parameter", "caps"),
        ("timeline?e=CN&form=2026-10-01", 422, "unknown-parameter", "form"),
        ("timeline?e=QQ", 404, "unknown-value", "e"),
        ("timeline?e=CN&src=99", 404, "unknown-value", "src"),
        ("timeline?e=CN&lang=xx", 404, "unknown-value", "lang"),
        ("timeline?e=CN&from=2026-11-02&to=2026-11-01", 400, "contradiction", "from"),
        ("timeline?e=CN&from=2026-11-02&last=7d", 400, "contradiction", "last"),
        ("timeline?e=CN&from=2030-01-01", 400, "contradiction", "from"),
        ("coverage?to=1999-12-31", 400, "contradiction", "to"),
        ("articles?after=1", 422, "invalid-parameter", "after"),
        ("articles?after=0~2026-11-05T00:00:00~9999999999999999999", 404, "unknown-value", "after"),
        ("articles?limit=0", 422, "invalid-parameter", "limit"),
        ("articles?q=" + "x" * 201, 422, "invalid-parameter", "q"),
        ("articles/12", 404, "unknown-value", "id"),
        ("articles/9999999999999999999", 404, "unknown-value", "id"),
        ("articles/x", 422, "invalid-parameter", "id"),
        ("entities/nobody-known", 404, "unknown-value", "entity"),
        ("entities?after=QQ", 404, "unknown-value", "after"),
        ("entities?kind=country&after=kim-jong-un", 404, "unknown-value", "after"),
        ("about?format=csv", 422, "unknown-parameter", "format"),
        ("relations?min=7", 422, "invalid-parameter", "min"),
    ],
)
def test_a_refusal_names_the_parameter(
    client: TestClient, query: str, status: int, kind: str, parameter: str
) -> None:
    answer = client.get(f"{V1}/{query}")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    said = Problem.model_validate(answer.json())
    assert (answer.status_code, said.status, said.parameter) == (status, status, parameter)
    assert said.type == f"/api/v1/docs#{kind}"
    assert said.detail.startswith(f"{parameter}: ")
    assert len(said.detail) < 500


def test_a_misspelt_parameter_is_told_the_nearest(client: TestClient) -> None:
    assert "did you mean from?" in client.get(f"{V1}/timeline?e=CN&form=2026-10-01").json()["detail"]


def test_all_that_is_wrong_is_said_at_once(client: TestClient) -> None:
    said = client.get(f"{V1}/timeline?from=x&lust=7d&g=hour").json()
    assert {fault["parameter"] for fault in said["faults"]} == {"e", "from", "g", "lust"}


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "typo", 404), ("POST", "movers", 405), ("GET", "entities/", 404)]
)
def test_what_is_no_question_is_a_problem_too(
    client: TestClient, method: str, path: str, status: int
) -> None:
    answer = client.request(method, f"{V1}/{path}")
    assert (answer.status_code, answer.json()["status"]) == (status, status)
    assert answer.headers["content-type"] == "application/problem+json"
    if status == 405:
        assert answer.headers["allow"] == "GET"


def test_a_form_that_is_not_there_is_refused(client: TestClient) -> None:
    answer = client.get(f"{V1}/about", headers={"accept": "text/csv"})
    assert (answer.status_code, answer.json()["type"]) == (406, "/api/v1/docs#not-acceptable")
