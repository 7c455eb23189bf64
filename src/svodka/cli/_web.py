"""The web part of a process: its pages, with what only the broker can tell."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import dramatiq

from svodka.app import App
from svodka.web import open_web
from svodka.workers import queue_depth


@asynccontextmanager
async def open_web_part(app: App, broker: dramatiq.Broker) -> AsyncIterator[None]:
    """Serve the pages while the block lasts."""
    async with open_web(app, queue_depth=partial(queue_depth, broker)):
        yield
