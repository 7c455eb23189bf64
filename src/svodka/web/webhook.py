"""Where Telegram posts updates: each is committed to the inbox before it is answered. Speaks to nobody itself."""

from urllib.parse import urlsplit

from fastapi import APIRouter, Request, Response

from svodka.config import Settings
from svodka.uploads import MAX_BODY_BYTES, SECRET_HEADER, Webhook


def webhook_path(settings: Settings) -> str:
    """Return the path that Telegram posts to: that of SVODKA_WEBHOOK_URL."""
    return urlsplit(settings.bot.webhook_url or "").path or "/"


def webhook_routes(webhook: Webhook, settings: Settings) -> APIRouter:
    """Return the route of the webhook."""
    routes = APIRouter()

    @routes.post(webhook_path(settings))
    async def receive(request: Request) -> Response:
        secret = request.headers.get(SECRET_HEADER)
        body = await _read(request) if webhook.knows(secret) else b""
        receipt = await webhook.receive(body, secret)
        return Response(status_code=receipt.status, headers=dict(receipt.headers))

    return routes


async def _read(request: Request) -> bytes:
    """Read a body, no further than shows that it is too large."""
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > MAX_BODY_BYTES:
            break
    return bytes(content)
