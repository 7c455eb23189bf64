"""The bot's part of a process: it takes updates in, stores files, and says what there is to say."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from typing import Final
from uuid import UUID

from svodka.app import App
from svodka.bot import (
    Hook,
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
from svodka.observability import flush_logging

# Of a process's time to stop: for each of the bot's two parts. The rest of the process has one half of it,
# and the broker's threads three seconds.
_STOP_PART: Final = 1 / 6
_HOOKED_RESCAN_S: Final = 0.1
_FLUSH_S: Final = 1.0


@asynccontextmanager
async def open_bot_part(app: App) -> AsyncIterator[None]:
    """Run the bot while the block lasts."""
    settle_memory()
    async with AsyncExitStack() as stack:
        telegram = await stack.enter_async_context(
            open_telegram(
                _token(app.settings), api_url=app.settings.bot.api_url, heard=app.meters.telegram_answered
            )
        )
        # What the parts below logged is written before the session to Telegram closes.
        stack.push_async_callback(asyncio.to_thread, flush_logging, _FLUSH_S)
        files = TelegramFiles(telegram, deadline_s=app.settings.storage.download_deadline_s)
        parts = Parts(
            works=app.database.works,
            objects=app.objects,
            doorbell=app.bells,
            courier_bell=app.bells.courier,
            clock=app.clock,
            limits=app.limits,
            link=_link(app),
            forecast=app.forecast,
            update_traced=app.hooks.update,
            sending_traced=app.hooks.sending,
        )
        await stack.enter_async_context(open_storing(app, replace(app.steps, files=files)))
        intake = await stack.enter_async_context(
            open_bot(telegram, parts, tempo=tempo(app.settings), hook=_hook(app.settings))
        )
        with app.bells.inbox_heard_by(intake.wake):
            yield


def _link(app: App) -> Callable[[UUID], str] | None:
    """Return what makes links to reports; Telegram refuses a whole message for a button that is not https."""
    links = app.links
    if links is None or not links.url.startswith("https://"):
        return None
    return lambda upload_id: links.make(upload_id, "report", now=app.clock())


def tempo(settings: Settings) -> Tempo:
    """Say how fast this bot goes about things, and how fast it stops."""
    per_s = settings.bot.messages_per_s
    polling = Tempo(
        stop_deadline_s=settings.work.stop_deadline_s * _STOP_PART,
        rates=Rates(overall=Rate(burst=per_s, per_s=per_s)),
    )
    if settings.bot.webhook_url is None:
        return polling
    # Whoever listens to the webhook may be another process, and ring no bell here.
    return replace(polling, feed_rescan_s=_HOOKED_RESCAN_S)


def _hook(settings: Settings) -> Hook | None:
    bot = settings.bot
    if bot.webhook_url is None or bot.webhook_secret is None:
        return None
    return Hook(url=bot.webhook_url, secret=bot.webhook_secret.get_secret_value())


def _token(settings: Settings) -> str:
    assert settings.bot.token is not None
    return settings.bot.token.get_secret_value()
