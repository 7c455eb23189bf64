"""The bot's part of a process closes in order: its work, then the log's queue, then the session to Telegram."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

import svodka.cli._bot
from svodka.app import open_app
from svodka.config import Settings
from svodka.simulator import open_simulator


async def test_the_log_is_written_before_the_session_closes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends: list[str] = []

    def noted(name: str) -> None:
        opener = getattr(svodka.cli._bot, name)

        @asynccontextmanager
        async def opening(*arguments: Any, **options: Any) -> AsyncIterator[Any]:
            async with opener(*arguments, **options) as opened:
                yield opened
            ends.append(name)

        monkeypatch.setattr(svodka.cli._bot, name, opening)

    for name in ("open_telegram", "open_storing", "open_bot"):
        noted(name)
    monkeypatch.setattr(svodka.cli._bot, "flush_logging", lambda _: ends.append("flush"))
    async with open_simulator() as simulator:
        settings = Settings.load(
            {
                "SVODKA_DATA_DIR": str(tmp_path / "var"),
                "BOT_TOKEN": simulator.token,
                "SVODKA_TELEGRAM_API_URL": simulator.api_url,
            }
        )
        async with open_app(settings) as app, svodka.cli._bot.open_bot_part(app):
            pass

    assert ends == ["open_bot", "open_storing", "flush", "open_telegram"]
