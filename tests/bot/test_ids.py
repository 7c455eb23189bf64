"""Every line logged meanwhile carries the ids of the update, the upload or the message in hand."""

import logging
from typing import Any, cast
from uuid import uuid4

from svodka.app import open_app
from svodka.bot import open_storing
from svodka.config import Settings
from svodka.observability import open_logging
from svodka.simulator import Fault, FaultKind
from svodka.uploads import Step, Steps, Update
from tests.bot.conftest import World
from tests.bot.test_feed import FakeHandling, FakeInbox, feeding, message
from tests.bot.test_storing import HeldSteps
from tests.observability.sink import Pipe, Wishes

log = logging.getLogger("svodka.test")


def lines(pipe: Pipe, event: str) -> list[dict[str, Any]]:
    return [line for line in pipe.lines() if line["event"] == event]


async def test_a_line_of_an_update_says_which_and_whose() -> None:
    async def work(update: Update) -> None:
        log.info("at work", extra={"expected": update.update_id})

    inbox, handling, pipe = FakeInbox(), FakeHandling(work), Pipe()
    inbox.put(*(message(number, person=number % 2 + 1) for number in range(1, 7)))
    with open_logging(Wishes(), stderr=pipe.descriptor):
        async with feeding(inbox, handling):
            await inbox.all_done.wait()
        pipe.flow()

    found = lines(pipe, "at work")
    assert sorted(line["update"] for line in found) == list(range(1, 7))
    assert all(line["update"] == line["expected"] for line in found)
    assert all(line["user"] == line["update"] % 2 + 1 for line in found)


async def test_a_line_of_an_upload_being_stored_says_which(tmp_path: Any) -> None:
    class Talking(HeldSteps):
        async def store(self, upload_id: Any) -> None:
            log.info("at work", extra={"expected": str(upload_id)})
            self.begun.put_nowait(upload_id)

    steps, upload_id, pipe = Talking(), uuid4(), Pipe()
    settings = Settings.load({"SVODKA_DATA_DIR": str(tmp_path / "var")})
    with open_logging(Wishes(), stderr=pipe.descriptor):
        async with open_app(settings) as app, open_storing(app, cast("Steps", steps)):
            await app.bells.ring(upload_id, Step.STORE)
            await steps.begun.get()
        pipe.flow()

    (line,) = lines(pipe, "at work")
    assert (line["upload"], line["step"]) == (line["expected"], "store")


async def test_a_line_of_a_message_that_is_sent_says_which_and_to_whom(world: World) -> None:
    person, pipe = world.telegram.person(), Pipe()
    world.telegram.inject("sendMessage", Fault(kind=FaultKind.FLOOD, retry_after_s=1, chat_id=person.id))
    with open_logging(Wishes(), stderr=pipe.descriptor):
        async with world.running():
            upload_id = await world.accepted(person)
            await person.wait_for(lambda message: bool(message.text))
        pipe.flow()

    line = lines(pipe, "chat held back")[0]
    assert (line["chat"], line["upload"]) == (person.id, str(upload_id))
    assert isinstance(line["out"], int)
