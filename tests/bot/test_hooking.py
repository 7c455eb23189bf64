"""The webhook: Telegram is told where to post, posts are kept before they are confirmed, and trouble is said."""

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import pytest
from aiogram import Bot
from aiogram.types import WebhookInfo
from aiohttp import web

from svodka.bot import Hook, Parts, open_bot, open_telegram
from svodka.simulator import Fault, FaultKind
from svodka.texts import sentence
from svodka.uploads import SECRET_HEADER, Intake, Limits, Webhook
from tests.bot.conftest import QUICK_TEMPO, World, said, says, utc_now

ANSWER = sentence("text-received", "ru")
SECRET = "only_for-us_12345"
TEMPO = replace(QUICK_TEMPO, hook_check_s=0.05)


@dataclass
class Listener:
    """What a web server does with Telegram's posts: hands bytes and header on, answers as it is told."""

    url: str = ""
    webhook: Webhook | None = None

    async def take(self, request: web.Request) -> web.Response:
        assert self.webhook is not None
        receipt = await self.webhook.receive(await request.read(), request.headers.get(SECRET_HEADER))
        return web.Response(status=receipt.status, headers=receipt.headers)


@pytest.fixture
async def listener() -> AsyncIterator[Listener]:
    listener = Listener()
    application = web.Application()
    application.router.add_post("/telegram", listener.take)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    listener.url = f"http://127.0.0.1:{runner.addresses[0][1]}/telegram"
    yield listener
    await runner.cleanup()


@asynccontextmanager
async def hooked(world: World, listener: Listener) -> AsyncIterator[Bot]:
    """Run the bot behind the listener while the block lasts."""
    parts = Parts(
        works=world.switch,
        objects=world.objects,
        doorbell=world.bells,
        courier_bell=world.bells.courier,
        clock=utc_now,
        limits=Limits(),
    )
    hook = Hook(url=listener.url, secret=SECRET)
    async with (
        open_telegram(world.telegram.token, api_url=world.telegram.api_url) as bot,
        open_bot(bot, parts, tempo=TEMPO, hook=hook) as feeding,
    ):
        intake = Intake(works=world.switch, clock=utc_now, bot_id=bot.id, wake=feeding.wake)
        listener.webhook = Webhook(intake, secret=SECRET)
        yield bot


async def info_when(bot: Bot, condition: Callable[[WebhookInfo], bool]) -> WebhookInfo:
    """Ask about the webhook until it is so."""
    while not condition(info := await bot.get_webhook_info()):
        pass
    return info


async def test_a_message_comes_by_webhook_and_is_answered(world: World, listener: Listener) -> None:
    person = world.telegram.person()
    async with hooked(world, listener):
        await person.send_text("Привет!")
        await person.wait_for(says(ANSWER))

    assert said(person) == [ANSWER]


async def test_while_the_database_is_away_nothing_is_confirmed_and_nothing_lost(
    world: World, listener: Listener
) -> None:
    person = world.telegram.person()
    async with hooked(world, listener) as bot:
        await info_when(bot, lambda info: bool(info.url))
        world.switch.refused.clear()
        world.switch.away = True
        await person.send_text("Привет!")
        info = await info_when(bot, lambda info: "503" in (info.last_error_message or ""))
        assert info.pending_update_count == 1
        world.switch.away = False
        await person.wait_for(says(ANSWER))

    assert said(person) == [ANSWER]


@pytest.mark.parametrize(
    "fault",
    [
        Fault(kind=FaultKind.ERROR, status=500),
        Fault(kind=FaultKind.ERROR, status=400),
        Fault(kind=FaultKind.FLOOD, retry_after_s=1),
        Fault(kind=FaultKind.RESET),
    ],
    ids=lambda fault: f"{fault.kind.value} {fault.status}",
)
async def test_the_webhook_is_set_whatever_telegram_says_first(
    world: World, listener: Listener, fault: Fault, caplog: pytest.LogCaptureFixture
) -> None:
    person = world.telegram.person()
    world.telegram.inject("setWebhook", fault)
    with caplog.at_level(logging.INFO):
        async with hooked(world, listener):
            await person.send_text("Привет!")
            await person.wait_for(says(ANSWER))

    assert [record.message for record in caplog.records if record.message == "webhook is set"]
    assert SECRET not in caplog.text


async def test_a_webhook_that_somebody_takes_away_is_said_and_set_again(
    world: World, listener: Listener, caplog: pytest.LogCaptureFixture
) -> None:
    person = world.telegram.person()
    async with hooked(world, listener) as bot:
        await info_when(bot, lambda info: bool(info.url))
        await bot.delete_webhook()
        await person.send_text("Привет!")
        await person.wait_for(says(ANSWER))

    assert [r.message for r in caplog.records if "took the webhook away" in r.message]


async def test_what_telegram_complains_of_is_said_once(
    world: World, listener: Listener, caplog: pytest.LogCaptureFixture
) -> None:
    person = world.telegram.person()
    async with hooked(world, listener) as bot:
        await info_when(bot, lambda info: bool(info.url))
        assert listener.webhook is not None
        listener.webhook = Webhook(listener.webhook._intake, secret="another-secret-now")
        await person.send_text("Привет!")
        await info_when(bot, lambda info: "403" in (info.last_error_message or ""))
        listener.webhook = Webhook(listener.webhook._intake, secret=SECRET)
        await person.wait_for(says(ANSWER))
        asked = world.telegram.calls["getwebhookinfo"]
        await world.telegram.wait_for_calls("getWebhookInfo", asked + 3)

    said_of = [record for record in caplog.records if record.message == "telegram could not post updates"]
    assert len(said_of) in {1, 2}  # it may have tried twice, a second apart
