"""A whole installation for tests: a simulated Telegram and the real bot, each in a process of its own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from svodka.rehearsal import Process, open_telegram_process
from svodka.simulator import DEFAULT_TOKEN, RemoteSimulator


@dataclass
class Bot(Process):
    """The service in one process; its data outlive it."""

    @property
    def data_dir(self) -> Path:
        return Path(self.settings["SVODKA_DATA_DIR"])

    def left_over(self) -> list[Path]:
        """Temporary files that are there although no process of ours runs."""
        return [path for path in (self.data_dir / "tmp").rglob("*") if path.is_file()]


@asynccontextmanager
async def open_installation(
    folder: Path, *options: str, **settings: str
) -> AsyncIterator[tuple[Bot, RemoteSimulator]]:
    """A simulator with a bot that is not started yet; both are gone at the end."""
    async with open_telegram_process(*options) as (url, _, simulator):
        told = {
            "BOT_TOKEN": DEFAULT_TOKEN,
            "SVODKA_TELEGRAM_API_URL": url,
            "SVODKA_DATA_DIR": str(folder / "var"),
            "SVODKA_LIVE_UPLOADS": "1000",
            "SVODKA_DAILY_UPLOADS": "1000",
        }
        bot = Bot("bot", "run", told | settings)
        try:
            yield bot, simulator
        finally:
            if bot.running:
                await bot.kill()
