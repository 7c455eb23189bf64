"""What each process of the service needs: its share of the application, and the broker."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing

import dramatiq

from svodka.app import App, open_app
from svodka.config import Settings
from svodka.watching import Role
from svodka.workers import make_broker


@asynccontextmanager
async def open_shared(settings: Settings, *, role: Role) -> AsyncIterator[tuple[App, dramatiq.Broker]]:
    """Open this process's share of the application, and the broker. Raises SettingsError as `open_app` does."""
    redis_url = settings.redis_url.get_secret_value() if settings.redis_url else None
    async with open_app(settings, role=role) as app:
        with closing(make_broker(redis_url)) as broker:
            yield app, broker
