"""`svodka run`: bot, work and database in one process, with no server installed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from svodka.cli._bot import open_bot_part
from svodka.cli._serve import serve
from svodka.cli._settings import load_settings
from svodka.cli._sharing import open_shared
from svodka.config import Settings
from svodka.watching import Role
from svodka.workers import open_worker


def command() -> None:
    """Run the bot against Telegram: everything in this one process. Needs BOT_TOKEN."""
    serve(load_settings("BOT_TOKEN"), open_everything)


@asynccontextmanager
async def open_everything(settings: Settings) -> AsyncIterator[None]:
    """Open all parts of the service in this process."""
    async with (
        open_shared(settings, role=Role.RUN) as (app, broker),
        open_worker(app, broker),
        open_bot_part(app),
    ):
        yield
