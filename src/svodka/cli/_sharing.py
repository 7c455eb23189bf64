"""The application of a process that shares the database and the queue with others."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import dramatiq

from svodka.app import App, open_app
from svodka.config import Settings
from svodka.errors import SettingsError
from svodka.workers import make_broker

# The bot's process and the workers' share the sessions of the installation by halves.
_ROLES = 2


@asynccontextmanager
async def open_shared(settings: Settings) -> AsyncIterator[tuple[App, dramatiq.Broker]]:
    """Open this process's share of the application, and the broker.

    Raises SettingsError where the database was not brought up to date first.
    """
    assert settings.redis_url is not None
    share = max(1, settings.database.session_limit // _ROLES)
    async with open_app(settings, session_share=share) as app:
        if not await app.database.is_at_head():
            raise SettingsError("DATABASE_URL: the database is not up to date; run svodka migrate first")
        yield app, make_broker(settings.redis_url.get_secret_value())
