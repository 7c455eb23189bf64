"""`svodka worker`: the work alone, on as many machines as wanted."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from svodka.app import open_app
from svodka.cli._serve import serve
from svodka.cli._settings import load_settings
from svodka.config import Settings
from svodka.workers import make_broker, open_worker


def command() -> None:
    """Analyse the files that `svodka bot` takes in. Needs DATABASE_URL and REDIS_URL."""
    serve(load_settings("DATABASE_URL", "REDIS_URL"), _open)


@asynccontextmanager
async def _open(settings: Settings) -> AsyncIterator[None]:
    assert settings.redis_url is not None
    async with (
        open_app(settings) as app,
        open_worker(app, make_broker(settings.redis_url.get_secret_value())),
    ):
        yield
