"""Refusals: problem details (RFC 9457) that name the parameter and say the way out."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

DOCS: Final = "/api/v1/docs"
MEDIA_TYPE: Final = "application/problem+json"

Kind = Literal[
    "invalid-parameter",
    "unknown-parameter",
    "unknown-value",
    "contradiction",
    "not-found",
    "method-not-allowed",
    "not-acceptable",
    "unauthorised",
    "unavailable",
    "failed",
]
TITLES: Final[Mapping[Kind, tuple[int, str]]] = {
    "invalid-parameter": (422, "A parameter does not have the form it must have"),
    "unknown-parameter": (422, "There is no such parameter"),
    "unknown-value": (404, "What a parameter names is not there"),
    "contradiction": (400, "Parameters do not go together"),
    "not-found": (404, "There is nothing at this address"),
    "method-not-allowed": (405, "This address cannot be asked in this way"),
    "not-acceptable": (406, "The answer cannot be had in this form"),
    "unauthorised": (401, "It is not known who asks"),
    "unavailable": (503, "The archive cannot be read at the moment"),
    "failed": (500, "The question could not be answered"),
}


class Fault(BaseModel):
    """One thing that is wrong."""

    model_config = ConfigDict(frozen=True)

    parameter: str = Field(examples=["from"])
    detail: str = Field(examples=["is not a day; write it as 2026-11-20"])


class Problem(BaseModel):
    """Why there is no answer (RFC 9457)."""

    model_config = ConfigDict(frozen=True)

    type: str = Field(
        description="Address of what is said about problems of this kind.",
        examples=[f"{DOCS}#invalid-parameter"],
    )
    title: str = Field(description="The kind in words.")
    status: int = Field(description="HTTP status.", examples=[422])
    detail: str = Field(
        description="What is wrong here, and what to do about it.",
        examples=["from: is not a day; write it as 2026-11-20"],
    )
    parameter: str | None = Field(
        default=None, description="The parameter it is about, the first of several."
    )
    faults: list[Fault] = Field(default=[], description="All that is wrong with parameters.")


class ApiError(Exception):
    """A question that cannot be answered."""

    def __init__(self, kind: Kind, *faults: Fault, detail: str = "") -> None:
        status, title = TITLES[kind]
        said = detail or "; ".join(f"{fault.parameter}: {fault.detail}" for fault in faults)
        super().__init__(said)
        self.problem = Problem(
            type=f"{DOCS}#{kind}",
            title=title,
            status=status,
            detail=said,
            parameter=faults[0].parameter if faults else None,
            faults=list(faults),
        )


def fault(kind: Kind, parameter: str, detail: str) -> ApiError:
    """One thing wrong with one parameter."""
    return ApiError(kind, Fault(parameter=parameter, detail=detail))


def response(problem: Problem, headers: Mapping[str, str] | None = None) -> Response:
    """The problem as an answer, which nobody keeps."""
    return Response(
        problem.model_dump_json(exclude_none=True),
        status_code=problem.status,
        media_type=MEDIA_TYPE,
        headers={"cache-control": "no-store", **(headers or {})},
    )


def of_validation(errors: Iterable[ErrorDetails | Mapping[str, Any]], known: Iterable[str]) -> ApiError:
    """What pydantic found wrong, by parameter; ``known`` are those there are."""
    names = sorted(known)
    unknown: list[Fault] = []
    wrong: list[Fault] = []
    for error in errors:
        name = str(error["loc"][1])  # behind where it stood, "query" or "path"; then come parts of unions
        if error["type"] == "none_required":  # the part of a union that says it may be left out
            continue
        if error["type"] == "extra_forbidden":
            close = difflib.get_close_matches(name, names, n=1)
            hint = f"did you mean {close[0]}?" if close else f"there are {', '.join(names) or 'none'}"
            unknown.append(Fault(parameter=name[:100], detail=f"is no parameter of this question; {hint}"))
        else:
            wrong.append(Fault(parameter=name, detail=_said(error)))
    return ApiError("invalid-parameter" if wrong else "unknown-parameter", *wrong, *unknown)


def _said(error: ErrorDetails | Mapping[str, Any]) -> str:
    """In words; pydantic's own where they are good enough."""
    context = error.get("ctx") or {}
    if error["type"] == "missing":
        return "is needed"
    if error["type"] == "literal_error":
        return f"must be one of {context['expected']}"
    if error["type"] == "string_pattern_mismatch":
        return f"must have the form {context['pattern']}"
    return str(error["msg"]).removeprefix("Value error, ")


def of_status(status: int, path: str) -> Problem:
    """What the router refused."""
    kinds: dict[int, tuple[Kind, str]] = {
        HTTPStatus.NOT_FOUND: ("not-found", f"{path} is no question; {DOCS} lists them"),
        HTTPStatus.METHOD_NOT_ALLOWED: ("method-not-allowed", "questions are asked with GET"),
    }
    kind, detail = kinds.get(status, ("failed", "the server's log says why"))
    return ApiError(kind, detail=detail).problem
