"""`svodka run`: bot, work and database in one process, with no server installed."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from svodka.cli._bot import open_bot_part
from svodka.cli._serve import serve
from svodka.cli._settings import load_settings
from svodka.cli._sharing import open_shared
from svodka.config import Settings
from svodka.watching import Role
from svodka.workers import open_worker


def command() -> None:
    """Run the bot against Telegram: everything in this one process. Needs BOT_TOKEN."""
    serve(load_settings("BOT_TOKEN"), open_everything)


@asynccontextmanager
async def open_everything(settings: Settings) -> AsyncIterator[None]:
    """Open all parts of the service in this process; the pages only where a port for them is set."""
    async with AsyncExitStack() as stack:
        app, broker = await stack.enter_async_context(open_shared(settings, role=Role.RUN))
        await stack.enter_async_context(open_worker(app, broker))
        if settings.web.port is not None:
            from svodka.cli._web import open_web_part  # noqa: PLC0415 - half a second that is seldom wanted

            await stack.enter_async_context(open_web_part(app, broker))
        await stack.enter_async_context(open_bot_part(app))
        yield
