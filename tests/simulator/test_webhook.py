"""How updates reach a bot that has a webhook."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from aiogram import Bot, Dispatcher
from aiogram.exceptions import TelegramBadRequest, TelegramConflictError
from aiogram.methods import SendMessage
from aiogram.types import Message as BotMessage
from aiogram.types import WebhookInfo
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web

from svodka.simulator import LocalPerson, Rules, Simulator, open_simulator
from tests.simulator.conftest import HandClock, open_bot

SECRET = "only_for-us_1"
QUICK = Rules(webhook_first_pause_s=0.2, webhook_max_pause_s=0.4, webhook_timeout_s=0.5)


class Receiver:
    """A bot's web server: keeps what comes, answers what it was told to, 200 when it was told nothing."""

    def __init__(self) -> None:
        self.url = ""
        self.bodies: list[dict[str, object]] = []
        self.secrets: list[str | None] = []
        self.times: list[float] = []
        self.answers: deque[web.Response] = deque()
        self.gates: dict[int, asyncio.Event] = {}
        self._came = asyncio.Condition()

    async def take(self, request: web.Request) -> web.Response:
        body = await request.json()
        async with self._came:
            self.bodies.append(body)
            self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
            self.times.append(asyncio.get_running_loop().time())
            self._came.notify_all()
        gate = self.gates.get(body.get("message", {}).get("chat", {}).get("id"))
        if gate is not None:
            await gate.wait()
        return self.answers.popleft() if self.answers else web.Response()

    async def have(self, count: int) -> None:
        async with asyncio.timeout(10), self._came:
            await self._came.wait_for(lambda: len(self.bodies) >= count)

    def texts(self) -> list[object]:
        messages = [body["message"] for body in self.bodies]
        return [message["text"] for message in messages if isinstance(message, dict)]


async def info_when(bot: Bot, condition: Callable[[WebhookInfo], bool]) -> WebhookInfo:
    """Ask about the webhook until it is so."""
    async with asyncio.timeout(10):
        while not condition(info := await bot.get_webhook_info()):
            pass
    return info


@asynccontextmanager
async def serve(app: web.Application) -> AsyncIterator[str]:
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    finally:
        await runner.cleanup()


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/hook", receiver.take)
    async with serve(app) as url:
        receiver.url = url
        yield receiver
        for gate in receiver.gates.values():
            gate.set()


@pytest.fixture
async def simulator(clock: HandClock) -> AsyncIterator[Simulator]:
    async with open_simulator(clock=clock, rules=QUICK) as opened:
        yield opened


async def test_updates_are_posted_with_the_secret_header(
    bot: Bot, person: LocalPerson, receiver: Receiver
) -> None:
    await bot.set_webhook(receiver.url, secret_token=SECRET)
    await person.send_text("привет")
    await receiver.have(2)

    assert receiver.texts() == ["/start", "привет"]
    assert receiver.secrets == [SECRET, SECRET]


async def test_a_taken_update_is_confirmed(bot: Bot, person: LocalPerson, receiver: Receiver) -> None:
    await bot.set_webhook(receiver.url)
    await person.send_text("раз")
    await person.send_text("два")
    await receiver.have(3)
    info = await bot.get_webhook_info()

    assert info.url == receiver.url
    assert info.pending_update_count <= 1  # the last answer may be on its way
    assert info.last_error_message is None


async def test_polling_is_refused_while_a_webhook_is_set(bot: Bot, receiver: Receiver) -> None:
    await bot.set_webhook(receiver.url)
    with pytest.raises(TelegramConflictError) as refused:
        await bot.get_updates()
    await bot.delete_webhook()

    assert refused.value.message == (
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
    )
    assert await bot.get_updates() == []


async def test_setting_a_webhook_sends_the_poller_away(
    simulator: Simulator, bot: Bot, receiver: Receiver
) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=50))
    await simulator.wait_for_calls("getUpdates", 1)
    await bot.set_webhook(receiver.url)
    with pytest.raises(TelegramConflictError, match="terminated by setWebhook request"):
        await poll


async def test_a_failed_delivery_is_repeated_at_once_and_then_with_doubling_pauses(
    bot: Bot, person: LocalPerson, receiver: Receiver
) -> None:
    receiver.answers.extend(web.Response(status=500) for _ in range(3))
    await bot.set_webhook(receiver.url)
    await receiver.have(4)
    gaps = [after - before for before, after in zip(receiver.times, receiver.times[1:], strict=False)]

    assert receiver.texts() == ["/start"] * 4
    assert gaps[0] < 0.2 <= gaps[1] < gaps[2]
    assert gaps[2] >= 0.4
    info = await bot.get_webhook_info()
    assert info.last_error_message == "Wrong response from the webhook: 500 Internal Server Error"


async def test_retry_after_is_honoured(bot: Bot, person: LocalPerson, receiver: Receiver) -> None:
    receiver.answers.append(web.Response(status=503, headers={"Retry-After": "1"}))
    await bot.set_webhook(receiver.url)
    await receiver.have(2)

    assert receiver.times[1] - receiver.times[0] >= 1


async def test_a_webhook_that_does_not_answer_in_time_gets_the_update_again(
    bot: Bot, person: LocalPerson, receiver: Receiver
) -> None:
    receiver.gates[person.id] = asyncio.Event()
    await bot.set_webhook(receiver.url)
    await receiver.have(2)

    assert receiver.texts() == ["/start", "/start"]
    assert receiver.times[1] - receiver.times[0] >= 0.4
    assert Rules().webhook_timeout_s == 60


async def test_one_chat_is_served_in_order_and_does_not_hold_up_another(
    simulator: Simulator, bot: Bot, person: LocalPerson, receiver: Receiver
) -> None:
    other = simulator.person(name="Борис")
    receiver.gates[person.id] = asyncio.Event()
    await bot.set_webhook(receiver.url)
    await receiver.have(1)
    await person.send_text("жди")
    await other.send_text("я не жду")
    await receiver.have(2)
    held_up = receiver.texts()
    receiver.gates[person.id].set()
    await receiver.have(3)

    assert held_up == ["/start", "я не жду"]
    assert receiver.texts()[-1] == "жди"


async def test_updates_that_nobody_took_wait_for_the_next_poller(
    bot: Bot, person: LocalPerson, receiver: Receiver
) -> None:
    receiver.answers.extend(web.Response(status=500) for _ in range(10))
    await bot.set_webhook(receiver.url)
    await receiver.have(2)
    await bot.delete_webhook()

    assert [u.message.text for u in await bot.get_updates() if u.message] == ["/start"]


async def test_deleting_a_webhook_can_drop_what_waits(
    bot: Bot, person: LocalPerson, receiver: Receiver
) -> None:
    await bot.delete_webhook(drop_pending_updates=True)
    await bot.set_webhook(receiver.url)
    await person.send_text("новое")
    await receiver.have(1)

    assert receiver.texts() == ["новое"]


async def test_a_redelivered_update_is_posted_again(
    simulator: Simulator, bot: Bot, person: LocalPerson, receiver: Receiver
) -> None:
    await bot.set_webhook(receiver.url)
    await receiver.have(1)
    simulator.redeliver(simulator.recent_updates()[0].id)
    await receiver.have(2)

    assert receiver.bodies[0] == receiver.bodies[1]


async def test_the_answer_may_carry_one_method(bot: Bot, person: LocalPerson, receiver: Receiver) -> None:
    call = {"method": "sendMessage", "chat_id": person.id, "text": "<b>из</b> ответа", "parse_mode": "HTML"}
    receiver.answers.append(web.json_response(call))
    await bot.set_webhook(receiver.url)

    assert (await person.wait_for(lambda m: m.from_bot)).text == "из ответа"


async def test_the_answer_cannot_carry_a_method_that_asks_for_something(
    simulator: Simulator, bot: Bot, person: LocalPerson, receiver: Receiver
) -> None:
    receiver.answers.append(web.json_response({"method": "getMe"}))
    receiver.answers.append(web.json_response({"method": "deleteWebhook"}))
    await bot.set_webhook(receiver.url)
    await person.send_text("ещё")
    await person.send_text("и ещё")
    await receiver.have(3)

    assert simulator.calls["getme"] == 0
    assert (await bot.get_webhook_info()).url == receiver.url


async def test_aiograms_own_webhook_handler_works_unchanged(bot: Bot, person: LocalPerson) -> None:
    dispatcher = Dispatcher()

    @dispatcher.message()
    async def echo(message: BotMessage) -> SendMessage:
        return message.answer(f"эхо: {message.text}")

    app = web.Application()
    handler = SimpleRequestHandler(dispatcher, bot, handle_in_background=False, secret_token=SECRET)
    handler.register(app, "/hook")
    async with serve(app) as url:
        await bot.set_webhook(url, secret_token=SECRET)
        assert (await person.wait_for(lambda m: m.from_bot)).text == "эхо: /start"
        await bot.delete_webhook()


async def test_a_webhook_that_is_gone_for_a_day_is_removed(
    clock: HandClock, bot: Bot, person: LocalPerson, receiver: Receiver
) -> None:
    receiver.answers.extend(web.Response(status=410) for _ in range(100))
    await bot.set_webhook(receiver.url)
    await info_when(bot, lambda info: info.last_error_date is not None)
    clock.advance(23 * 3600 + 1)
    info = await info_when(bot, lambda info: info.url == "")

    assert info.pending_update_count == 1
    assert len(await bot.get_updates()) == 1


@pytest.mark.parametrize(("url", "secret"), [("ftp://x", None), ("https://x", "плохой секрет")])
async def test_a_wrong_webhook_is_refused(bot: Bot, url: str, secret: str | None) -> None:
    with pytest.raises(TelegramBadRequest):
        await bot.set_webhook(url, secret_token=secret)


async def test_a_webhook_where_nobody_listens_is_reported(clock: HandClock) -> None:
    async with open_simulator(clock=clock, rules=QUICK) as simulator, open_bot(simulator) as bot:
        await bot.set_webhook("http://127.0.0.1:9/hook")
        await simulator.person().send_text("есть кто?")
        info = await info_when(bot, lambda info: info.last_error_date is not None)

        assert info.last_error_message == "Connection refused"
        assert info.pending_update_count == 1
