"""`svodka migrate`: bring the database's tables up to date, before the processes start."""

import asyncio
import logging
from typing import Final

import typer

from svodka.cli._exits import FAILED
from svodka.cli._serve import logged
from svodka.cli._settings import load_settings
from svodka.config import Settings
from svodka.database import open_database
from svodka.errors import SvodkaError

log: Final = logging.getLogger(__name__)


def command() -> None:
    """Bring the database up to date.

    One process does it, before `svodka bot` and `svodka worker` start. Alone, `svodka run` does it by itself.
    """
    settings = load_settings()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    with logged(settings):
        try:
            asyncio.run(_migrate(settings))
        except (SvodkaError, OSError) as error:
            log.error("migration failed", extra={"error": str(error)})
            raise typer.Exit(FAILED) from None
        log.info("database is up to date")


async def _migrate(settings: Settings) -> None:
    url = settings.database.url.get_secret_value()
    async with open_database(url, pool_size=1, name="svodka-migrate") as database:
        await database.migrate()
