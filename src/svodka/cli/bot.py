"""`svodka bot`: the bot alone; the work is done by `svodka worker` processes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from svodka.app import open_app
from svodka.cli._bot import open_bot_part
from svodka.cli._serve import serve
from svodka.cli._settings import load_settings
from svodka.config import Settings
from svodka.workers import make_broker, open_queue


def command() -> None:
    """Run the bot without the work. Needs BOT_TOKEN, DATABASE_URL and REDIS_URL."""
    serve(load_settings("BOT_TOKEN", "DATABASE_URL", "REDIS_URL"), _open)


@asynccontextmanager
async def _open(settings: Settings) -> AsyncIterator[None]:
    assert settings.redis_url is not None
    async with open_app(settings) as app:
        with open_queue(app, make_broker(settings.redis_url.get_secret_value())):
            async with open_bot_part(app):
                yield
