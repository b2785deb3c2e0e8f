"""The Model Context Protocol as far as tools alone need it: JSON-RPC 2.0, one message at a time.

https://modelcontextprotocol.io/specification/2025-06-18
"""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Final

import structlog

from dashboard.api.problems import ApiError
from dashboard.mcp import tools

if TYPE_CHECKING:
    from dashboard.services import Services

log = structlog.get_logger()

VERSIONS: Final = ("2025-11-25", "2025-06-18")  # newest first
PARSE_ERROR, INVALID_REQUEST, NO_METHOD, INVALID_PARAMS, INTERNAL = -32700, -32600, -32601, -32602, -32603


class RpcError(Exception):
    """Something that is answered with an error of JSON-RPC."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


async def answer(message: Any, services: Services) -> dict[str, Any] | None:
    """What is to be sent back; None for what needs no answer."""
    try:
        asked = _request(message)
        if asked is None:
            return None
        number, method, params = asked
        return {"jsonrpc": "2.0", "id": number, "result": await _result(method, params, services)}
    except RpcError as error:
        return refusal(error, message.get("id") if isinstance(message, dict) else None)


def _request(message: Any) -> tuple[str | int, str, dict[str, Any]] | None:
    """Id, method and parameters; None for a notification, or an answer, though nothing is ever asked."""
    if not isinstance(message, dict) or message.get("jsonrpc") != "2.0":
        raise RpcError(INVALID_REQUEST, "not a message of JSON-RPC 2.0; send one at a time")
    if "method" not in message and ("result" in message or "error" in message):
        return None
    method, params = message.get("method"), message.get("params", {})
    if not isinstance(method, str):
        raise RpcError(INVALID_REQUEST, "method is missing, or is no text")
    if "id" not in message:
        return None
    if not isinstance(message["id"], str | int):
        raise RpcError(INVALID_REQUEST, "id must be text or a whole number")
    if not isinstance(params, dict):
        raise RpcError(INVALID_PARAMS, "params must be an object")
    return message["id"], method, params


def refusal(error: RpcError, number: Any = None) -> dict[str, Any]:
    """An error as a message; ``number`` is the id of what it answers."""
    known = number if isinstance(number, str | int) else None
    return {"jsonrpc": "2.0", "id": known, "error": {"code": error.code, "message": str(error)}}


async def _result(method: str, params: dict[str, Any], services: Services) -> dict[str, Any]:
    if method == "initialize":
        wanted = params.get("protocolVersion")
        return {
            "protocolVersion": wanted if wanted in VERSIONS else VERSIONS[0],
            "capabilities": {"tools": {"listChanged": False}},
            "serverInfo": {"name": "sorot", "title": "sorot", "version": version("sorot")},
            "instructions": tools.INSTRUCTIONS,
        }
    if method == "ping":
        return {}
    if method == "tools/list":
        if params.get("cursor") is not None:
            raise RpcError(INVALID_PARAMS, "all tools are on one page; leave cursor out")
        return {"tools": tools.described()}
    if method == "tools/call":
        return await _called(params, services)
    raise RpcError(NO_METHOD, f"there is no method {method[:100]}")


async def _called(params: dict[str, Any], services: Services) -> dict[str, Any]:
    name, arguments = params.get("name"), params.get("arguments") or {}
    if not isinstance(name, str) or name not in tools.TOOLS:
        raise RpcError(INVALID_PARAMS, f"there is no such tool; there are {', '.join(tools.TOOLS)}")
    if not isinstance(arguments, dict):
        raise RpcError(INVALID_PARAMS, "arguments must be an object")
    try:
        said = await services.db.run(tools.use, services=services, name=name, arguments=arguments)
    except ApiError as error:  # an assistant can mend its question
        return {"content": [{"type": "text", "text": error.problem.detail}], "isError": True}
    except Exception as error:
        log.exception("tool failed", tool=name)
        raise RpcError(INTERNAL, "the question could not be answered; the server's log says why") from error
    return {"content": [{"type": "text", "text": said}], "isError": False}
