"""`python -m svodka.rehearsal.servers.storage PORT`: the stand-in in a process of its own."""

import asyncio
import signal
import sys

from svodka.rehearsal.servers.storage.serving import standing_in


async def _run(port: int) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with standing_in(port) as standin:
        sys.stdout.write(f"{standin.url}\n")
        sys.stdout.flush()
        await stop.wait()


if __name__ == "__main__":
    asyncio.run(_run(int(sys.argv[1])))
