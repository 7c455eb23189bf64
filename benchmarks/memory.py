"""How much memory `svodka run` holds while nobody sends anything: all its processes, shared pages counted once.

Run: `.venv/bin/python benchmarks/memory.py` (Linux). The bot talks to a simulated Telegram in this process.
"""

import asyncio
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from svodka.simulator import open_simulator


def family(pid: int) -> Iterator[int]:
    """Yield a process and all that descend from it."""
    yield pid
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            yield from family(int(child))


def proportional_mb(pid: int) -> float:
    """Return a process's share of the memory it uses, in MB."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with open_simulator() as telegram:
            environ = {
                "PATH": os.environ["PATH"],
                "BOT_TOKEN": telegram.token,
                "SVODKA_TELEGRAM_API_URL": telegram.api_url,
                "SVODKA_DATA_DIR": folder,
                "SVODKA_LOG_FORMAT": "json",
            }
            bot = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "svodka", "run", env=environ, stderr=asyncio.subprocess.PIPE
            )
            assert bot.stderr is not None
            async for line in bot.stderr:
                if b'"started"' in line:
                    break
            shares = [proportional_mb(pid) for pid in family(bot.pid)]
            bot.terminate()
            await bot.communicate()
    print(
        f"svodka run, idle: {sum(shares):.0f} MB in {len(shares)} processes, the largest {max(shares):.0f} MB"
    )


if __name__ == "__main__":
    asyncio.run(main())
