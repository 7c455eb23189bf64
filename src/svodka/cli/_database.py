"""The database for a command that looks or writes once, beside the processes of the service."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import typer

from svodka.cli._exits import FAILED, complain, refuse
from svodka.cli._settings import load_settings
from svodka.database import Database, open_database
from svodka.errors import PassingError, SettingsError
from svodka.observability import Masker

T = TypeVar("T")


def ask_database(question: Callable[[Database], Awaitable[T]]) -> T:
    """Open the database of the settings, over one session of its own, and return the answer.

    Ends the command where the database is away or not up to date.
    """
    settings = load_settings()

    async def ask() -> T:
        url = settings.database.url.get_secret_value()
        async with open_database(url, pool_size=1, name="svodka-cli") as database:
            if not await database.is_at_head():
                raise SettingsError("DATABASE_URL: the database is not up to date; run svodka migrate first")
            return await question(database)

    try:
        return asyncio.run(ask())
    except SettingsError as error:
        refuse(str(error))
    except PassingError as error:
        complain(Masker(settings.secrets())(str(error)))
        raise typer.Exit(FAILED) from None
