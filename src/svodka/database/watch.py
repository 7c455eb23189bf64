"""What operators see: heartbeats, figures of the whole installation, troubles. See `svodka.watching.Watch`."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql import ColumnElement

from svodka.database.dialects import insert
from svodka.database.tables import heartbeats, inbox, outbox, people, troubles, uploads
from svodka.database.uploads import LIVE, as_upload
from svodka.uploads import State, Upload
from svodka.watching import Heartbeat, Overview, Process, Queue, Role, Standing, Trouble, Vitals

_LATELY: Final = timedelta(minutes=15)
_MOST_DURATIONS: Final = 1_000


@dataclass(frozen=True, slots=True)
class WatchTable:
    """Implements `svodka.watching.Watch` within one transaction."""

    connection: AsyncConnection

    async def beat(self, heartbeat: Heartbeat) -> None:
        """Write a process's sign of life over its last one."""
        process = heartbeat.process
        sign = {"at": heartbeat.at, "vitals": asdict(heartbeat.vitals), "samples": dict(heartbeat.samples)}
        new = insert(self.connection.dialect.name, heartbeats).values(
            process=process.name, role=process.role, started_at=process.started_at, **sign
        )
        await self.connection.execute(
            new.on_conflict_do_update(index_elements=[heartbeats.c.process], set_=sign)
        )

    async def leave(self, process: str) -> None:
        """Forget a process that has stopped as it should."""
        await self.connection.execute(delete(heartbeats).where(heartbeats.c.process == process))

    async def heartbeats(self, since: datetime) -> Sequence[Heartbeat]:
        """Return the last sign of life of each process that gave one since then."""
        rows = await self.connection.execute(
            select(heartbeats)
            .where(heartbeats.c.at >= since)
            .order_by(heartbeats.c.role, heartbeats.c.process)
        )
        return [_heartbeat(row) for row in rows]

    async def bury(self, before: datetime) -> int:
        """Forget processes that gave no sign of life since then; return how many."""
        gone = await self.connection.execute(delete(heartbeats).where(heartbeats.c.at < before))
        return gone.rowcount

    async def standing(self, now: datetime) -> Standing:
        """Say how things stand, in two looks into an index."""
        return Standing(at=now, live=await self._live(), failed_lately=await self._failed(now - _LATELY))

    async def overview(self, now: datetime) -> Overview:
        """Count what there is, in a few walks over indexes."""
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        # The ids are of version 7: their order is that of time, and their index the one by time.
        of_today = uploads.c.id >= _first_id(midnight)
        today, senders = await self._taken_in(of_today)
        lost = func.count(people.c.blocked_at)
        known, blocked = (await self.connection.execute(select(func.count(), lost).select_from(people))).one()
        return Overview(
            at=now,
            live=await self._live(),
            today=today,
            people_today=senders,
            people=known,
            people_lost=blocked,
            durations_s=await self._durations_s(midnight),
            failed_lately=await self._failed(now - _LATELY),
            inbox=await self._queue(
                select(func.count(), func.min(inbox.c.received_at)).where(inbox.c.done_at.is_(None))
            ),
            outbox=await self._queue(
                select(func.count(), func.min(outbox.c.created_at)).where(outbox.c.sent_at.is_(None))
            ),
        )

    async def waiting(self, limit: int) -> Sequence[Upload]:
        """Return the uploads that are not at an end, those that stand still longest first."""
        oldest = select(uploads).where(uploads.c.state.in_(LIVE)).order_by(uploads.c.changed_at).limit(limit)
        return [as_upload(row) for row in await self.connection.execute(oldest)]

    async def troubles(self) -> Mapping[Trouble, tuple[datetime, datetime | None]]:
        """Return each trouble that lasts: since when, and when operators were told."""
        rows = await self.connection.execute(select(troubles))
        return {Trouble(row.code): (row.since, row.told_at) for row in rows if row.code in set(Trouble)}

    async def trouble_begins(self, trouble: Trouble, now: datetime) -> None:
        """Note that a trouble is there."""
        new = insert(self.connection.dialect.name, troubles).values(code=trouble, since=now)
        await self.connection.execute(new.on_conflict_do_nothing())

    async def trouble_told(self, trouble: Trouble, now: datetime) -> bool:
        """Note that operators are told; False if they were told before, or the trouble is over."""
        told = await self.connection.execute(
            update(troubles)
            .where(troubles.c.code == trouble, troubles.c.told_at.is_(None))
            .values(told_at=now)
        )
        return told.rowcount == 1

    async def trouble_ends(self, trouble: Trouble) -> bool:
        """Forget a trouble; False if somebody else did."""
        gone = await self.connection.execute(delete(troubles).where(troubles.c.code == trouble))
        return gone.rowcount == 1

    async def _taken_in(self, when: ColumnElement[bool]) -> tuple[Mapping[State, int], int]:
        """Count uploads by state, and those who sent them, in one walk."""
        by_person = select(uploads.c.person_id, uploads.c.state, func.count()).where(when)
        states: Counter[State] = Counter()
        people_seen: set[int] = set()
        for person_id, state, count in await self.connection.execute(
            by_person.group_by(uploads.c.person_id, uploads.c.state)
        ):
            states[State(state)] += count
            people_seen.add(person_id)
        return dict(states), len(people_seen)

    async def _live(self) -> dict[State, Queue]:
        rows = await self.connection.execute(
            select(uploads.c.state, func.count(), func.min(uploads.c.changed_at))
            .where(uploads.c.state.in_(LIVE))
            .group_by(uploads.c.state)
        )
        return {State(state): Queue(count=count, since=since) for state, count, since in rows}

    async def _failed(self, since: datetime) -> int:
        return await self._count(
            select(func.count()).where(uploads.c.state == State.FAILED, uploads.c.changed_at >= since)
        )

    async def _durations_s(self, since: datetime) -> list[float]:
        rows = await self.connection.execute(
            select(uploads.c.created_at, uploads.c.changed_at)
            .where(uploads.c.state == State.DELIVERED, uploads.c.changed_at >= since)
            .order_by(uploads.c.changed_at.desc())
            .limit(_MOST_DURATIONS)
        )
        return [(delivered - accepted).total_seconds() for accepted, delivered in rows]

    async def _count(self, counting: Any) -> int:
        return await self.connection.scalar(counting) or 0

    async def _queue(self, counting: Any) -> Queue:
        count, since = (await self.connection.execute(counting)).one()
        return Queue(count=count, since=since)


def _first_id(moment: datetime) -> UUID:
    """Return the least id of version 7 that can be made from this moment on."""
    return UUID(int=int(moment.timestamp() * 1000) << 80)


def _heartbeat(row: Row[Any]) -> Heartbeat:
    known = {name: value for name, value in row.vitals.items() if name in Vitals.__dataclass_fields__}
    return Heartbeat(
        process=Process(name=row.process, role=Role(row.role), started_at=row.started_at),
        at=row.at,
        vitals=Vitals(**known),
        samples=row.samples,
    )
