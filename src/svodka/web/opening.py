"""Serves the site: uvicorn within a process that others may share, which decides alone when to stop."""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Final

import uvicorn

from svodka.app import App
from svodka.errors import SettingsError
from svodka.web.health import QueueDepth
from svodka.web.site import make_site

log: Final = logging.getLogger(__name__)

DEFAULT_PORT: Final = 8080
_KEEP_ALIVE_S: Final = 20
_AT_ONCE: Final = 500
# Of a process's time to stop: what requests under way may take of it.
_STOP_PART: Final = 1 / 6


class _Server(uvicorn.Server):
    """Leaves signals to the process that it is a part of."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


@asynccontextmanager
async def open_web(app: App, *, queue_depth: QueueDepth) -> AsyncIterator[str]:
    """Serve the pages while the block lasts; yields their address. Requests under way are answered at the end.

    Raises SettingsError where nobody may listen there.
    """
    settings = app.settings.web
    site = make_site(app, queue_depth=queue_depth)
    listener = _listening(settings.host, DEFAULT_PORT if settings.port is None else settings.port)
    config = uvicorn.Config(
        site,
        log_config=None,
        access_log=False,
        log_level=logging.WARNING,
        server_header=False,
        lifespan="off",
        ws="none",
        limit_concurrency=_AT_ONCE,
        timeout_keep_alive=_KEEP_ALIVE_S,
        timeout_graceful_shutdown=max(int(app.settings.work.stop_deadline_s * _STOP_PART), 1),
        forwarded_allow_ips=settings.proxies,
    )
    server = _Server(config)
    host, port = listener.getsockname()[:2]
    serving = asyncio.create_task(server.serve(sockets=[listener]), name="web")
    try:
        log.info("pages served", extra={"host": host, "port": port})
        yield f"http://{host}:{port}"
    finally:
        server.should_exit = True
        await serving
        listener.close()


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        raise SettingsError(f"SVODKA_WEB_HOST and SVODKA_WEB_PORT: cannot listen there: {error}") from None
