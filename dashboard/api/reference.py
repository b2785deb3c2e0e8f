"""The page that describes /api/v1, made of its OpenAPI document. Nothing on it comes from elsewhere."""

from __future__ import annotations

import re
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from starlette.requests import Request
from starlette.responses import HTMLResponse

from dashboard import i18n, plain
from dashboard.api.document import DESCRIPTION
from dashboard.api.problems import DOCS, TITLES
from dashboard.api.questions import QUESTIONS
from dashboard.api.tables import row_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dashboard.api.questions import Question
    from dashboard.i18n import Words

PREFIX: Final = "/api/v1"
_CODE: Final = re.compile(r"`([^`]+)`")


async def page(request: Request) -> HTMLResponse:
    """``GET /api/v1/docs``."""
    words = i18n.current()
    html = plain.page(words("api.title"), _body(request.app.state.schema, words), words, path=DOCS)
    return HTMLResponse(html, headers={"cache-control": "no-cache"})


def _body(schema: dict[str, Any], words: Words) -> str:
    about = "".join(f"<p>{_said(text)}</p>" for text in DESCRIPTION.split("\n\n"))
    subjects = "".join(
        f'<h2 class="subject">{escape(subject)}</h2>'
        + "".join(_question(one, schema, words) for one in group)
        for subject, group in groupby(QUESTIONS, lambda one: one.subject)
    )
    rows = (
        (f'<code id="{kind}">{kind}</code>', str(status), escape(title))
        for kind, (status, title) in TITLES.items()
    )
    problems = _table(
        (words("api.kind"), words("api.status"), words("api.meaning")), rows, words("api.problems")
    )
    return f"""<h1>{escape(words("api.title"))}</h1>
<p class="lede">{escape(words("api.lede"))} <a href="{PREFIX}/openapi.json">openapi.json</a></p>
<section class="card below reference" lang="en">{about}</section>
<div lang="en">{subjects}</div>
<section class="card below reference"><h2>{escape(words("api.problems"))}</h2>
<div lang="en">{problems}</div></section>"""


def _question(question: Question, schema: dict[str, Any], words: Words) -> str:
    said = schema["paths"][question.path]["get"]
    parameters = _parameters(said.get("parameters", ()), words)
    example = ""
    if question.example or not question.in_path:
        path = question.path.replace("{entity}", "CN")
        address = f"{PREFIX}{path}" + (f"?{question.example}" if question.example else "")
        example = f'<p>{escape(words("api.example"))} <a href="{escape(address)}">{escape(address)}</a></p>'
    return f"""<section class="card below reference" id="{question.name}">
<h3>{escape(question.title)}</h3>
<p><code>GET {escape(PREFIX + question.path)}</code></p>
<p>{_said(question.about)}</p>
{example}
{parameters}
{_columns(question, schema, words)}
</section>"""


def _parameters(parameters: Iterable[dict[str, Any]], words: Words) -> str:
    rows = [
        (
            f"<code>{escape(one['name'])}</code>",
            escape(_form(one["schema"]))
            + (f" · {escape(words('api.needed'))}" if one.get("required") else ""),
            _said(one.get("description", "")),
        )
        for one in parameters
    ]
    head = (words("api.parameter"), words("api.form"), words("api.meaning"))
    return _table(head, rows, words("api.parameters")) if rows else ""


def _columns(question: Question, schema: dict[str, Any], words: Words) -> str:
    record = row_of(question.answer) if question.table else question.answer
    properties = schema["components"]["schemas"][record.__name__]["properties"]
    rows = [
        (f"<code>{escape(name)}</code>", escape(_form(one)), _said(one.get("description", "")))
        for name, one in properties.items()
    ]
    title = words("api.columns" if question.table else "api.answer")
    head = (words("api.name"), words("api.form"), words("api.meaning"))
    return f"<details><summary>{escape(title)}</summary>{_table(head, rows, title)}</details>"


def _form(schema: dict[str, Any]) -> str:
    """What a value is, in a few words."""
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if "anyOf" in schema:
        return " | ".join(_form(one) for one in schema["anyOf"])
    if "enum" in schema:
        base = f" = {schema['default']}" if "default" in schema else ""
        return " | ".join(map(str, schema["enum"])) + base
    if schema.get("type") == "array":
        return f"[{_form(schema['items'])}]"
    bounds = f" {schema['minimum']}–{schema['maximum']}" if "minimum" in schema else ""
    base = f" = {schema['default']}" if schema.get("default") not in {None, ""} else ""
    return f"{schema.get('format', schema.get('type', ''))}{bounds}{base}"


def _table(head: Iterable[str], rows: Iterable[Iterable[str]], label: str) -> str:
    """Cells of ``rows`` are HTML."""
    top = "".join(f'<th scope="col">{escape(text)}</th>' for text in head)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return (
        f'<div class="table-scroll" tabindex="0" role="region" aria-label="{escape(label)}">'
        f'<table class="data"><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def _said(text: str) -> str:
    """Text with its `code` marked as such."""
    return _CODE.sub(r"<code>\1</code>", escape(text, quote=False))
