"""The rows of uploads; every change is one conditional statement. See `svodka.uploads.Uploads`."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Integer, Row, Select, and_, bindparam, exists, func, not_, or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql import ColumnElement
from sqlalchemy.sql.dml import ReturningUpdate

from svodka.database.dialects import insert
from svodka.database.tables import outbox, uploads
from svodka.uploads import ENDS, STEP_OF, Backlog, Document, Due, MessageKind, State, Upload

LIVE: Final = [state for state in State if state not in ENDS]
_REPORTED: Final = (State.ANALYSED, State.DELIVERED)
# How far back the queue's pace is measured.
_MEASURED: Final = timedelta(minutes=5)
_CLEARED_AT_ONCE: Final = (State.REJECTED, State.DELETED)
# Statements of the hot path are put together once: that costs more than the database's part of them.
_NOW: Final = bindparam("now", type_=uploads.c.not_before.type)
_PLAIN: Final = [each.name for each in fields(Upload) if each.name not in ("document", "state")]
_ID: Final = uploads.c.id == bindparam("upload_id", type_=uploads.c.id.type)
_OF_PERSON: Final = uploads.c.person_id == bindparam("of_person", type_=uploads.c.person_id.type)
_GET: Final = select(uploads).where(_ID)
_OURS: Final = update(uploads).where(_ID, uploads.c.lease_owner == bindparam("owner"))
_CAME_FROM: Final = uploads.c.state == bindparam("source", type_=uploads.c.state.type)
_MOVE: Final = update(uploads).where(_ID, _CAME_FROM).returning(uploads.c.created_at)
_MOVE_OURS: Final = _OURS.where(_CAME_FROM).returning(uploads.c.created_at)
_DELIVER: Final = _MOVE.where(
    ~exists().where(
        outbox.c.upload_id == uploads.c.id,
        outbox.c.kind == MessageKind.REPORT,
        outbox.c.sent_at.is_(None),
        outbox.c.id.not_in(bindparam("said", expanding=True)),
    )
)
_FREED: Final = {"lease_owner": None, "lease_until": None, "not_before": None, "attempts": 0}
_LIVE: Final = (
    select(uploads.c.state, func.count())
    .where(_OF_PERSON, uploads.c.state.in_(LIVE))
    .group_by(uploads.c.state)
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Move:
    """An upload that came into a state: why, where there is a reason, and how old it was then."""

    upload_id: UUID
    state: State
    reason: str | None
    age_s: float


@dataclass(frozen=True, slots=True)
class UploadsTable:
    """Implements `svodka.uploads.Uploads` within one transaction, and remembers what `moves` were made in it."""

    connection: AsyncConnection
    moves: list[Move] = field(default_factory=list)

    async def add(self, upload: Upload) -> bool:
        """Insert; False if an upload of the same (chat, message) is there already."""
        values = {name: getattr(upload, name) for name in _PLAIN} | {
            "state": upload.state,
            "file_id": upload.document.file_id,
            "file_unique_id": upload.document.file_unique_id,
            "file_name": upload.document.name,
            "file_size": upload.document.size,
        }
        added = await self.connection.execute(_add(self.connection.dialect.name), values)
        if added.one_or_none() is None:
            return False
        self.moves.append(Move(upload_id=upload.id, state=upload.state, reason=upload.error_code, age_s=0.0))
        return True

    async def get(self, upload_id: UUID) -> Upload | None:
        """Return the row, or None."""
        row = (await self.connection.execute(_GET, {"upload_id": upload_id})).one_or_none()
        return None if row is None else as_upload(row)

    async def lease(
        self,
        upload_id: UUID,
        *,
        state: State,
        owner: str,
        now: datetime,
        until: datetime,
        running: int | None = None,
    ) -> Upload | None:
        """Take the row if it is in `state`, due, not under a live lease and in its turn; count an attempt."""
        given = {"upload_id": upload_id, "in_state": state, "owner": owner, "now": now, "until": until}
        taken = await self.connection.execute(_lease(running), given)
        row = taken.one_or_none()
        return None if row is None else as_upload(row)

    async def extend(self, upload_id: UUID, *, owner: str, until: datetime) -> bool:
        """Prolong a lease that is still ours."""
        return await self._change(upload_id, uploads.c.lease_owner == owner, lease_until=until)

    async def move(
        self,
        upload_id: UUID,
        *,
        source: State,
        target: State,
        now: datetime,
        owner: str | None = None,
        **changes: Any,
    ) -> bool:
        """Move the row on if it is in `source` (and, given `owner`, under that owner's lease)."""
        given = {"upload_id": upload_id, "source": source, **({"owner": owner} if owner else {})}
        moved = await self.connection.execute(
            _MOVE_OURS if owner else _MOVE, given | _FREED | {"state": target, "changed_at": now} | changes
        )
        return self.moved(upload_id, target, moved.scalar_one_or_none(), now, changes.get("error_code"))

    async def deliver(self, upload_id: UUID, *, said: Sequence[int], now: datetime) -> bool:
        """Move an analysed row on to its end if no part of its report is unsaid but those of the ids `said`."""
        given = {"upload_id": upload_id, "source": State.ANALYSED, "said": said}
        moved = await self.connection.execute(
            _DELIVER, given | _FREED | {"state": State.DELIVERED, "changed_at": now}
        )
        return self.moved(upload_id, State.DELIVERED, moved.scalar_one_or_none(), now, None)

    def moved(
        self, upload_id: UUID, state: State, created_at: datetime | None, now: datetime, reason: str | None
    ) -> bool:
        """Remember a move that was made; `created_at` is None where none was."""
        if created_at is None:
            return False
        age_s = (now - created_at).total_seconds()
        self.moves.append(Move(upload_id=upload_id, state=state, reason=reason, age_s=age_s))
        return True

    async def name_objects(
        self,
        upload_id: UUID,
        *,
        owner: str,
        object_key: str | None = None,
        results: dict[str, str] | None = None,
    ) -> bool:
        """Write down the keys of objects that are about to be made, under a lease that is still ours."""
        named = {"object_key": object_key, "results": results}
        given = {name: value for name, value in named.items() if value is not None}
        named_ours = await self.connection.execute(_OURS, given | {"upload_id": upload_id, "owner": owner})
        return named_ours.rowcount == 1

    async def release(
        self,
        upload_id: UUID,
        *,
        owner: str,
        now: datetime,
        counted: bool,
        not_before: datetime | None = None,
        last_error: str | None = None,
    ) -> bool:
        """Give a lease of ours back without moving on."""
        return await self._change(
            upload_id,
            uploads.c.lease_owner == owner,
            lease_owner=None,
            lease_until=None,
            not_before=not_before,
            last_error=last_error,
            attempts=uploads.c.attempts if counted else uploads.c.attempts - 1,
        )

    async def take_back(self, owner: str, now: datetime) -> int:
        """Run out every lease of this owner's: its process is dead; return how many."""
        freed = await self.connection.execute(
            update(uploads).where(uploads.c.lease_owner == owner).values(lease_owner=None, lease_until=None)
        )
        return freed.rowcount

    async def recall(self, beyond: datetime) -> int:
        """Let no upload wait, or be leased, until after `beyond`; return how many were to."""
        open_ones = uploads.c.state.in_(STEP_OF)
        waiting = await self.connection.execute(
            update(uploads).where(open_ones, uploads.c.not_before > beyond).values(not_before=None)
        )
        leased = await self.connection.execute(
            update(uploads)
            .where(open_ones, uploads.c.lease_until > beyond)
            .values(lease_owner=None, lease_until=None)
        )
        return waiting.rowcount + leased.rowcount

    async def due(self, now: datetime, limit: int, *, running: int | None = None) -> Sequence[Due]:
        """Return the oldest uploads whose step may be taken now."""
        rows = await self.connection.execute(_due(running), {"now": now, "count": limit})
        return [
            Due(
                upload_id=row.id,
                step=STEP_OF[State(row.state)],
                since=row.not_before,
                changed_at=row.changed_at,
            )
            for row in rows
        ]

    async def next_in_line(self, person_id: int, now: datetime, *, running: int) -> UUID | None:
        """Return the person's stored upload that may be taken now, if there is one."""
        given = {"of_person": person_id, "now": now}
        found: UUID | None = await self.connection.scalar(_next_in_line(running), given)
        return found

    async def backlog(self, now: datetime) -> Backlog:
        """Measure the queue of all."""
        waiting, oldest = (
            await self.connection.execute(
                select(func.count(), func.min(uploads.c.created_at)).where(
                    uploads.c.state.in_(STEP_OF),
                    or_(uploads.c.not_before.is_(None), uploads.c.not_before <= now),
                )
            )
        ).one()
        since = max(oldest or now, now - _MEASURED)
        finished = await self._count(uploads.c.state.in_(_REPORTED), uploads.c.changed_at > since)
        return Backlog(waiting=waiting, waited=now - since, finished=finished)

    async def live(self, person_id: int) -> Counter[State]:
        """Count the person's uploads that are not at an end, by state."""
        rows = await self.connection.execute(_LIVE, {"of_person": person_id})
        return Counter({State(state): count for state, count in rows})

    async def delete_all(
        self, person_id: int, *, now: datetime, finished: bool, **changes: Any
    ) -> Sequence[UUID]:
        """Delete the person's rows, or those of them that are not at an end; return which."""
        those = uploads.c.state != State.DELETED if finished else uploads.c.state.in_(LIVE)
        freed = {"lease_owner": None, "lease_until": None, "not_before": None, "attempts": 0}
        gone = await self.connection.execute(
            update(uploads)
            .where(uploads.c.person_id == person_id, those)
            .values({**freed, "state": State.DELETED, "changed_at": now, **changes})
            .returning(uploads.c.id, uploads.c.created_at)
        )
        ages = {row.id: (now - row.created_at).total_seconds() for row in gone}
        self.moves.extend(
            Move(upload_id=each, state=State.DELETED, reason=None, age_s=age_s)
            for each, age_s in ages.items()
        )
        return list(ages)

    async def recent(self, *, state: State | None, limit: int) -> Sequence[Upload]:
        """Return the uploads that changed last (of one state, if given), the latest first."""
        latest = select(uploads).order_by(uploads.c.changed_at.desc()).limit(limit)
        if state is not None:
            latest = latest.where(uploads.c.state == state)
        return [as_upload(row) for row in await self.connection.execute(latest)]

    async def expired(self, before: datetime, limit: int) -> Sequence[Upload]:
        """Return uploads whose objects may go: rejected and deleted ones, others that ended before then."""
        rows = await self.connection.execute(
            select(uploads)
            .where(
                uploads.c.object_key.is_not(None),
                or_(
                    uploads.c.state.in_(_CLEARED_AT_ONCE),
                    and_(uploads.c.state.in_(ENDS), uploads.c.changed_at < before),
                ),
            )
            .limit(limit)
        )
        return [as_upload(row) for row in rows]

    async def forget_objects(self, upload_id: UUID) -> None:
        """Clear `object_key` and `results`: the objects are gone; and the summary, which tells of their contents."""
        await self._change(upload_id, object_key=None, results={}, summary={})

    async def _count(self, *conditions: ColumnElement[bool]) -> int:
        return await self.connection.scalar(select(func.count()).where(*conditions)) or 0

    async def _change(self, upload_id: UUID, *conditions: ColumnElement[bool], **values: Any) -> bool:
        changed = await self.connection.execute(
            update(uploads).where(uploads.c.id == upload_id, *conditions).values(values)
        )
        return changed.rowcount == 1


@cache
def _add(dialect: str) -> Any:
    return insert(dialect, uploads).on_conflict_do_nothing().returning(uploads.c.id)


@cache
def _lease(running: int | None) -> ReturningUpdate[Any]:
    return (
        update(uploads)
        .where(
            _ID,
            uploads.c.state == bindparam("in_state", type_=uploads.c.state.type),
            _takeable(),
            _in_turn(running),
        )
        .values(
            lease_owner=bindparam("owner"), lease_until=bindparam("until"), attempts=uploads.c.attempts + 1
        )
        .returning(*uploads.c)
    )


@cache
def _due(running: int | None) -> Select[Any]:
    return (
        select(uploads.c.id, uploads.c.state, uploads.c.not_before, uploads.c.changed_at)
        .where(uploads.c.state.in_(STEP_OF), _takeable(), _in_turn(running))
        .order_by(uploads.c.changed_at)
        .limit(bindparam("count", type_=Integer))
    )


@cache
def _next_in_line(running: int) -> Select[Any]:
    return (
        select(uploads.c.id)
        .where(
            _OF_PERSON,
            uploads.c.state == State.STORED,
            _takeable(),
            _in_turn(running),
        )
        .order_by(uploads.c.id)
        .limit(1)
    )


def _in_turn(running: int | None) -> ColumnElement[bool]:
    """Tell whether a stored row is among the first of its person's. Its own state makes it wait, not a lock."""
    if running is None:
        return true()
    others = uploads.alias("others")
    put_off = others.c.not_before > _NOW
    in_work = and_(others.c.lease_owner.is_not(None), others.c.lease_until >= _NOW)
    ahead = (
        select(func.count())
        .where(
            others.c.person_id == uploads.c.person_id,
            others.c.id != uploads.c.id,
            others.c.state.in_(STEP_OF),
            or_(
                and_(others.c.id < uploads.c.id, or_(others.c.not_before.is_(None), not_(put_off))),
                and_(others.c.state == State.STORED, in_work),
            ),
        )
        .correlate(uploads)
        .scalar_subquery()
    )
    return or_(uploads.c.state != State.STORED, ahead < running)


def _takeable() -> ColumnElement[bool]:
    return and_(
        or_(uploads.c.not_before.is_(None), uploads.c.not_before <= _NOW),
        or_(uploads.c.lease_owner.is_(None), uploads.c.lease_until < _NOW),
    )


def as_upload(row: Row[Any]) -> Upload:
    """Return the row as the value that it is."""
    document = Document(
        file_id=row.file_id, file_unique_id=row.file_unique_id, name=row.file_name, size=row.file_size
    )
    plain = {name: getattr(row, name) for name in _PLAIN}
    return Upload(document=document, state=State(row.state), **plain)
