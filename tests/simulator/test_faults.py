"""What goes wrong when it is told to: the fault switch and the flood limits."""

import asyncio

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramNetworkError, TelegramRetryAfter, TelegramServerError

from svodka.simulator import DOWNLOAD, Fault, FaultKind, LocalPerson, Simulator, open_simulator
from tests.simulator.conftest import HandClock, open_bot


async def test_the_next_calls_get_429_and_those_after_them_pass(
    simulator: Simulator, bot: Bot, person: LocalPerson
) -> None:
    simulator.inject("sendMessage", Fault(kind=FaultKind.FLOOD, retry_after_s=7), times=2)
    for _ in range(2):
        with pytest.raises(TelegramRetryAfter) as refused:
            await bot.send_message(person.id, "x")
        assert refused.value.retry_after == 7
    await bot.send_message(person.id, "x")

    assert [m.text for m in person.messages] == ["/start", "x"]


async def test_a_server_error_does_nothing(simulator: Simulator, bot: Bot, person: LocalPerson) -> None:
    simulator.inject("sendMessage", Fault(kind=FaultKind.ERROR, status=502))
    with pytest.raises(TelegramServerError, match="Bad Gateway"):
        await bot.send_message(person.id, "x")
    assert len(person.messages) == 1


async def test_an_answer_that_is_lost_leaves_the_message_sent(
    simulator: Simulator, bot: Bot, person: LocalPerson
) -> None:
    simulator.inject("sendMessage", Fault(kind=FaultKind.ANSWER_LOST))
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(person.id, "отправлено")
    assert person.messages[-1].text == "отправлено"


async def test_a_cut_connection_leaves_nothing_sent(
    simulator: Simulator, bot: Bot, person: LocalPerson
) -> None:
    simulator.inject("sendMessage", Fault(kind=FaultKind.RESET))
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(person.id, "x")
    assert len(person.messages) == 1


async def test_a_call_that_hangs_is_not_answered(simulator: Simulator, bot: Bot, person: LocalPerson) -> None:
    simulator.inject("sendMessage", Fault(kind=FaultKind.HANG))
    with pytest.raises(TelegramNetworkError, match="timeout"):
        await bot.send_message(person.id, "x", request_timeout=1)
    assert len(person.messages) == 1


async def test_a_slow_answer_comes_late(simulator: Simulator, bot: Bot, person: LocalPerson) -> None:
    simulator.inject("sendMessage", Fault(kind=FaultKind.SLOW, hang_s=0.2))
    loop = asyncio.get_running_loop()
    begun = loop.time()
    await bot.send_message(person.id, "x")
    assert loop.time() - begun >= 0.2


async def test_a_fault_can_be_meant_for_one_chat_or_for_any_method(
    simulator: Simulator, bot: Bot, person: LocalPerson
) -> None:
    other = simulator.person(name="Борис")
    await other.send_text("/start")
    simulator.inject("*", Fault(kind=FaultKind.ERROR, chat_id=other.id))
    await bot.send_message(person.id, "x")
    with pytest.raises(TelegramServerError):
        await bot.send_chat_action(other.id, "typing")


async def test_faults_can_be_taken_back(simulator: Simulator, bot: Bot) -> None:
    simulator.inject("*", Fault(kind=FaultKind.ERROR), times=100)
    simulator.faults.clear()
    assert (await bot.get_me()).is_bot


async def test_a_download_can_fail(simulator: Simulator, bot: Bot, person: LocalPerson) -> None:
    sent = await person.send_document(b"1", "a.csv")
    assert sent.document is not None
    path = (await bot.get_file(sent.document.file_id)).file_path
    assert path is not None
    simulator.inject(DOWNLOAD, Fault(kind=FaultKind.ERROR, status=503))
    with pytest.raises(Exception, match="503"):
        await bot.download_file(path)
    body = await bot.download_file(path)
    assert body is not None
    assert body.read() == b"1"


async def test_closing_lets_go_of_calls_that_hang() -> None:
    loop = asyncio.get_running_loop()
    async with open_simulator() as simulator, open_bot(simulator) as bot:
        simulator.inject("getMe", Fault(kind=FaultKind.HANG))
        call = asyncio.create_task(bot.get_me())
        await simulator.wait_for_calls("getMe", 1)
        begun = loop.time()
    assert loop.time() - begun < 5
    with pytest.raises((TelegramServerError, TelegramNetworkError)):
        await call


async def test_a_chat_takes_a_burst_and_then_one_message_a_second(clock: HandClock) -> None:
    async with open_simulator(clock=clock, flood_limits=True) as simulator, open_bot(simulator) as bot:
        person, other = simulator.person(), simulator.person()
        await person.send_text("/start")
        await other.send_text("/start")
        for _ in range(5):
            await bot.send_message(person.id, "x")
        with pytest.raises(TelegramRetryAfter) as refused:
            await bot.send_message(person.id, "x")
        await bot.send_message(other.id, "другому можно")
        clock.advance(1)
        await bot.send_message(person.id, "x")

        assert refused.value.retry_after == 1
        assert sum(m.from_bot for m in person.messages) == 6


async def test_all_chats_together_take_thirty_messages_a_second(clock: HandClock) -> None:
    async with open_simulator(clock=clock, flood_limits=True) as simulator, open_bot(simulator) as bot:
        people = [simulator.person(name=str(n)) for n in range(31)]
        for person in people:
            await person.send_text("/start")
        for person in people[:30]:
            await bot.send_message(person.id, "x")
        with pytest.raises(TelegramRetryAfter):
            await bot.send_message(people[30].id, "x")
        clock.advance(1)
        await bot.send_message(people[30].id, "x")
        assert people[30].messages[-1].from_bot


async def test_flood_limits_are_off_unless_asked_for(
    simulator: Simulator, bot: Bot, person: LocalPerson
) -> None:
    for _ in range(40):
        await bot.send_message(person.id, "x")
    assert len(person.messages) == 41
