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
RIGHTS = dict.fromkeys(
    (
        "can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats",
        "can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories",
        "can_edit_stories", "can_delete_stories",
    ),
    False,
)  # fmt: skip
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


@pytest.mark.parametrize(
    ("before", "after", "greets"),
    [("left", "member", True), ("member", "administrator", False), ("member", "left", False)],
)
async def test_who_brings_the_bot_into_a_group_hears_where_to_write_once(
    world: World, person: LocalPerson, before: str, after: str, greets: bool
) -> None:
    us = {"id": 1, "is_bot": True, "first_name": "Сводка", "username": "svodka_bot"}
    update = {
        "chat": {"id": person.id, "type": "group", "title": "Отдел"},
        "from": {"id": 5, "is_bot": False, "first_name": "Анна", "language_code": "ru"},
        "date": 1,
        "old_chat_member": {"user": us, "status": before},
        "new_chat_member": {"user": us, "status": after, **(RIGHTS if after == "administrator" else {})},
    }
    await person.send_text("/start")

    async with world.running(polls=False) as intake:
        await intake.take_in([{"update_id": n, "my_chat_member": update} for n in (1, 2)])
        start = dict(world.telegram.recent_updates()[-1].body)
        await intake.take_in([start | {"update_id": 3}])
        await person.wait_for(says("Здравствуйте, "))
        await world.until_all_said()

    assert [text.endswith("@svodka_bot") for text in said(person)].count(True) == int(greets)


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
