"""`svodka bot`: the bot alone; the work is done by `svodka worker` processes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from svodka.cli._bot import open_bot_part
from svodka.cli._serve import serve
from svodka.cli._settings import load_settings
from svodka.cli._sharing import open_shared
from svodka.config import Settings
from svodka.watching import Role
from svodka.workers import open_queue


def command() -> None:
    """Run the bot without the work. Needs BOT_TOKEN, DATABASE_URL and REDIS_URL."""
    serve(load_settings("BOT_TOKEN", "DATABASE_URL", "REDIS_URL"), _open)


@asynccontextmanager
async def _open(settings: Settings) -> AsyncIterator[None]:
    async with open_shared(settings, role=Role.BOT) as (app, broker):
        with open_queue(app, broker):
            async with open_bot_part(app):
                yield
