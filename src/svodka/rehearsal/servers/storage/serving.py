"""Serves a stand-in over HTTP, with a side door by which another process switches faults and looks inside."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Final

from aiohttp import web

from svodka.rehearsal.servers.storage.faults import Fault
from svodka.rehearsal.servers.storage.standin import StandIn

SIDE_DOOR: Final = "/rehearsal"
_MOST_BYTES: Final = 1 << 30


@asynccontextmanager
async def standing_in(port: int = 0) -> AsyncIterator[StandIn]:
    """Run a stand-in in this process while the block lasts."""
    standin = StandIn()
    application = web.Application(client_max_size=_MOST_BYTES)
    for name, look in _LOOKS.items():
        application.router.add_get(f"{SIDE_DOOR}/{name}", _looking(standin, look))

    async def strike(request: web.Request) -> web.StreamResponse:
        told = await request.json()
        fault = told["fault"] and Fault[told["fault"]]
        standin.strike(fault, times=told["times"], methods=told["methods"])
        return web.Response(status=204)

    async def serve(request: web.Request) -> web.StreamResponse:
        return await standin.serve(request)

    application.router.add_put(f"{SIDE_DOOR}/fault", strike)
    application.router.add_route("*", "/{path:.*}", serve)
    runner = web.AppRunner(application, handler_cancellation=True, shutdown_timeout=0.01, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port)
    await site.start()
    standin.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield standin
    finally:
        await runner.cleanup()


_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_LOOKS: Final[dict[str, Callable[[StandIn], list[str]]]] = {
    "objects": lambda standin: list(standin.objects),
    "seen": lambda standin: standin.seen,
}


def _looking(standin: StandIn, look: Callable[[StandIn], list[str]]) -> _Handler:
    async def answer(_request: web.Request) -> web.StreamResponse:
        return web.Response(text=json.dumps(look(standin)), content_type="application/json")

    return answer
