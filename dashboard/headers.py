"""What every answer carries: security headers; and what every request is read for."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import TYPE_CHECKING, Final

import structlog
from starlette.datastructures import MutableHeaders
from starlette.requests import Request

from dashboard import i18n

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = structlog.get_logger()

COOKIE: Final = "ui"
EMBED: Final = "/embed/"  # begins the paths of what other sites may show
_FAILED: Final = 500
_YEAR_S: Final = 365 * 24 * 3600
_INLINE_SCRIPT: Final = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL)
_JSON_SCRIPT: Final = re.compile(r'<script[^>]*type="application/json"')


def script_hashes(html: str) -> list[str]:
    """CSP sources for every inline script of a page, in order, each once."""
    scripts = [
        found.group(1)
        for found in _INLINE_SCRIPT.finditer(html)
        if not _JSON_SCRIPT.match(found.group(0))  # data, which browsers never run
    ]
    digests = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in scripts)
    return list(dict.fromkeys(f"'sha256-{digest}'" for digest in digests))


def content_security_policy(html: str, *, ancestors: Sequence[str] = ()) -> str:
    """Policy for a page: nothing from elsewhere, no script but its own.

    ``ancestors`` are origins whose pages may show it, besides our own.

    Styles may be inline because Mantine writes its rules into the page and takes no nonce for all of them.
    """
    return "; ".join(
        (
            "default-src 'self'",
            " ".join(("script-src 'self'", *script_hashes(html))),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            " ".join(("frame-ancestors 'self'", *ancestors)),
        )
    )


class Headers:
    """ASGI middleware: security headers on every answer, the reader's language on every request.

    ``framed`` is the policy of what begins with ``EMBED``, which other sites may show.
    """

    def __init__(self, app: ASGIApp, *, policy: str, framed: str) -> None:
        self._app = app
        self._fixed = {
            "content-security-policy": policy,
            "x-content-type-options": "nosniff",
            "x-frame-options": "SAMEORIGIN",
            "referrer-policy": "same-origin",
            "cross-origin-opener-policy": "same-origin",
            "permissions-policy": "camera=(), geolocation=(), microphone=()",
            "x-robots-tag": "noindex, nofollow",
        }
        self._framed = {**self._fixed, "content-security-policy": framed}
        del self._framed["x-frame-options"]  # it knows of no list of sites

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and add to its answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        embedded = scope["path"].startswith(EMBED)
        fixed = self._framed if embedded else self._fixed
        asked = request.query_params.get("ui")
        lang = i18n.negotiate(
            asked=asked,
            cookie=request.cookies.get(COOKIE),
            accept=request.headers.get("accept-language"),
        )
        i18n.read_in(lang)

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                if message["status"] >= _FAILED:
                    # Dash answers with this and says nothing anywhere.
                    log.error("request failed", path=scope["path"], status=message["status"])
                headers = MutableHeaders(scope=message)
                for name, value in fixed.items():
                    headers.setdefault(name, value)
                if asked == lang and not embedded:
                    # The rest of the page is fetched by requests that do not repeat the address.
                    headers.append("set-cookie", f"{COOKIE}={lang}; Path=/; Max-Age={_YEAR_S}; SameSite=Lax")
            await send(message)

        await self._app(scope, receive, sent)
