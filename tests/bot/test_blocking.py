"""The event loop waits for nothing but its sockets: whatever opens, sleeps or connects in a coroutine is caught."""

import asyncio
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Final

import svodka
from svodka.simulator import LocalPerson
from svodka.texts import sentence
from svodka.uploads import State
from tests.bot.conftest import World, says

SVODKA: Final = str(Path(svodka.__file__).parent)
# Not the product: the peer, and the fakes of these tests, which share its process.
OTHERS: Final = (f"{SVODKA}/simulator", str(Path(__file__).parent / "conftest.py"))
BLOCKING: Final = {
    "open",
    "time.sleep",
    "sqlite3.connect",
    "socket.getaddrinfo",
    "socket.gethostbyname",
    "subprocess.Popen",
    "os.system",
    "os.listdir",
    "os.scandir",
}


class Watch:
    """Keeps what blocked the loop while it is on: the event and the place of ours that it came from."""

    def __init__(self) -> None:
        self.on = False
        self.caught: list[str] = []
        sys.addaudithook(self._hear)

    def _hear(self, event: str, arguments: tuple[object, ...]) -> None:
        if not self.on or event not in BLOCKING or threading.current_thread() is not threading.main_thread():
            return
        if asyncio._get_running_loop() is None:
            return
        if place := _ours(sys._getframe()):
            self.caught.append(f"{event} {arguments[:1]} in {place}")


def _ours(frame: FrameType | None) -> str | None:
    """Name the innermost place of the product in a stack; None where others are to blame."""
    while frame is not None:
        path = frame.f_code.co_filename
        if path.startswith(OTHERS):
            return None
        if path.startswith(SVODKA):
            return f"{path}:{frame.f_lineno}"
        frame = frame.f_back
    return None


WATCH: Final = Watch()


@contextmanager
def watched() -> Iterator[list[str]]:
    WATCH.caught.clear()
    WATCH.on = True
    try:
        yield WATCH.caught
    finally:
        WATCH.on = False


async def everything(world: World, person: LocalPerson) -> None:
    """Do once each thing that a person does."""
    for text, words in (("/start", "Здравствуйте"), ("/help", "Как пользоваться"), ("Привет!", "таблицу")):
        await person.send_text(text)
        await person.wait_for(says(words))
    upload_id = await world.accepted(person)
    await world.says(upload_id, "progress-reading")
    await world.analysed(upload_id)
    await world.until(upload_id, State.DELIVERED)
    report = next(m for m in reversed(person.messages) if m.from_bot and m.document)
    since = person.position
    for button in ("Столбцы", "Чистый файл", "Удалить"):
        await person.press(report, button)
    await person.wait_for(says(sentence("deleted", "ru")), since=since)


async def test_a_conversation_blocks_the_loop_nowhere(world: World) -> None:
    first, second = world.telegram.person(), world.telegram.person()

    async with world.running():
        await everything(world, first)  # texts are read once and kept
        with watched() as caught:
            await everything(world, second)

    assert caught == []


async def test_the_watch_sees_what_it_is_there_for() -> None:
    async def blocks() -> None:
        svodka.texts.catalogue._sources.__wrapped__("ru")

    with watched() as caught:
        await blocks()

    assert len(caught) > 3
    assert "texts/catalogue.py" in caught[0]
