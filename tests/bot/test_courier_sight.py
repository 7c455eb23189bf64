"""What the courier saw of the outbox while a message was leaving may be out of date: it says nothing twice."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from svodka.bot.courier import Courier
from svodka.bot.desk import Choice, Desk
from svodka.bot.letters import Circumstances, Letter
from svodka.bot.sender import Sender
from svodka.database import Database, open_database
from svodka.uploads import MessageKind, OutMessage
from tests.bot.conftest import FakeObjects, utc_now


class SlowSender(Sender):
    """Sends when it is let go."""

    def __init__(self) -> None:
        self.sent: list[int] = []
        self.begun = asyncio.Event()
        self.go_on = asyncio.Event()
        self.second = asyncio.Event()

    async def send(self, chat_id: int, letter: Letter, files: Sequence[Path], language: str) -> int:
        self.begun.set()
        await self.go_on.wait()
        self.sent.append(chat_id)
        if len(self.sent) > 1:
            self.second.set()
        return len(self.sent)


@dataclass(frozen=True, kw_only=True)
class LateDesk(Desk):
    """Looks while a message leaves, and tells what it saw only when that is said and marked."""

    sender: SlowSender
    marked: asyncio.Event = field(default_factory=asyncio.Event)

    async def waiting(self, limit: int, chosen: Choice) -> Sequence[tuple[OutMessage, Circumstances]]:
        rows = await Desk.waiting(self, limit, chosen)
        if self.sender.begun.is_set() and not self.marked.is_set():
            self.sender.go_on.set()
            await self.marked.wait()
        return rows

    async def left(self, said: Sequence[tuple[OutMessage, int]]) -> None:
        await Desk.left(self, said)
        self.marked.set()


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with open_database(f"sqlite+aiosqlite:///{tmp_path / 'svodka.db'}", pool_size=2) as database:
        await database.migrate()
        yield database


async def put(database: Database, chat_id: int) -> None:
    async with database.works() as work:
        await work.outbox.put(
            key=str(chat_id),
            chat_id=chat_id,
            kind=MessageKind.SENTENCE,
            payload={"code": "storage-unavailable", "figures": {}},
            now=utc_now(),
        )


async def test_a_message_that_left_while_the_outbox_was_read_is_not_sent_again(
    database: Database, tmp_path: Path
) -> None:
    await put(database, 1)
    sender = SlowSender()
    desk = LateDesk(works=database.works, clock=utc_now, sender=sender)
    courier = Courier(
        desk=desk, sender=sender, objects=FakeObjects(tmp_path), bell=asyncio.Event(), poll_s=0.01
    )
    running = asyncio.create_task(courier.run())
    async with asyncio.timeout(10):
        await desk.marked.wait()
        await put(database, 2)
        await sender.second.wait()
        courier.stop()
        await running

    assert sender.sent == [1, 2]
