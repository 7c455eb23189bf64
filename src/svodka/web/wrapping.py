"""What every request goes through: an id for the log, limits, headers that browsers obey, a line and a figure."""

import logging
from dataclasses import dataclass, field
from time import monotonic
from typing import Final
from uuid import uuid4

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from svodka.observability import bind
from svodka.observability.metrics import Meters

log: Final = logging.getLogger(__name__)

MAX_BODY_BYTES: Final = 1 << 20
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS: Final = {
    b"content-security-policy": _POLICY.encode(),
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
    b"referrer-policy": b"no-referrer",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"permissions-policy": b"camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    b"cache-control": b"no-store",
}
_HTTPS_ONLY: Final = (b"strict-transport-security", b"max-age=31536000")
# Asked for every few seconds: not worth a line each.
_QUIET: Final = frozenset({"/healthz", "/readyz", "/metrics", "/admin/live", "/static/{name}"})


@dataclass(kw_only=True, slots=True)
class _Exchange:
    """One request and what became of it."""

    scope: Scope
    receive: Receive
    send: Send
    begun: float = field(default_factory=monotonic)
    status: int = 0
    _received: int = 0

    async def hear(self) -> Message:
        """Receive a part of the request, unless it is too much."""
        message = await self.receive()
        self._received += len(message.get("body", b""))
        if self._received > MAX_BODY_BYTES:
            raise HTTPException(413)
        return message

    async def say(self, message: Message) -> None:
        """Send a part of the answer; the first with our headers, where the page has none of its own."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            present = {name.lower() for name, _ in message["headers"]}
            ours = [(name, value) for name, value in _HEADERS.items() if name not in present]
            https = [_HTTPS_ONLY] if self.scope["scheme"] == "https" else []
            message = {**message, "headers": [*message["headers"], *ours, *https]}
        await self.send(message)

    async def fail(self) -> None:
        """Answer with nothing but a status, if nothing was answered yet."""
        if not self.status:
            await self.say({"type": "http.response.start", "status": 500, "headers": []})
            await self.send({"type": "http.response.body", "body": b""})

    @property
    def route(self) -> str:
        """The route, never the path: a path may hold somebody's key."""
        if self.scope["path"].startswith("/admin/tables"):
            return "/admin/tables"
        return str(getattr(self.scope.get("route"), "path", "other"))


class Wrapping:
    """Wraps the site."""

    def __init__(self, site: ASGIApp, *, meters: Meters) -> None:
        self._site = site
        self._meters = meters

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            return
        exchange = _Exchange(scope=scope, receive=receive, send=send)
        with bind(request=uuid4().hex[:12]):
            try:
                await self._site(scope, exchange.hear, exchange.say)
            except ClientDisconnect:
                pass  # nobody is left to be answered
            except Exception:
                log.exception("request failed", extra={"route": exchange.route})
                await exchange.fail()
            finally:
                self._account_for(exchange)

    def _account_for(self, exchange: _Exchange) -> None:
        seconds = monotonic() - exchange.begun
        self._meters.request_answered(exchange.route, exchange.status, seconds)
        quiet = exchange.route in _QUIET and exchange.status < 400
        log.log(
            logging.DEBUG if quiet else logging.INFO,
            "request",
            extra={
                "method": exchange.scope["method"],
                "route": exchange.route,
                "status": exchange.status,
                "ms": round(1000 * seconds, 1),
            },
        )
