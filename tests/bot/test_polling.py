"""Polling: an update is confirmed only when it is committed, and nothing that goes wrong stops it."""

import asyncio
import logging
from dataclasses import replace

import pytest
from aiohttp import ClientSession

from svodka.simulator import Fault, FaultKind
from svodka.texts import sentence
from tests.bot.conftest import QUICK_TEMPO, World, said, says

ANSWER = sentence("text-received", "ru")


async def test_nothing_is_confirmed_while_the_database_is_away(world: World) -> None:
    person = world.telegram.person()
    world.switch.away = True

    async with world.running():
        await person.send_text("Привет!")
        for _ in range(5):
            world.switch.refused.clear()
            await world.switch.refused.wait()
        assert world.telegram.pending_updates == 1
        world.switch.away = False
        await person.wait_for(says(ANSWER))

    assert said(person) == [ANSWER]


@pytest.mark.parametrize(
    "fault",
    [
        Fault(kind=FaultKind.ERROR, status=500),
        Fault(kind=FaultKind.ERROR, status=409),
        Fault(kind=FaultKind.ERROR, status=401),
        Fault(kind=FaultKind.FLOOD, retry_after_s=1),
        Fault(kind=FaultKind.RESET),
        Fault(kind=FaultKind.ANSWER_LOST),
    ],
    ids=lambda fault: f"{fault.kind.value} {fault.status}",
)
async def test_polling_survives(world: World, fault: Fault, caplog: pytest.LogCaptureFixture) -> None:
    person = world.telegram.person()
    world.telegram.inject("getUpdates", fault)
    world.telegram.inject("getWebhookInfo", fault)

    with caplog.at_level(logging.INFO):
        async with world.running():
            await person.send_text("Привет!")
            await person.wait_for(says(ANSWER))

    assert said(person) == [ANSWER]
    assert any(record.message == "polling goes on" for record in caplog.records)
    assert world.telegram.token not in caplog.text


async def test_another_poller_is_named_once_and_waited_out(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    person = world.telegram.person()
    url = f"{world.telegram.api_url}/bot{world.telegram.token}/getUpdates"

    def named() -> list[logging.LogRecord]:
        return [record for record in caplog.records if "another program receives" in record.message]

    with caplog.at_level(logging.INFO):
        async with world.running(), ClientSession() as other:
            await person.send_text("Привет!")
            await person.wait_for(says(ANSWER))
            async with asyncio.timeout(10):
                while not named():  # between two questions of ours there is nobody to conflict with
                    async with other.get(url, params={"timeout": "0"}):
                        pass
            await person.send_text("/help")
            await person.wait_for(says("Как пользоваться"))

    assert len(named()) == 1


async def test_a_webhook_of_earlier_days_is_removed(world: World) -> None:
    person = world.telegram.person()
    url = f"{world.telegram.api_url}/bot{world.telegram.token}/setWebhook"
    async with (
        ClientSession() as client,
        client.post(url, data={"url": "http://127.0.0.1:9/hook"}) as response,
    ):
        assert response.status == 200

    async with world.running():
        await person.send_text("Привет!")
        await person.wait_for(says(ANSWER))

    assert world.telegram.calls["deletewebhook"] == 1


async def test_updates_that_a_webhook_brings_are_taken_in_too(world: World) -> None:
    person = world.telegram.person()
    await person.send_text("Привет!")
    raw = world.telegram.recent_updates()[-1].body

    async with world.running(polls=False) as intake:
        assert await intake.take_in([raw, raw]) == 1
        assert await intake.take_in([raw]) == 0
        await person.wait_for(says(ANSWER))

    assert said(person) == [ANSWER]
    assert world.telegram.calls["getupdates"] == 0


async def test_an_update_of_a_kind_still_unknown_is_let_be(world: World) -> None:
    person = world.telegram.person()
    await person.send_text("Привет!")
    raw = dict(world.telegram.recent_updates()[-1].body)
    future = {"update_id": 1, "telepathy": {"from": {"id": person.id}, "thought": "?"}}

    async with world.running(polls=False) as intake:
        assert await intake.take_in([future, raw]) == 2
        await person.wait_for(says(ANSWER))

    assert said(person) == [ANSWER]


async def test_what_is_said_in_a_group_is_let_be_and_a_gif_is_no_table(world: World) -> None:
    person = world.telegram.person()
    await person.send_text("Привет!")
    body = dict(world.telegram.recent_updates()[-1].body)
    greeting = body["message"]
    assert isinstance(greeting, dict)
    gif = {"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1, "duration": 1}
    in_group = greeting | {"chat": {"id": -5, "type": "group", "title": "Отдел"}}
    with_gif = {key: value for key, value in greeting.items() if key != "text"}
    with_gif |= {"message_id": 99, "animation": gif, "document": {"file_id": "f", "file_unique_id": "u"}}

    async with world.running(polls=False) as intake:
        await intake.take_in([{"update_id": 1, "message": in_group}, {"update_id": 2, "message": with_gif}])
        await person.wait_for(says(sentence("other-received", "ru")))

    assert said(person) == [sentence("other-received", "ru")]
    assert world.bells.rung.empty()


async def test_a_message_that_breaks_its_handler_is_apologised_for_and_the_next_is_answered(
    world: World,
) -> None:
    person = world.telegram.person()
    sender = {"id": person.id, "is_bot": False, "first_name": "Анна", "language_code": "ru"}
    chat = {"id": person.id, "type": "private", "first_name": "Анна"}
    broken = {"message_id": "not a number", "date": 0, "from": sender, "chat": chat}
    await person.send_text("Привет!")
    raw = dict(world.telegram.recent_updates()[-1].body)

    async with world.running(polls=False) as intake:
        await intake.take_in([{"update_id": 1, "message": broken}, raw])
        await person.wait_for(says(ANSWER))

    assert said(person) == [sentence("update-failed", "ru"), ANSWER]


@pytest.mark.parametrize("deadline_s", [3.0, 0.0], ids=["drained", "broken off"])
async def test_restarts_in_the_middle_lose_nothing(world: World, deadline_s: float) -> None:
    people = [world.telegram.person() for _ in range(20)]
    tempo = replace(QUICK_TEMPO, stop_deadline_s=deadline_s)

    for start in range(3):
        async with world.running(tempo):
            for person in people:
                await person.send_text("Привет!")
            await people[start].wait_for(says(ANSWER))
    async with world.running():
        for person in people:
            await person.send_text("/help")
        for person in people:
            await person.wait_for(says("Как пользоваться"))
        await world.until_all_said()

    answers = [said(person).count(ANSWER) for person in people]
    assert min(answers) >= 3
    if deadline_s:
        assert answers == [3] * 20
