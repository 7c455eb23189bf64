"""What people do in the chat, and what the bot answers; every message through HTTP and a real database."""

import pytest

from svodka.bot import open_telegram
from svodka.bot.profile import introduce
from svodka.simulator import Fault, FaultKind
from svodka.texts import sentence
from svodka.uploads import State
from tests.bot.conftest import PNG, QUICK, World, said, says, utc_now

TABLE = "Дата;Сумма\n01.03;5\n02.03;7"


@pytest.mark.parametrize(
    ("client", "greeting"),
    [("ru", "Здравствуйте"), ("kk", "Здравствуйте"), ("en-US", "Hello"), (None, "Hello")],
)
async def test_start_greets_in_the_language_of_the_client(
    world: World, client: str | None, greeting: str
) -> None:
    person = world.telegram.person(name="<b>Анна</b> &", language_code=client)

    async with world.running():
        await person.send_text("/start")
        message = await person.wait_for(says(greeting))

    assert "<b>Анна</b> &" in message.text


async def test_help_names_the_limit(world: World) -> None:
    person = world.telegram.person()

    async with world.running():
        await person.send_text("/help")
        await person.wait_for(says("до 0 МБ"))

    assert len(said(person)) == 1


async def test_the_language_is_changed_by_a_button_and_kept(world: World) -> None:
    person = world.telegram.person(language_code="ru")

    async with world.running():
        await person.send_text("/language")
        question = await person.wait_for(says("На каком языке"))
        answer = await person.press(question, "English")
        await person.wait_for(says("I speak English now"))
        await person.send_text("/help")
        await person.wait_for(says("How it works"))

    assert answer is not None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Привет!", "text-received"),
        (TABLE, "table-pasted"),
        ("/unknown", "text-received"),
        ("вот: https://docs.google.com/spreadsheets/d/1a2b/edit?usp=sharing", "link-received"),
        ("docs.google.com/spreadsheets/d/1a2b", "link-received"),
        ("/cancel", "nothing-to-cancel"),
    ],
)
async def test_a_text_is_answered_with_what_to_do(world: World, text: str, code: str) -> None:
    person = world.telegram.person()

    async with world.running():
        await person.send_text(text)
        await person.wait_for(says(sentence(code, "ru")))

    assert len(said(person)) == 1


async def test_a_picture_and_a_sticker_are_answered_with_what_to_do(world: World) -> None:
    person = world.telegram.person()

    async with world.running():
        await person.send_photo(PNG)
        await person.wait_for(says(sentence("photo-received", "ru")))
        await person.send_sticker()
        await person.wait_for(says(sentence("sticker-received", "ru")))

    assert len(said(person)) == 2


async def test_pictures_of_one_album_are_answered_once(world: World) -> None:
    person = world.telegram.person()
    await person.send_photo(PNG)
    await person.send_text("/help")
    photo, question = (update.body["message"] for update in world.telegram.recent_updates()[-2:])
    assert isinstance(photo, dict)
    album = [photo | {"message_id": 50 + n, "media_group_id": "7"} for n in range(3)]

    async with world.running(polls=False) as intake:
        messages = enumerate([*album, question])
        await intake.take_in([{"update_id": n, "message": message} for n, message in messages])
        await person.wait_for(says("Как пользоваться"))

    assert len(said(person)) == 2
    assert said(person)[0] == sentence("photo-received", "ru")


@pytest.mark.parametrize("name", ["Продажи.csv", "REPORT.CSV", "table", "photo.jpg", None])
async def test_any_document_is_accepted_whatever_its_name(world: World, name: str | None) -> None:
    person = world.telegram.person()

    async with world.running():
        upload_id = await world.accepted(person, name)
        message = await person.wait_for(says(sentence("progress-accepted", "ru")))

    upload = await world.row(upload_id)
    assert message.reply_to == upload.message_id
    assert upload.state is State.RECEIVED
    assert upload.document.name == (name or "table")


async def test_a_file_over_the_limit_is_refused_with_a_sentence(world: World) -> None:
    person = world.telegram.person(language_code="en")

    async with world.running():
        await person.send_document(b"x" * 1001, "big.csv")
        await person.wait_for(says("too large"))

    assert world.bells.rung.empty()


async def test_no_more_files_are_taken_at_once_than_the_limit_allows(world: World) -> None:
    person = world.telegram.person()

    async with world.running():
        for _ in range(4):
            await person.send_document(b"a;b", "t.csv")
        await person.wait_for(says("больше 3 сразу не беру"))

    assert world.bells.rung.qsize() == 3


async def test_a_redelivered_update_is_answered_once(world: World) -> None:
    person = world.telegram.person()

    async with world.running():
        await person.send_text("Привет!")
        await person.wait_for(says(sentence("text-received", "ru")))
        world.telegram.redeliver(world.telegram.recent_updates()[-1].id)
        await person.send_text("/help")
        await person.wait_for(says("Как пользоваться"))

    assert len(said(person)) == 2


async def test_a_button_is_answered_before_the_work_and_a_forged_one_is_explained(world: World) -> None:
    person = world.telegram.person()

    async with world.running():
        await person.send_text("/language")
        question = await person.wait_for(says("На каком языке"))
        world.switch.away = True
        answer = await person.press(question, "Русский", timeout_s=0)
        await world.switch.refused.wait()
        world.switch.away = False
        await person.wait_for(says("отвечаю по-русски"))

    assert answer is None
    assert world.telegram.calls["answercallbackquery"] == 1


async def test_who_blocks_the_bot_and_comes_back_is_spoken_to_again(world: World) -> None:
    person = world.telegram.person()

    async with world.running():
        await person.send_text("/start")
        await person.wait_for(says("Здравствуйте"))
        await person.block()
        await world.until_blocked(person, blocked=True)
        await person.unblock()
        await world.until_blocked(person, blocked=False)
        await person.send_text("/help")
        await person.wait_for(says("Как пользоваться"))

    assert len(said(person)) == 2


@pytest.mark.parametrize("text", ["Привет!", "/help", "/language", "/cancel"])
async def test_who_was_thought_gone_is_answered_whatever_they_say(world: World, text: str) -> None:
    person = world.telegram.person()

    async with world.running():
        await person.send_text("/start")
        await person.wait_for(says("Здравствуйте"))
        async with world.works() as work:
            await work.people.set_blocked(person.id, utc_now())
        await person.send_text(text)
        await world.until_blocked(person, blocked=False)
        await world.until_all_said()

    assert len(said(person)) == 2


async def test_commands_and_descriptions_are_set_in_both_languages(world: World) -> None:
    russian, german = world.telegram.person(language_code="ru"), world.telegram.person(language_code="de")
    world.telegram.inject("setMyDescription", Fault(kind=FaultKind.ERROR))

    async with open_telegram(world.telegram.token, api_url=world.telegram.api_url) as bot:
        await introduce(bot, pauses=QUICK)

    assert [command["description"] for command in world.telegram.commands(russian)][:1] == ["Начать"]
    assert [command["description"] for command in world.telegram.commands(german)][:1] == ["Start"]
    assert world.telegram.calls["setmydescription"] > 2
