"""What is to be said; rows of one chat leave in the order of their ids. See `svodka.uploads.Outbox`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Integer, Row, Select, bindparam, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from svodka.database.dialects import insert
from svodka.database.tables import outbox
from svodka.uploads import MessageKind, OutMessage

# Statements of the hot path are put together once: that costs more than the database's part of them.
_OF_UPLOAD: Final = outbox.c.upload_id == bindparam("of_upload", type_=outbox.c.upload_id.type)
_UNSENT: Final = outbox.c.sent_at.is_(None)
_IS_PROGRESS: Final = outbox.c.kind == MessageKind.PROGRESS
_SENT: Final = update(outbox).where(outbox.c.id == bindparam("row_id", type_=outbox.c.id.type), _UNSENT)
_DROP: Final = delete(outbox).where(_OF_UPLOAD, _UNSENT)
_DROP_ALL_PROGRESS: Final = _DROP.where(_IS_PROGRESS)
_siblings: Final = outbox.alias("siblings")
_DROP_PROGRESS: Final = _DROP_ALL_PROGRESS.where(
    outbox.c.id
    != select(func.min(_siblings.c.id))
    .where(_siblings.c.upload_id == bindparam("of_upload", type_=outbox.c.upload_id.type))
    .scalar_subquery()
)
_PROGRESS: Final = (
    select(outbox.c.sent_message_id)
    .where(_OF_UPLOAD, _IS_PROGRESS, outbox.c.sent_message_id.is_not(None))
    .order_by(outbox.c.id.desc())
    .limit(1)
)
_UNSENT_REPORTS: Final = select(func.count()).where(
    _OF_UPLOAD,
    outbox.c.kind == MessageKind.REPORT,
    outbox.c.id != bindparam("besides", type_=outbox.c.id.type),
    _UNSENT,
)


@dataclass(frozen=True, slots=True)
class OutboxTable:
    """Implements `svodka.uploads.Outbox` within one transaction."""

    connection: AsyncConnection

    async def put(
        self,
        *,
        key: str,
        chat_id: int,
        kind: MessageKind,
        payload: dict[str, Any],
        now: datetime,
        upload_id: UUID | None = None,
    ) -> bool:
        """Queue a message; False if one of the same key was queued before."""
        new = {
            "key": key,
            "chat_id": chat_id,
            "kind": kind,
            "payload": payload,
            "created_at": now,
            "upload_id": upload_id,
        }
        added = await self.connection.execute(_put(self.connection.dialect.name), new)
        return added.one_or_none() is not None

    async def pending(self, now: datetime, limit: int) -> Sequence[OutMessage]:
        """Return for each upload of a chat, and for all else in it, the oldest unsent message if that is due."""
        rows = await self.connection.execute(_pending(), {"now": now, "count": limit})
        return [_message(row) for row in rows]

    async def sent(self, row_id: int, *, message_id: int | None, now: datetime) -> bool:
        """Mark a message as said; False if it already was."""
        said = {"row_id": row_id, "sent_at": now, "sent_message_id": message_id}
        return (await self.connection.execute(_SENT, said)).rowcount == 1

    async def postpone(self, row_id: int, *, not_before: datetime, error: str) -> None:
        """Try again later; counts an attempt."""
        await self.connection.execute(
            update(outbox)
            .where(outbox.c.id == row_id, outbox.c.sent_at.is_(None))
            .values(not_before=not_before, last_error=error, attempts=outbox.c.attempts + 1)
        )

    async def recall(self, beyond: datetime) -> int:
        """Let no message wait until after `beyond`; return how many were to."""
        waiting = await self.connection.execute(
            update(outbox)
            .where(outbox.c.sent_at.is_(None), outbox.c.not_before > beyond)
            .values(not_before=None)
        )
        return waiting.rowcount

    async def move_chat(self, chat_id: int, target: int) -> int:
        """Let what is unsent in a chat be said in another; return how many."""
        moved = await self.connection.execute(
            update(outbox)
            .where(outbox.c.chat_id == chat_id, outbox.c.sent_at.is_(None))
            .values(chat_id=target)
        )
        return moved.rowcount

    async def drop_progress(self, upload_id: UUID, *, first: bool = False) -> int:
        """Delete unsent PROGRESS rows of the upload but its `first`, which says that the file is accepted."""
        drop = _DROP_ALL_PROGRESS if first else _DROP_PROGRESS
        return (await self.connection.execute(drop, {"of_upload": upload_id})).rowcount

    async def drop_unsent(self, upload_id: UUID) -> int:
        """Delete all unsent rows of the upload, whatever their kind; return how many."""
        return (await self.connection.execute(_DROP, {"of_upload": upload_id})).rowcount

    async def progress_message_id(self, upload_id: UUID) -> int | None:
        """Return Telegram's id of the upload's progress message, if one was sent."""
        found: int | None = await self.connection.scalar(_PROGRESS, {"of_upload": upload_id})
        return found

    async def unsent_reports(self, upload_id: UUID, *, besides: int) -> int:
        """Count the REPORT rows of the upload that are not said yet, that of the id `besides` left out."""
        given = {"of_upload": upload_id, "besides": besides}
        return await self.connection.scalar(_UNSENT_REPORTS, given) or 0

    async def purge(self, before: datetime) -> int:
        """Forget messages said before then; return how many."""
        gone = await self.connection.execute(delete(outbox).where(outbox.c.sent_at < before))
        return gone.rowcount


@cache
def _put(dialect: str) -> Any:
    return insert(dialect, outbox).on_conflict_do_nothing().returning(outbox.c.id)


@cache
def _pending() -> Select[Any]:
    """Ask for the first of each upload of a chat, and of all else in it.

    Put together once, for the courier asks again and again.

    It is one walk over the unsent ones. A join of them with themselves is planned from yesterday's numbers.
    """
    place = func.row_number().over(partition_by=(outbox.c.chat_id, outbox.c.upload_id), order_by=outbox.c.id)
    unsent = select(outbox, place.label("place")).where(outbox.c.sent_at.is_(None)).subquery()
    now = bindparam("now", type_=outbox.c.not_before.type)
    return (
        select(unsent)
        .where(unsent.c.place == 1, or_(unsent.c.not_before.is_(None), unsent.c.not_before <= now))
        .order_by(unsent.c.id)
        .limit(bindparam("count", type_=Integer))
    )


def _message(row: Row[Any]) -> OutMessage:
    return OutMessage(
        id=row.id,
        key=row.key,
        chat_id=row.chat_id,
        kind=MessageKind(row.kind),
        payload=row.payload,
        upload_id=row.upload_id,
        attempts=row.attempts,
        not_before=row.not_before,
        sent_at=row.sent_at,
        sent_message_id=row.sent_message_id,
    )
