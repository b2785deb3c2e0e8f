"""The OpenAPI 3.1 document of /api/v1: FastAPI makes it of the questions, this adds what they do not say."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from dashboard.api.problems import MEDIA_TYPE, TITLES, Fault, Problem

if TYPE_CHECKING:
    from fastapi import FastAPI

    from dashboard.api.questions import Question

EXAMPLES: Final = Path(__file__).parent / "examples.json"
SUMMARY: Final = "How the press covers countries and their leaders, day by day."
DESCRIPTION: Final = """Questions to the archive. All are read with GET and change nothing.

Filters have the names and values that they have in the addresses of the dashboard's pages. A page
leaves out what it cannot use; a question with a parameter that is wrong or not known is refused,
with a problem (RFC 9457) that names the parameter.

n and the number it is a part of always stand together. A day on which outlets could not be read is
`gap`, and its n is null: not 0. Days begin at midnight in the archive's time zone; times are UTC.

Tables come as CSV, too, with `format=csv` or `Accept: text/csv`; how they were made stands at their
head in lines that begin with `#`. Every answer has an `ETag`: send it back as `If-None-Match`, and
an answer that has not changed is a short 304."""

_ETAG: Final = {"description": "Validator for `If-None-Match`.", "schema": {"type": "string"}}
_LINK: Final = {"description": 'The next page, as `<…>; rel="next"`.', "schema": {"type": "string"}}
_REFUSALS: Final = (400, 401, 404, 406, 422, 503)


def responses(question: Question) -> dict[int | str, dict[str, Any]]:
    """What FastAPI is to say of a question's answers."""
    content: dict[str, Any] = {}
    if example := examples().get(question.name):
        content["application/json"] = {"example": example}
    if question.table:
        content["text/csv"] = {"schema": {"type": "string"}}
    headers = {"ETag": _ETAG} | ({"Link": _LINK} if "next" in question.answer.model_fields else {})
    said: dict[int | str, dict[str, Any]] = {
        200: {
            "description": question.title,
            "model": question.answer,
            "content": content,
            "headers": headers,
        },
        304: {"description": "What `If-None-Match` names is still the answer"},
    }
    problem = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for status in _REFUSALS:
        titles = dict.fromkeys(title for kind, (number, title) in TITLES.items() if number == status)
        said[status] = {"description": "; ".join(titles), "content": problem}
    return said


def of(app: FastAPI, *, cookie: str | None) -> dict[str, Any]:
    """The document of an application with all its questions.

    ``cookie``: where a password is asked for, the name of the cookie that keeps a session; else None.
    """
    schema = get_openapi(
        title=app.title,
        version=app.version,
        summary=app.summary,
        description=app.description,
        routes=app.routes,
        servers=[{"url": "/api/v1"}],
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
    )
    _, parts = models_json_schema(
        [(Problem, "serialization"), (Fault, "serialization")], ref_template="#/components/schemas/{model}"
    )
    schema["externalDocs"] = {"url": "/api/v1/docs", "description": "The same for reading"}
    schema["components"]["schemas"] |= parts["$defs"]
    if cookie is not None:
        schema["components"]["securitySchemes"] = {
            "password": {
                "type": "http",
                "scheme": "basic",
                "description": "The password of readers or of editors, under any user name.",
            },
            "session": {
                "type": "apiKey",
                "in": "cookie",
                "name": cookie,
                "description": "What the page `/login` gives a browser.",
            },
        }
        schema["security"] = [{"password": []}, {"session": []}]
    return schema


@cache
def examples() -> dict[str, Any]:
    """An answer to each question, shortened; written by the tests."""
    found: dict[str, Any] = json.loads(EXAMPLES.read_text(encoding="utf-8")) if EXAMPLES.exists() else {}
    return found
