"""`svodka web`: the pages alone, beside `svodka bot` and `svodka worker`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

import typer

from svodka.cli._serve import serve
from svodka.cli._settings import load_settings
from svodka.cli._sharing import open_shared
from svodka.cli._web import open_web_part
from svodka.config import Settings
from svodka.watching import Role
from svodka.web import hash_of


def command(
    hash_password: Annotated[
        bool, typer.Option("--hash-password", help="Ask for a password, print its hash, and serve nothing.")
    ] = False,
) -> None:
    """Serve the pages: webhook, reports, operator's page, health, metrics. Needs DATABASE_URL and REDIS_URL."""
    if hash_password:
        typer.echo(hash_of(typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)))
        return
    serve(load_settings("DATABASE_URL", "REDIS_URL"), _open)


@asynccontextmanager
async def _open(settings: Settings) -> AsyncIterator[None]:
    async with open_shared(settings, role=Role.WEB) as (app, broker), open_web_part(app, broker):
        yield
