"""``POST /mcp``: the protocol over streamable HTTP, without sessions and without streams."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from dashboard import caller
from dashboard.bodies import read_body
from dashboard.mcp.protocol import INVALID_REQUEST, PARSE_ERROR, VERSIONS, RpcError, answer, refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.services import Services

PATH: Final = "/mcp"
LARGEST: Final = 65_536  # bytes of a message


def router(services: Services) -> APIRouter:
    """The address of the tools. Who is let in, the door has decided already."""
    api = APIRouter()

    @api.post(PATH, include_in_schema=False)
    async def mcp(request: Request) -> Response:
        if not _is_welcome(request.headers, login=services.settings.access is not None):
            return _refused(RpcError(INVALID_REQUEST, "sent by a page of another site"), 403)
        said = request.headers.get("mcp-protocol-version", VERSIONS[0])
        if said not in VERSIONS:
            return _refused(RpcError(INVALID_REQUEST, f"versions are {', '.join(VERSIONS)}"), 400)
        body = await read_body(request, LARGEST)
        if body is None:
            return _refused(RpcError(INVALID_REQUEST, f"a message has at most {LARGEST} bytes"), 413)
        try:
            message = json.loads(body)
        except (ValueError, RecursionError):
            return _refused(RpcError(PARSE_ERROR, "not JSON"), 400)
        found = await answer(message, services)
        if found is None:
            return Response(status_code=202)
        invalid = found.get("error", {}).get("code") == INVALID_REQUEST
        return JSONResponse(found, 400 if invalid else 200, headers={"cache-control": "no-store"})

    @api.api_route(PATH, methods=["GET", "DELETE"], include_in_schema=False)
    async def nothing_streams() -> Response:
        return Response(status_code=405, headers={"allow": "POST"})

    return api


def _is_welcome(headers: Mapping[str, str], *, login: bool) -> bool:
    """Whether no page of another site sends it, not even under a name that was made to lead here."""
    host = urlsplit(f"//{headers.get('host', '')}").hostname or ""
    return caller.is_own_page(headers) and (login or caller.is_loopback(host))


def _refused(error: RpcError, status: int) -> JSONResponse:
    return JSONResponse(refusal(error), status)
