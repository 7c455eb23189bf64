"""The courier's desk: everything about a message that the database has to know, each in one transaction."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final
from uuid import UUID

from svodka.bot.letters import Circumstances
from svodka.uploads import ENDS, Clock, MessageKind, OutMessage, State, Work, Works, delete

_AT_ONCE: Final = 4


@dataclass(frozen=True, kw_only=True, slots=True)
class Desk:
    """Reads what is to be said and writes what became of it. Raises PassingError when the database is away.

    Only so many stand in line for a database session at a time, however many messages are leaving: people's
    updates and the steps of their files need their turn, too. `link` makes the address of an upload's report.
    """

    works: Works
    clock: Clock
    link: Callable[[UUID], str] | None = None
    turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_ONCE))

    async def waiting(self, limit: int) -> Sequence[OutMessage]:
        """Return the next message of each chat that has one due."""
        async with self.turns, self.works() as work:
            return await work.outbox.pending(self.clock(), limit)

    async def circumstances(self, row: OutMessage) -> Circumstances:
        """Look up what must be known to write the message. A private chat has its person's id."""
        async with self.turns, self.works() as work:
            person = await work.people.get(row.chat_id)
            if row.upload_id is None:
                return Circumstances(person=person)
            return Circumstances(
                person=person,
                upload=await work.uploads.get(row.upload_id),
                progress_message_id=await work.outbox.progress_message_id(row.upload_id),
                link=self.link(row.upload_id) if self.link else None,
            )

    async def said(self, row: OutMessage, message_id: int | None, *, instead: str | None = None) -> None:
        """Mark the message as said (without `message_id`: as not to be said) and the upload as delivered.

        `instead` is the code of a sentence that is queued because the message itself could not be sent.
        """
        now = self.clock()
        async with self.turns, self.works() as work:
            await self._delivered(work, row)
            await work.outbox.sent(row.id, message_id=message_id, now=now)
            if instead is not None:
                await work.outbox.put(
                    key=f"instead:{row.key}",
                    chat_id=row.chat_id,
                    kind=MessageKind.SENTENCE,
                    payload={"code": instead, "figures": {}},
                    now=now,
                    upload_id=row.upload_id,
                )

    async def _delivered(self, work: Work, row: OutMessage) -> None:
        """Move the upload on when this is the last part of its report.

        The upload before the message: in this order everybody locks them.
        """
        if row.kind is not MessageKind.REPORT or row.upload_id is None:
            return
        if await work.outbox.unsent_reports(row.upload_id, besides=row.id) == 0:
            await work.uploads.move(
                row.upload_id, source=State.ANALYSED, target=State.DELIVERED, now=self.clock()
            )

    async def put_off(self, row: OutMessage, wait_s: float, error: Exception) -> None:
        """Have the message wait."""
        async with self.turns, self.works() as work:
            await work.outbox.postpone(
                row.id, not_before=self.clock() + timedelta(seconds=wait_s), error=repr(error)
            )

    async def moved(self, row: OutMessage, chat_id: int) -> None:
        """Have what is to be said in a group said in the chat that it became."""
        async with self.turns, self.works() as work:
            await work.outbox.move_chat(row.chat_id, chat_id)

    async def unreachable(self, row: OutMessage) -> None:
        """Remember that the person blocked the bot: the message is dropped, and the upload that it was about.

        Nobody will read its report, so its file is not kept either.
        """
        now = self.clock()
        async with self.turns, self.works() as work:
            person = await work.people.get(row.chat_id)
            if person is not None and person.blocked_at is None:
                await work.people.set_blocked(person.id, now)
            upload = await work.uploads.get(row.upload_id) if row.upload_id else None
            if upload is not None and upload.state not in ENDS:
                await delete(work, upload.id, person_id=upload.person_id, now=now)
            await work.outbox.sent(row.id, message_id=None, now=now)
