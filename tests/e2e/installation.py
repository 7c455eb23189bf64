"""A whole installation for tests: a simulated Telegram and the real bot, each in a process of its own."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from svodka.simulator import DEFAULT_TOKEN, RemoteSimulator, open_remote_simulator

START_S: Final = 30
STOP_S: Final = 30


@dataclass
class Bot:
    """A process of the service, to start, stop and kill; its data and `log` (JSON lines) outlive it."""

    api_url: str
    folder: Path
    command: str = "run"
    settings: dict[str, str] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)
    _process: asyncio.subprocess.Process | None = None
    _listening: asyncio.Task[None] | None = None

    @property
    def data_dir(self) -> Path:
        return self.folder / "var"

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    async def start(self) -> None:
        """Start it and wait until it says that it has."""
        environment = {
            "PATH": os.environ["PATH"],
            "BOT_TOKEN": DEFAULT_TOKEN,
            "SVODKA_TELEGRAM_API_URL": self.api_url,
            "SVODKA_DATA_DIR": str(self.data_dir),
            "SVODKA_LIVE_UPLOADS": "1000",
            "SVODKA_DAILY_UPLOADS": "1000",
            **self.settings,
        }
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "svodka", self.command, env=environment, stderr=asyncio.subprocess.PIPE
        )
        started = asyncio.Event()
        self._listening = asyncio.create_task(self._listen(self._process, started))
        async with asyncio.timeout(START_S):
            await started.wait()

    async def _listen(self, process: asyncio.subprocess.Process, started: asyncio.Event) -> None:
        assert process.stderr is not None
        async for line in process.stderr:
            self.log.append(line.decode())
            if '"event": "started"' in self.log[-1]:
                started.set()
        started.set()

    async def stop(self) -> int:
        """Ask it to stop (SIGTERM) and return its exit code."""
        return await self._end(signal.SIGTERM)

    async def kill(self) -> int:
        """Kill it at once (SIGKILL)."""
        return await self._end(signal.SIGKILL)

    async def _end(self, signum: signal.Signals) -> int:
        assert self._process is not None
        if self._process.returncode is None:
            self._process.send_signal(signum)
        async with asyncio.timeout(STOP_S):
            code = await self._process.wait()
            if self._listening is not None:
                await self._listening
        return code

    def left_over(self) -> list[Path]:
        """Temporary files that are there although no process of ours runs."""
        return [path for path in (self.data_dir / "tmp").rglob("*") if path.is_file()]


@asynccontextmanager
async def open_telegram(*options: str) -> AsyncIterator[tuple[str, RemoteSimulator]]:
    """Run the simulator; gives its address and somebody to drive it."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "svodka.simulator", *options, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        url = (await process.stdout.readline()).decode().strip()
        async with open_remote_simulator(url) as simulator:
            yield url.rstrip("/"), simulator
    finally:
        if process.returncode is None:
            process.terminate()
        await process.communicate()


@asynccontextmanager
async def open_installation(
    folder: Path, *options: str, **settings: str
) -> AsyncIterator[tuple[Bot, RemoteSimulator]]:
    """A simulator with a bot that is not started yet; both are gone at the end."""
    async with open_telegram(*options) as (url, simulator):
        bot = Bot(api_url=url, folder=folder, settings=settings)
        try:
            yield bot, simulator
        finally:
            if bot._process is not None:
                await bot.kill()
