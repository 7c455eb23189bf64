"""Chats that end or change: the message is said where it can be, or dropped; nobody else waits for it."""

from datetime import UTC, datetime
from typing import Any

import pytest
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError, TelegramMigrateToChat
from aiogram.methods import SendMessage

from svodka.bot.sender import Sender
from svodka.simulator import LocalPerson
from svodka.texts import sentence
from svodka.uploads import MessageKind
from tests.bot.conftest import World, said, says

GROUP = -7
ANSWER = sentence("deleted", "ru")
CALL = SendMessage(chat_id=GROUP, text="")


async def queued(world: World, chat_id: int, key: str) -> None:
    async with world.works() as work:
        await work.outbox.put(
            key=key,
            chat_id=chat_id,
            kind=MessageKind.SENTENCE,
            payload={"code": "deleted", "figures": {}, "language": "ru"},
            now=datetime.now(UTC),
        )
    world.bells.courier.set()


@pytest.fixture
def person(world: World) -> LocalPerson:
    return world.telegram.person()


async def test_what_was_for_a_group_is_said_in_the_chat_that_it_became(
    world: World, person: LocalPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = Sender.send

    async def send_or_migrate(self: Sender, chat_id: int, *arguments: Any) -> int:
        if chat_id == GROUP:
            raise TelegramMigrateToChat(method=CALL, message="", migrate_to_chat_id=person.id)
        return await send(self, chat_id, *arguments)

    monkeypatch.setattr(Sender, "send", send_or_migrate)
    await person.send_text("/start")
    await queued(world, GROUP, "one")
    await queued(world, GROUP, "two")
    async with world.running():
        await world.until_all_said()

    assert said(person).count(ANSWER) == 2


@pytest.mark.parametrize(
    "error",
    [
        TelegramForbiddenError(method=CALL, message="Forbidden: bot was kicked from the group chat"),
        TelegramBadRequest(
            method=CALL, message="Bad Request: not enough rights to send text messages to the chat"
        ),
        TelegramBadRequest(method=CALL, message="Bad Request: chat not found"),
        TelegramBadRequest(method=CALL, message="Bad Request: TOPIC_CLOSED"),
    ],
    ids=["kicked", "no rights", "gone", "topic closed"],
)
async def test_a_chat_that_cannot_be_spoken_to_is_given_up_and_others_are_served(
    world: World, person: LocalPerson, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    send = Sender.send

    async def send_or_fail(self: Sender, chat_id: int, *arguments: Any) -> int:
        if chat_id == GROUP:
            raise error
        return await send(self, chat_id, *arguments)

    monkeypatch.setattr(Sender, "send", send_or_fail)
    await person.send_text("/start")
    await queued(world, GROUP, "one")
    await queued(world, person.id, "two")
    async with world.running():
        await person.wait_for(says(ANSWER))
        await world.until_all_said()

    assert said(person).count(ANSWER) == 1
