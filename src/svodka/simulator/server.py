"""Opens the whole simulator: state, Bot API, person-side API and chat page on one port."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, closing, contextmanager
from pathlib import Path
from time import time

from aiohttp import web

from svodka.simulator.bot_api import BotApi
from svodka.simulator.chats import ChatEvent
from svodka.simulator.crowd import Crowd, Ways
from svodka.simulator.faults import Fault, FaultSwitch
from svodka.simulator.methods.profile import commands_for
from svodka.simulator.page import page_routes
from svodka.simulator.people import LocalPerson
from svodka.simulator.person_api import PersonApi
from svodka.simulator.rules import Rules
from svodka.simulator.telegram import BotCard, Clock, Command, Sample, Telegram
from svodka.simulator.updates import Update

DEFAULT_TOKEN = "4242424242:AAsimulatorSimulatorSimulatorSimula"  # noqa: S105 - opens nothing but the simulator
DEFAULT_USERNAME = "svodka_demo_bot"
_SHUTDOWN_S = 1.0


class Simulator:
    """A running simulator, for the process that runs it."""

    def __init__(self, telegram: Telegram, url: str) -> None:
        self._telegram = telegram
        self.url = f"{url}/"
        self.api_url = url
        self.token = telegram.bot.token

    def person(
        self, *, name: str = "Анна", language_code: str | None = "ru", username: str | None = None
    ) -> LocalPerson:
        """Let somebody new open the bot's chat."""
        return LocalPerson(self._telegram, self._telegram.add_person(name, language_code, username))

    @property
    def people(self) -> Sequence[LocalPerson]:
        """Everybody, in order of arrival; those who were added on the page too."""
        return [LocalPerson(self._telegram, chat) for chat in self._telegram.chats.values()]

    @contextmanager
    def crowd(self, *, people: int, ways: Ways | None = None, seed: int = 1) -> Iterator[Crowd]:
        """Let many new people come, who act by themselves while the block lasts."""
        crowd = Crowd(self._telegram, people=people, ways=ways or Ways(), seed=seed)
        with closing(crowd):
            yield crowd

    @contextmanager
    def listening(self, listener: Callable[[ChatEvent], None]) -> Iterator[None]:
        """Tell the listener of each event of every chat, at once, while the block lasts."""
        self._telegram.listeners.add(listener)
        try:
            yield
        finally:
            self._telegram.listeners.discard(listener)

    @property
    def calls(self) -> Counter[str]:
        """How often each Bot API method was called, by its name in lower case."""
        return self._telegram.calls

    async def wait_for_calls(self, method: str, count: int, *, timeout_s: float = 10.0) -> None:
        """Wait until a method has been called so often since the start; a call counts once it is being served."""
        async with asyncio.timeout(timeout_s):
            while self.calls[method.lower()] < count:
                await self._telegram.call_bell.wait()

    @property
    def faults(self) -> FaultSwitch:
        """The fault switch."""
        return self._telegram.faults

    def inject(self, method: str, fault: Fault, *, times: int = 1) -> None:
        """Let the next calls of a method (`*`: of any) go wrong."""
        self._telegram.faults.inject(method, fault, times=times)

    def set_flood_limits(self, *, enabled: bool) -> None:
        """Switch Telegram's flood limits on or off."""
        self._telegram.flood.enabled = enabled

    @property
    def pending_updates(self) -> int:
        """How many updates the bot has not confirmed."""
        return len(self._telegram.updates)

    def recent_updates(self) -> Sequence[Update]:
        """Return the last updates, confirmed ones too, oldest first."""
        return self._telegram.updates.recent()

    def redeliver(self, update_id: int) -> None:
        """Deliver an update once more."""
        self._telegram.updates.redeliver(update_id)

    @property
    def folder(self) -> Path:
        """Where the bodies of all files are kept while the simulator runs."""
        return self._telegram.files.folder

    def commands(self, person: LocalPerson) -> Sequence[Command]:
        """Return the command menu that somebody sees."""
        card = self._telegram.chats[person.id].person
        return commands_for(self._telegram, card.id, card.language_code)

    def events(self) -> Mapping[int, Sequence[ChatEvent]]:
        """Return everything that happened, by chat."""
        return {chat.id: chat.events for chat in self._telegram.chats.values()}


@asynccontextmanager
async def open_simulator(  # noqa: PLR0913 - each is one independent choice of whoever starts it
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    token: str = DEFAULT_TOKEN,
    username: str = DEFAULT_USERNAME,
    bot_name: str = "Сводка",
    samples: Sequence[Sample] = (),
    clock: Clock = time,
    flood_limits: bool = False,
    rules: Rules | None = None,
) -> AsyncIterator[Simulator]:
    """Serve a simulated Telegram until the block ends; then every file that was sent is removed."""
    telegram = Telegram(
        bot=BotCard(token=token, username=username, name=bot_name),
        rules=rules or Rules(),
        clock=clock,
        samples=samples,
        flood_limits=flood_limits,
    )
    async with AsyncExitStack() as stack:
        stack.callback(telegram.files.close)
        bot_api, person_api = BotApi(telegram), PersonApi(telegram)
        app = web.Application(client_max_size=telegram.rules.max_upload_bytes)
        app.add_routes(bot_api.routes())
        app.add_routes(page_routes(telegram))
        app.add_subapp("/api", person_api.application())
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=_SHUTDOWN_S)
        stack.push_async_callback(runner.cleanup)
        await runner.setup()
        stack.push_async_callback(bot_api.close)
        stack.callback(person_api.close)
        site = web.TCPSite(runner, host, port)
        await site.start()
        bound_port = runner.addresses[0][1]
        yield Simulator(telegram, f"http://{host}:{bound_port}")
