"""The stand-in in a process of its own, for the process that started it."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast

import aiohttp

from svodka.rehearsal.servers.storage.faults import Fault
from svodka.rehearsal.servers.storage.serving import SIDE_DOOR
from svodka.rehearsal.servers.storage.standin import BUCKET


class RemoteStandIn:
    """A running stand-in. Entered with `open_storage_process`."""

    def __init__(self, url: str, pid: int, session: aiohttp.ClientSession) -> None:
        self.url = url
        self.pid = pid
        self._session = session

    async def strike(self, fault: Fault, *, times: int | None = None, methods: str = "") -> None:
        """Switch a fault on, for so many requests of these methods ("GET POST"), or for all."""
        await self._switch({"fault": fault.name, "times": times, "methods": methods})

    async def heal(self) -> None:
        """Switch the fault off; requests that hang go on hanging until their clients give up."""
        await self._switch({"fault": None, "times": None, "methods": ""})

    async def keys(self) -> set[str]:
        """Return the keys of all objects in the bucket."""
        return {name.removeprefix(f"{BUCKET}/") for name in await self._look("objects")}

    async def seen(self) -> list[str]:
        """Return all requests so far, each as its method and path."""
        return await self._look("seen")

    async def _switch(self, fields: dict[str, object]) -> None:
        async with self._session.put(f"{self.url}{SIDE_DOOR}/fault", json=fields) as answer:
            answer.raise_for_status()

    async def _look(self, name: str) -> list[str]:
        async with self._session.get(f"{self.url}{SIDE_DOOR}/{name}") as answer:
            answer.raise_for_status()
            return cast("list[str]", await answer.json())


@asynccontextmanager
async def open_storage_process() -> AsyncIterator[RemoteStandIn]:
    """Run a stand-in while the block lasts."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "svodka.rehearsal.servers.storage", "0", stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        url = (await process.stdout.readline()).decode().strip()
        async with aiohttp.ClientSession() as session:
            yield RemoteStandIn(url, process.pid, session)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.communicate()
