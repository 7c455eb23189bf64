"""What a bot says of itself, in several languages."""

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeChat

from svodka.simulator import LocalPerson, Simulator


def commands(*names: str) -> list[BotCommand]:
    return [BotCommand(command=name, description=f"о {name}") for name in names]


async def test_commands_are_kept_by_language(bot: Bot) -> None:
    await bot.set_my_commands(commands("help"))
    await bot.set_my_commands(commands("pomosch"), language_code="ru")

    assert [c.command for c in await bot.get_my_commands()] == ["help"]
    assert [c.command for c in await bot.get_my_commands(language_code="ru")] == ["pomosch"]
    assert await bot.get_my_commands(language_code="de") == []


async def test_a_person_sees_the_narrowest_commands_in_their_language(
    simulator: Simulator, bot: Bot, person: LocalPerson
) -> None:
    def seen(who: LocalPerson) -> list[str]:
        return [command["command"] for command in simulator.commands(who)]

    german = simulator.person(name="Greta", language_code="de")
    assert seen(person) == []
    await bot.set_my_commands(commands("default"))
    await bot.set_my_commands(commands("russian"), language_code="ru")
    assert (seen(person), seen(german)) == (["russian"], ["default"])

    await bot.set_my_commands(commands("private"), scope=BotCommandScopeAllPrivateChats())
    assert (seen(person), seen(german)) == (["private"], ["private"])

    await bot.set_my_commands(commands("mine"), scope=BotCommandScopeChat(chat_id=german.id))
    assert (seen(person), seen(german)) == (["private"], ["mine"])

    await bot.delete_my_commands(scope=BotCommandScopeChat(chat_id=german.id))
    assert seen(german) == ["private"]


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (BotCommand(command="Заглавие", description="x"), "BOT_COMMAND_INVALID"),
        (BotCommand(command="x" * 33, description="x"), "BOT_COMMAND_INVALID"),
        (BotCommand(command="x", description=""), "BOT_COMMAND_DESCRIPTION_INVALID"),
        (BotCommand(command="x", description="x" * 257), "BOT_COMMAND_DESCRIPTION_INVALID"),
    ],
)
async def test_a_wrong_command_is_refused(bot: Bot, command: BotCommand, reason: str) -> None:
    with pytest.raises(TelegramBadRequest) as refused:
        await bot.set_my_commands([command])
    assert refused.value.message == f"Bad Request: {reason}"


async def test_descriptions_are_kept_by_language(bot: Bot) -> None:
    await bot.set_my_description("Tables in, reports out")
    await bot.set_my_description("Таблица туда, сводка обратно", language_code="ru")
    await bot.set_my_short_description("коротко", language_code="ru")

    assert (await bot.get_my_description()).description == "Tables in, reports out"
    assert (await bot.get_my_description(language_code="ru")).description == "Таблица туда, сводка обратно"
    assert (await bot.get_my_short_description(language_code="ru")).short_description == "коротко"
    assert (await bot.get_my_name()).name == "Сводка"


async def test_a_description_has_its_limit(bot: Bot) -> None:
    await bot.set_my_description("x" * 512)
    with pytest.raises(TelegramBadRequest, match="description is too long"):
        await bot.set_my_description("x" * 513)
    with pytest.raises(TelegramBadRequest, match="description is too long"):
        await bot.set_my_short_description("x" * 121)
