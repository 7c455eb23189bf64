"""The bot's part of a process: it takes updates in, stores files, and says what there is to say."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace

from svodka.app import App
from svodka.bot import (
    Parts,
    Rate,
    Rates,
    TelegramFiles,
    Tempo,
    open_bot,
    open_storing,
    open_telegram,
    settle_memory,
)
from svodka.config import Settings


@asynccontextmanager
async def open_bot_part(app: App) -> AsyncIterator[None]:
    """Run the bot while the block lasts."""
    settle_memory()
    async with AsyncExitStack() as stack:
        telegram = await stack.enter_async_context(
            open_telegram(_token(app.settings), api_url=app.settings.bot.api_url)
        )
        files = TelegramFiles(telegram, deadline_s=app.settings.storage.download_deadline_s)
        parts = Parts(
            works=app.database.works,
            objects=app.objects,
            doorbell=app.bells,
            courier_bell=app.bells.courier,
            clock=app.clock,
            limits=app.limits,
        )
        await stack.enter_async_context(open_storing(app, replace(app.steps, files=files)))
        await stack.enter_async_context(open_bot(telegram, parts, tempo=_tempo(app.settings)))
        yield


def _tempo(settings: Settings) -> Tempo:
    per_s = settings.bot.messages_per_s
    return Tempo(rates=Rates(overall=Rate(burst=per_s, per_s=per_s)))


def _token(settings: Settings) -> str:
    assert settings.bot.token is not None
    return settings.bot.token.get_secret_value()
