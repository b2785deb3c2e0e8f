"""The OpenAPI document, its examples and the page made of it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from starlette.testclient import TestClient

from dashboard.api.app import api
from dashboard.api.document import EXAMPLES, examples
from dashboard.api.problems import TITLES
from dashboard.api.questions import QUESTIONS
from dashboard.services import Services
from dashboard.settings import AccessSettings
from tests.dashboard.api.test_app import V1, asked, example

KEPT = 2  # of each list


def shortened(said: Any) -> Any:
    if isinstance(said, dict):
        return {name: shortened(value) for name, value in said.items()}
    return [shortened(value) for value in said[:KEPT]] if isinstance(said, list) else said


def test_examples_are_answers(client: TestClient, request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--regenerate"):
        made = {one.name: shortened(asked(client, example(client, one))) for one in QUESTIONS}
        EXAMPLES.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        examples.cache_clear()
    assert set(examples()) == {question.name for question in QUESTIONS}
    for question in QUESTIONS:
        said = examples()[question.name]
        assert question.answer.model_validate(said).model_dump(by_alias=True, mode="json") == said


def test_the_document_has_every_question(client: TestClient) -> None:
    document = client.get(f"{V1}/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    assert set(document["paths"]) == {question.path for question in QUESTIONS}
    for question in QUESTIONS:
        said = document["paths"][question.path]["get"]
        fields = question.asked.model_fields
        names = {field.alias or name for name, field in fields.items()}
        assert {one["name"] for one in said.get("parameters", ())} == names | (
            {"format"} if question.table else set()
        )
        assert all(one["description"] for one in said.get("parameters", ()))
        assert said["responses"]["200"]["content"]["application/json"]["example"]
        assert ("text/csv" in said["responses"]["200"]["content"]) == question.table
        assert set(said["responses"]) == {"200", "304", "400", "401", "404", "406", "422", "503"}
    schemas = document["components"]["schemas"]
    for used in set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(document))):
        assert used in schemas


def test_the_document_says_how_to_get_in_where_a_password_is_asked_for(services: Services) -> None:
    def said(access: AccessSettings | None) -> dict[str, Any]:
        settings = replace(services.settings, access=access)
        found: dict[str, Any] = api(replace(services, settings=settings)).state.schema
        return found

    document = said(AccessSettings(by="password"))
    schemes = document["components"]["securitySchemes"]
    assert (schemes["password"]["type"], schemes["password"]["scheme"]) == ("http", "basic")
    assert (schemes["session"]["in"], schemes["session"]["name"]) == ("cookie", "__Host-sorot-session")
    assert document["security"] == [{"password": []}, {"session": []}]
    for other in (None, AccessSettings(by="proxy", proxies=("127.0.0.1/32",))):
        assert "security" not in said(other)
        assert "securitySchemes" not in said(other)["components"]


@pytest.mark.parametrize(
    ("lang", "title"), [("en", "Programming interface"), ("id", "Antarmuka pemrograman")]
)
def test_the_page_describes_every_question_and_problem(client: TestClient, lang: str, title: str) -> None:
    html = client.get(f"{V1}/docs?ui={lang}").text
    assert f"<h1>{title}</h1>" in html
    for question in QUESTIONS:
        assert f'id="{question.name}"' in html
    for kind in TITLES:
        assert f'id="{kind}"' in html
    assert not re.findall(r'(?:src|href)="(?!/|data:|#)[^"]*"', html)


def test_its_examples_can_be_followed(client: TestClient) -> None:
    html = client.get(f"{V1}/docs").text
    links = {link.replace("&amp;", "&") for link in re.findall(rf'href="({V1}/[^"#]+)"', html)}
    assert len(links) > 10
    assert [link for link in links if client.get(link).status_code != 200] == []


def test_the_address_without_a_question_leads_to_the_page(client: TestClient) -> None:
    assert client.get(V1).url.path == f"{V1}/docs"
    assert client.get(f"{V1}/").url.path == f"{V1}/docs"
