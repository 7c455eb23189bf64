"""`svodka run`: bot, work and database in one process, with no server installed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from svodka.app import open_app
from svodka.cli._bot import open_bot_part
from svodka.cli._serve import serve
from svodka.cli._settings import load_settings
from svodka.config import Settings
from svodka.workers import make_broker, open_worker


def command() -> None:
    """Run the bot against Telegram: everything in this one process. Needs BOT_TOKEN."""
    serve(load_settings("BOT_TOKEN"), open_everything)


@asynccontextmanager
async def open_everything(settings: Settings) -> AsyncIterator[None]:
    """Open all parts of the service in this process."""
    redis_url = settings.redis_url.get_secret_value() if settings.redis_url else None
    async with (
        open_app(settings) as app,
        open_worker(app, make_broker(redis_url)),
        open_bot_part(app),
    ):
        yield
