"""`svodka migrate`: bring the database's tables up to date, before the processes start."""

import asyncio

from svodka.app import utc_now
from svodka.cli._serve import logged
from svodka.cli._settings import load_settings
from svodka.config import Settings
from svodka.database import open_database


def command() -> None:
    """Bring the database up to date. One process does it; `svodka run` does it by itself."""
    settings = load_settings()
    with logged(settings):
        asyncio.run(_migrate(settings))


async def _migrate(settings: Settings) -> None:
    url = settings.database.url.get_secret_value()
    async with open_database(url, pool_size=1, clock=utc_now) as database:
        await database.migrate()
