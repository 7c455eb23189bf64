"""The updates that Telegram may forget, because we have them. See `svodka.uploads.Inbox`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from svodka.database.dialects import insert
from svodka.database.tables import inbox
from svodka.uploads import Update


@dataclass(frozen=True, slots=True)
class InboxTable:
    """Implements `svodka.uploads.Inbox` within one transaction."""

    connection: AsyncConnection

    async def add(self, updates: Sequence[Update], now: datetime) -> int:
        """Keep those that are new, ignore the known ones; return how many were new."""
        if not updates:
            return 0
        rows = [
            {"bot_id": u.bot_id, "update_id": u.update_id, "payload": u.payload, "received_at": now}
            for u in updates
        ]
        new = insert(self.connection, inbox).values(rows).on_conflict_do_nothing().returning(inbox.c.id)
        return len((await self.connection.execute(new)).all())

    async def pending(self, bot_id: int, limit: int, *, after: int = 0) -> Sequence[tuple[int, Update]]:
        """Return up to `limit` (row id, update) that are not done and whose row id is above `after`."""
        rows = await self.connection.execute(
            select(inbox)
            .where(inbox.c.bot_id == bot_id, inbox.c.done_at.is_(None), inbox.c.id > after)
            .order_by(inbox.c.id)
            .limit(limit)
        )
        return [
            (row.id, Update(bot_id=row.bot_id, update_id=row.update_id, payload=row.payload)) for row in rows
        ]

    async def done(self, row_id: int, now: datetime) -> bool:
        """Mark one update as handled; False if it already was."""
        marked = await self.connection.execute(
            update(inbox).where(inbox.c.id == row_id, inbox.c.done_at.is_(None)).values(done_at=now)
        )
        return marked.rowcount == 1

    async def purge(self, before: datetime) -> int:
        """Forget handled updates received before then; return how many."""
        gone = await self.connection.execute(
            delete(inbox).where(inbox.c.done_at.is_not(None), inbox.c.received_at < before)
        )
        return gone.rowcount
