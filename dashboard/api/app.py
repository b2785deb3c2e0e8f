"""/api/v1: questions over HTTP, as JSON or CSV, with validators, links to next pages and typed refusals."""

from __future__ import annotations

import hashlib
from inspect import Parameter, Signature
from typing import TYPE_CHECKING, Annotated, Any, Final

import structlog
from fastapi import FastAPI, Path, Query
from fastapi.exceptions import RequestValidationError
from pydantic import create_model
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dashboard.access.gates import cookie_of
from dashboard.api import document, problems, reference
from dashboard.api.asked import Asked, Formed
from dashboard.api.ground import Ground
from dashboard.api.problems import ApiError, Fault
from dashboard.api.questions import QUESTIONS
from dashboard.api.tables import as_csv
from storage.errors import DatabaseUnusableError

if TYPE_CHECKING:
    from collections.abc import Callable

    from duckdb import DuckDBPyConnection

    from dashboard.api.questions import Question
    from dashboard.services import Services

log = structlog.get_logger()

PREFIX: Final = "/api/v1"
JSON: Final = "application/json"
CSV: Final = "text/csv"


def api(services: Services) -> FastAPI:
    """The application that is mounted at :data:`PREFIX`."""
    app = FastAPI(
        title="sorot",
        version="1",
        summary=document.SUMMARY,
        description=document.DESCRIPTION,
        openapi_url="/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        exception_handlers=_HANDLERS,
    )
    for question in QUESTIONS:
        app.add_api_route(
            question.path,
            _endpoint(question, services),
            methods=["GET"],
            operation_id=question.name,
            summary=question.title,
            description=question.about,
            tags=[question.subject],
            response_model=None,
            responses=document.responses(question),
        )
    app.add_api_route("/docs", reference.page, methods=["GET"], include_in_schema=False)
    app.add_api_route("/", _to_page, methods=["GET"], include_in_schema=False)
    app.state.schema = document.of(app, cookie=_cookie(services))
    app.openapi = lambda: app.state.schema  # type: ignore[method-assign]  # FastAPI's way of finishing it
    return app


def _cookie(services: Services) -> str | None:
    """Name of the session's cookie where a password is asked for."""
    access = services.settings.access
    return cookie_of(https=access.https) if access and access.by == "password" else None


async def _to_page() -> Response:
    return RedirectResponse(problems.DOCS)


def _endpoint(question: Question, services: Services) -> Callable[..., Any]:
    """What FastAPI calls: its signature has the parameters of the question."""
    named = question.in_path
    fields = {name: field for name, field in question.asked.model_fields.items() if name not in named}
    in_query: Any = create_model(
        f"{question.asked.__name__}Query",
        __base__=Formed if question.table else Asked,
        **{name: (field.annotation, field) for name, field in fields.items()},  # type: ignore[call-overload]
    )

    async def endpoint(request: Request, asked: Any, **path: str) -> Response:
        _once_each(request)
        form = _form(request, getattr(asked, "format", None), table=question.table)
        parts = path | asked.model_dump(by_alias=True, exclude_unset=True, exclude={"format"})
        whole = question.asked.model_validate(parts)  # each part has been looked at
        said = await services.db.run(_said, question=question, asked=whole, services=services, form=form)
        return _answered(request, question, *said, form=form)

    endpoint.__signature__ = Signature(  # type: ignore[attr-defined]
        [
            Parameter("request", Parameter.KEYWORD_ONLY, annotation=Request),
            Parameter("asked", Parameter.KEYWORD_ONLY, annotation=Annotated[in_query, Query()]),
            *(
                Parameter(name, Parameter.KEYWORD_ONLY, annotation=_path(question.asked, name))
                for name in named
            ),
        ],
        return_annotation=Response,
    )
    endpoint.__name__ = question.name.replace("-", "_")
    return endpoint


def _path(asked: type[Asked], name: str) -> Any:
    field = asked.model_fields[name]
    said: Any = Path(description=field.description, examples=field.examples)
    return Annotated[(field.annotation, *field.metadata, said)]


def _said(
    con: DuckDBPyConnection, *, question: Question, asked: Asked, services: Services, form: str
) -> tuple[bytes, str | None]:
    """An answer in its form, and where the next page begins; made in a thread, as large ones take a while."""
    ground = Ground(con, services)
    answer = question.ask(ground, asked)
    if form == CSV:
        text = as_csv(question, answer, ground.archive.outlets)
    else:
        text = answer.model_dump_json(by_alias=True)
    return text.encode(), getattr(answer, "next", None)


def _once_each(request: Request) -> None:
    names = [name for name, _ in request.query_params.multi_items()]
    twice = dict.fromkeys(name for name in names if names.count(name) > 1)
    if twice:
        said = "is there more than once; write several values between commas"
        raise ApiError("invalid-parameter", *(Fault(parameter=name, detail=said) for name in twice))


def _form(request: Request, asked: str | None, *, table: bool) -> str:
    """Media type of the answer: as ``format`` says, else the one that is accepted most."""
    if asked:
        return CSV if asked == "csv" else JSON
    offers = (JSON, CSV) if table else (JSON,)
    accepted = request.headers.get("accept", "*/*")
    best = max(offers, key=lambda offer: _weight(accepted, offer))
    if _weight(accepted, best) <= 0:
        raise ApiError("not-acceptable", detail=f"Accept: there is {' and '.join(offers)}")
    return best


def _weight(accepted: str, offer: str) -> float:
    """How much ``offer`` is wanted, 0 to 1: of the ranges that have it the narrowest counts (RFC 9110)."""
    found = (-1, 0.0)
    for part in accepted.split(","):
        wanted, *parameters = (text.strip().lower() for text in part.split(";"))
        kinds = {offer: 2, f"{offer.partition('/')[0]}/*": 1, "*/*": 0}
        if wanted in kinds:
            weight = next((text[2:] for text in parameters if text.startswith("q=")), "1")
            try:
                found = max(found, (kinds[wanted], float(weight)))
            except ValueError:
                continue
    return found[1]


def _answered(
    request: Request, question: Question, body: bytes, following: str | None, *, form: str
) -> Response:
    # Weak: the same answer may be sent compressed or not.
    tag = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"etag": tag, "cache-control": "private, no-cache", "vary": "Accept, Cookie, Authorization"}
    if following:
        url = request.url.include_query_params(after=following)
        headers["link"] = f'<{url.path}?{url.query}>; rel="next"'
    if _knows(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=headers)
    if form == CSV:
        headers["content-disposition"] = f'attachment; filename="sorot-{question.name}.csv"'
    return Response(body, media_type=form, headers=headers)


def _knows(header: str, tag: str) -> bool:
    known = [part.strip().removeprefix("W/") for part in header.split(",")]
    return "*" in known or tag.removeprefix("W/") in known


async def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, ApiError)
    return problems.response(error.problem)


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    route = request.scope.get("route")
    known = next((one for one in QUESTIONS if one.name == getattr(route, "operation_id", "")), None)
    names = [field.alias or name for name, field in known.asked.model_fields.items()] if known else []
    return problems.response(problems.of_validation(error.errors(), names).problem)


async def _lost(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return problems.response(problems.of_status(error.status_code, request.url.path), error.headers)


async def _unavailable(_: Request, error: Exception) -> Response:
    return problems.response(ApiError("unavailable", detail=str(error)).problem, {"retry-after": "60"})


async def _failed(_: Request, error: Exception) -> Response:
    log.error("question failed", exc_info=error)
    return problems.response(ApiError("failed", detail="the server's log says why").problem)


_HANDLERS: Final[dict[int | type[Exception], Callable[..., Any]]] = {
    ApiError: _refused,
    RequestValidationError: _invalid,
    HTTPException: _lost,
    DatabaseUnusableError: _unavailable,
    Exception: _failed,
}
