"""`python -m svodka.simulator`: a simulated Telegram in a process of its own."""

import argparse
import asyncio
import signal
import sys
from pathlib import Path

from svodka.simulator import DEFAULT_TOKEN, Sample, open_simulator


async def _serve(arguments: argparse.Namespace) -> None:
    samples = [Sample(path=path, label=path.name) for path in arguments.sample]
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with open_simulator(
        host=arguments.host,
        port=arguments.port,
        token=arguments.token,
        samples=samples,
        flood_limits=arguments.flood_limits,
    ) as simulator:
        sys.stdout.write(f"{simulator.url}\n")
        sys.stdout.flush()
        await stop.wait()


def main() -> None:
    """Print the address and serve until SIGINT or SIGTERM."""
    parser = argparse.ArgumentParser(prog="python -m svodka.simulator", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--token", default=DEFAULT_TOKEN)
    parser.add_argument("--sample", type=Path, action="append", default=[], help="a file the page offers")
    parser.add_argument("--flood-limits", action="store_true")
    asyncio.run(_serve(parser.parse_args()))


if __name__ == "__main__":
    main()
