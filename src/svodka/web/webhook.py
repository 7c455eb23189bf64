"""Where Telegram posts updates: each is committed to the inbox before it is answered. Speaks to nobody itself."""

from urllib.parse import urlsplit

from fastapi import APIRouter, Request, Response

from svodka.config import Settings
from svodka.uploads import SECRET_HEADER, Webhook


def webhook_path(settings: Settings) -> str:
    """Return the path that Telegram posts to: that of SVODKA_WEBHOOK_URL."""
    return urlsplit(settings.bot.webhook_url or "").path or "/"


def webhook_routes(webhook: Webhook, settings: Settings) -> APIRouter:
    """Return the route of the webhook."""
    routes = APIRouter()

    @routes.post(webhook_path(settings))
    async def receive(request: Request) -> Response:
        receipt = await webhook.receive(await request.body(), request.headers.get(SECRET_HEADER))
        return Response(status_code=receipt.status, headers=dict(receipt.headers))

    return routes
