"""The updates that Telegram may forget, because we have them. See `svodka.uploads.Inbox`."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Final

from sqlalchemy import Integer, bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from svodka.database.dialects import filled_up, insert
from svodka.database.tables import inbox
from svodka.uploads import Update

# Statements of the hot path are put together once: that costs more than the database's part of them.
_DONE: Final = (
    update(inbox)
    .where(inbox.c.id.in_(bindparam("row_ids", expanding=True)), inbox.c.done_at.is_(None))
    .returning(inbox.c.id)
)
_PENDING: Final = (
    select(inbox.c.id, inbox.c.bot_id, inbox.c.update_id, inbox.c.payload, inbox.c.received_at)
    .where(
        inbox.c.bot_id == bindparam("of_bot", type_=inbox.c.bot_id.type),
        inbox.c.done_at.is_(None),
        inbox.c.id > bindparam("after", type_=inbox.c.id.type),
    )
    .order_by(inbox.c.id)
    .limit(bindparam("count", type_=Integer))
)


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
        added = await self.connection.execute(_add(self.connection.dialect.name), rows)
        return len(added.all())

    async def pending(self, bot_id: int, limit: int, *, after: int = 0) -> Sequence[tuple[int, Update]]:
        """Return up to `limit` (row id, update) that are not done and whose row id is above `after`."""
        given = {"of_bot": bot_id, "after": after, "count": limit}
        rows = await self.connection.execute(_PENDING, given)
        return [
            (
                row.id,
                Update(
                    bot_id=row.bot_id,
                    update_id=row.update_id,
                    payload=row.payload,
                    received_at=row.received_at,
                ),
            )
            for row in rows
        ]

    async def done(self, row_ids: Sequence[int], now: datetime) -> Collection[int]:
        """Mark updates as handled, in one statement; return those that were not before."""
        given = {"row_ids": filled_up(row_ids), "done_at": now}
        return {row.id for row in await self.connection.execute(_DONE, given)}

    async def purge(self, before: datetime) -> int:
        """Forget handled updates received before then; return how many."""
        gone = await self.connection.execute(
            delete(inbox).where(inbox.c.done_at.is_not(None), inbox.c.received_at < before)
        )
        return gone.rowcount


@cache
def _add(dialect: str) -> Any:
    return insert(dialect, inbox).on_conflict_do_nothing().returning(inbox.c.id)
