"""A person takes back what is in work, or everything; nobody else's files are touched."""

from svodka.texts import sentence
from svodka.uploads import State
from tests.bot.conftest import World, said, says


async def test_what_is_in_work_is_taken_back_and_what_is_finished_stays(world: World) -> None:
    anna, boris = world.telegram.person(), world.telegram.person()

    async with world.running():
        finished = await world.accepted(anna)
        await world.analysed(finished)
        await world.until(finished, State.DELIVERED)
        in_work, others = [await world.accepted(anna) for _ in range(2)], await world.accepted(boris)
        await anna.send_text("/cancel")
        await anna.wait_for(says("Отменено: 2 файла удалены"))

    assert [(await world.row(each)).state for each in in_work] == [State.DELETED] * 2
    assert (await world.row(finished)).state is State.DELIVERED
    assert (await world.row(others)).state is State.RECEIVED


async def test_everything_is_deleted_once_the_person_is_sure(world: World) -> None:
    anna, boris = world.telegram.person(), world.telegram.person()

    async with world.running():
        finished = await world.accepted(anna)
        await world.analysed(finished)
        await world.until(finished, State.DELIVERED)
        in_work, others = await world.accepted(anna), await world.accepted(boris)
        await anna.send_text("/delete")
        question = await anna.wait_for(says(sentence("delete-ask", "ru")))
        assert (await world.row(in_work)).state is State.RECEIVED
        await anna.press(question, "Да, удалить всё")
        await anna.wait_for(says(sentence("deleted-all", "ru")))
        await anna.send_text("/delete")
        await anna.press(await anna.wait_for(says(sentence("delete-ask", "ru"))), "Да, удалить всё")
        await anna.wait_for(says(sentence("nothing-kept", "ru")))

    for each in (finished, in_work):
        row = await world.row(each)
        assert (row.state, row.summary, row.document.name) == (State.DELETED, {}, None)
    assert (await world.row(others)).document.name == "Продажи.csv"
    assert not any("удал" in text.lower() for text in said(boris))
