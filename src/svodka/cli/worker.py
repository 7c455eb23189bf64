"""`svodka worker`: the work alone, on as many machines as wanted."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from svodka.cli._serve import serve
from svodka.cli._settings import load_settings
from svodka.cli._sharing import open_shared
from svodka.config import Settings
from svodka.watching import Role
from svodka.workers import open_worker


def command() -> None:
    """Analyse the files that `svodka bot` takes in. Needs DATABASE_URL and REDIS_URL."""
    serve(load_settings("DATABASE_URL", "REDIS_URL"), _open)


@asynccontextmanager
async def _open(settings: Settings) -> AsyncIterator[None]:
    async with open_shared(settings, role=Role.WORKER) as (app, broker), open_worker(app, broker):
        yield
