"""The courier's desk: everything about a message that the database has to know, each in one transaction."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final
from uuid import UUID

from svodka.bot.letters import Circumstances
from svodka.uploads import ENDS, Background, Clock, MessageKind, OutMessage, Works, delete

_AT_ONCE: Final = 4

Choice = Callable[[Sequence[OutMessage]], Sequence[OutMessage]]


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

    async def waiting(self, limit: int, chosen: Choice) -> Sequence[tuple[OutMessage, Circumstances]]:
        """Look at what is due and return what is chosen of it, with what must be known to write it."""
        async with self.turns, self.works(autocommit=True) as work:
            rows = chosen(await work.outbox.pending(self.clock(), limit))
            known = await work.outbox.backgrounds([row.id for row in rows]) if rows else {}
        return [(row, self._circumstances(row, known[row.id])) for row in rows if row.id in known]

    def _circumstances(self, row: OutMessage, known: Background) -> Circumstances:
        return Circumstances(
            person=known.person,
            upload=known.upload,
            progress_message_id=known.progress_message_id,
            link=self.link(row.upload_id) if self.link and row.upload_id else None,
        )

    async def left(self, said: Sequence[tuple[OutMessage, int]]) -> None:
        """Mark messages as said, with Telegram's id of each, and the uploads whose reports are whole as delivered.

        The uploads before the messages, each in order: so everybody locks them.
        """
        now = self.clock()
        parts: defaultdict[UUID, list[int]] = defaultdict(list)
        for row, _ in said:
            if row.kind is MessageKind.REPORT and row.upload_id is not None:
                parts[row.upload_id].append(row.id)
        async with self.turns, self.works(autocommit=not parts) as work:
            for upload_id, row_ids in sorted(parts.items()):
                await work.uploads.deliver(upload_id, said=row_ids, now=now)
            await work.outbox.left({row.id: message_id for row, message_id in said}, now=now)

    async def unsaid(self, row: OutMessage, *, instead: str | None = None) -> None:
        """Mark the message as not to be said, and the upload as delivered if that was all of its report.

        `instead` is the code of a sentence that is queued because the message itself could not be sent.
        """
        now = self.clock()
        async with self.turns, self.works() as work:
            if row.kind is MessageKind.REPORT and row.upload_id is not None:
                await work.uploads.deliver(row.upload_id, said=[row.id], now=now)
            await work.outbox.sent(row.id, message_id=None, now=now)
            if instead is not None:
                await work.outbox.put(
                    key=f"instead:{row.key}",
                    chat_id=row.chat_id,
                    kind=MessageKind.SENTENCE,
                    payload={"code": instead, "figures": {}},
                    now=now,
                    upload_id=row.upload_id,
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
