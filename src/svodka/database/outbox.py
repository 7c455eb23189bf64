"""What is to be said; rows of one chat leave in the order of their ids. See `svodka.uploads.Outbox`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Integer, Row, Select, bindparam, case, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from svodka.database.dialects import filled_up, insert
from svodka.database.tables import outbox, people, uploads
from svodka.database.uploads import as_upload
from svodka.uploads import Background, MessageKind, NewMessage, OutMessage, Person

# Statements of the hot path are put together once: that costs more than the database's part of them.
_FIELDS: Final = [each.name for each in fields(OutMessage)]
_NEW_FIELDS: Final = [each.name for each in fields(NewMessage)]
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
_progress: Final = (
    select(_siblings.c.sent_message_id)
    .where(
        _siblings.c.upload_id == outbox.c.upload_id,
        _siblings.c.kind == MessageKind.PROGRESS,
        _siblings.c.sent_message_id.is_not(None),
    )
    .order_by(_siblings.c.id.desc())
    .limit(1)
    .scalar_subquery()
)
_BACKGROUNDS: Final = (
    select(
        *uploads.c,
        outbox.c.id.label("row_id"),
        _progress.label("progress_message_id"),
        people.c.id.label("reader"),
        people.c.name.label("reader_name"),
        people.c.language.label("reader_language"),
        people.c.blocked_at.label("reader_blocked_at"),
    )
    .select_from(outbox)
    .outerjoin(uploads, uploads.c.id == outbox.c.upload_id)
    .outerjoin(people, people.c.id == outbox.c.chat_id)
    .where(outbox.c.id.in_(bindparam("row_ids", expanding=True)))
)
# Small talk gives way to what is said of files for so long.
_PATIENCE: Final = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class OutboxTable:
    """Implements `svodka.uploads.Outbox` within one transaction."""

    connection: AsyncConnection
    _queued: list[dict[str, Any]] = field(default_factory=list)

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

    async def put_all(self, messages: Sequence[NewMessage], *, now: datetime) -> None:
        """Queue messages in this order, those that were queued before left out."""
        self.queue(messages, now=now)
        await self.flush()

    def queue(self, messages: Sequence[NewMessage], *, now: datetime) -> None:
        """Have messages put at the end of the transaction, those of all its updates in one go."""
        self._queued.extend(
            {name: getattr(each, name) for name in _NEW_FIELDS} | {"created_at": now} for each in messages
        )

    async def flush(self) -> None:
        """Put what was queued."""
        if self._queued:
            await self.connection.execute(_put_quietly(self.connection.dialect.name), self._queued)
            self._queued.clear()

    async def pending(self, now: datetime, limit: int) -> Sequence[OutMessage]:
        """Return for each upload of a chat, and for all else in it, the oldest unsent message if that is due."""
        given = {"now": now, "long_ago": now - _PATIENCE, "count": limit}
        return [_message(row) for row in await self.connection.execute(_pending(), given)]

    async def backgrounds(self, row_ids: Sequence[int]) -> Mapping[int, Background]:
        """Look up what there is behind messages, in one statement."""
        given = {"row_ids": filled_up(row_ids)}
        rows: Iterable[Row[Any]] = await self.connection.execute(_BACKGROUNDS, given)
        return {row.row_id: _background(row) for row in rows}

    async def sent(self, row_id: int, *, message_id: int | None, now: datetime) -> bool:
        """Mark a message as said; False if it already was."""
        said = {"row_id": row_id, "sent_at": now, "sent_message_id": message_id}
        return (await self.connection.execute(_SENT, said)).rowcount == 1

    async def left(self, message_ids: Mapping[int, int], *, now: datetime) -> None:
        """Mark messages as said, in the order of their ids: in that order everybody locks them."""
        said = [
            {"row_id": row_id, "sent_at": now, "sent_message_id": message_id}
            for row_id, message_id in sorted(message_ids.items())
        ]
        await self.connection.execute(_SENT, said)

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
        await self.flush()
        drop = _DROP_ALL_PROGRESS if first else _DROP_PROGRESS
        return (await self.connection.execute(drop, {"of_upload": upload_id})).rowcount

    async def drop_unsent(self, upload_id: UUID) -> int:
        """Delete all unsent rows of the upload, whatever their kind; return how many."""
        await self.flush()
        return (await self.connection.execute(_DROP, {"of_upload": upload_id})).rowcount

    async def purge(self, before: datetime) -> int:
        """Forget messages said before then; return how many."""
        gone = await self.connection.execute(delete(outbox).where(outbox.c.sent_at < before))
        return gone.rowcount


@cache
def _put(dialect: str) -> Any:
    return _put_quietly(dialect).returning(outbox.c.id)


@cache
def _put_quietly(dialect: str) -> Any:
    return insert(dialect, outbox).on_conflict_do_nothing()


@cache
def _pending() -> Select[Any]:
    """Ask for the first of each upload of a chat, and of all else in it.

    Put together once, for the courier asks again and again.

    It is one walk over the unsent ones. A join of them with themselves is planned from yesterday's numbers.
    """
    stream = (outbox.c.chat_id, outbox.c.upload_id)
    place = func.row_number().over(partition_by=stream, order_by=outbox.c.id)
    more = func.count().over(partition_by=stream) > 1
    long_ago = bindparam("long_ago", type_=outbox.c.created_at.type)
    presses = case((or_(outbox.c.upload_id.is_not(None), outbox.c.created_at < long_ago), 0), else_=1)
    # Of the chat as a whole: what is said there keeps its order.
    gives_way = func.min(presses).over(partition_by=outbox.c.chat_id)
    unsent = (
        select(outbox, place.label("place"), more.label("more"), gives_way.label("gives_way"))
        .where(outbox.c.sent_at.is_(None))
        .subquery()
    )
    now = bindparam("now", type_=outbox.c.not_before.type)
    return (
        select(*(unsent.c[name] for name in _FIELDS))
        .where(unsent.c.place == 1, or_(unsent.c.not_before.is_(None), unsent.c.not_before <= now))
        .order_by(unsent.c.gives_way, unsent.c.id)
        .limit(bindparam("count", type_=Integer))
    )


def _message(row: Row[Any]) -> OutMessage:
    values: dict[str, Any] = dict(zip(_FIELDS, row, strict=True))
    return OutMessage(**values | {"kind": MessageKind(values["kind"])})


def _background(row: Row[Any]) -> Background:
    reader = None
    if row.reader is not None:
        reader = Person(
            id=row.reader,
            name=row.reader_name,
            language=row.reader_language,
            blocked_at=row.reader_blocked_at,
        )
    return Background(
        person=reader,
        upload=None if row.id is None else as_upload(row),
        progress_message_id=row.progress_message_id,
    )
