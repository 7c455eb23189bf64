"""The people who talk to the bot, and their daily quota. See `svodka.uploads.People`."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, Final

from sqlalchemy import Row, bindparam, case, delete, not_, select, update
from sqlalchemy.dialects.postgresql import Insert
from sqlalchemy.ext.asyncio import AsyncConnection

from svodka.database.dialects import filled_up, insert
from svodka.database.tables import people, quotas
from svodka.uploads import Person

# Statements of the hot path are put together once: that costs more than the database's part of them.
_GET: Final = select(people).where(people.c.id.in_(bindparam("person_ids", expanding=True)))


@dataclass(frozen=True, slots=True)
class PeopleTable:
    """Implements `svodka.uploads.People` within one transaction."""

    connection: AsyncConnection
    _looked_up: dict[int, Person | None] = field(default_factory=dict)

    async def look_up(self, person_ids: Sequence[int]) -> None:
        """Get people in one statement, for whom `get` is about to be asked."""
        rows = await self.connection.execute(_GET, {"person_ids": filled_up(person_ids)})
        self._looked_up.update(dict.fromkeys(person_ids))
        self._looked_up.update({row.id: _person(row) for row in rows})

    async def get(self, person_id: int) -> Person | None:
        """Return the person, or None."""
        if person_id not in self._looked_up:
            await self.look_up([person_id])
        return self._looked_up.pop(person_id)

    async def meet(self, person: Person, now: datetime) -> Person:
        """Add the person if new and return the row as it stands."""
        if known := await self.get(person.id):
            return known
        new = {"id": person.id, "name": person.name, "language": person.language, "created_at": now}
        await self.connection.execute(_meet(self.connection.dialect.name), new)
        known = await self.get(person.id)
        assert known is not None
        return known

    async def set_language(self, person_id: int, language: str) -> None:
        """Remember the language that the person chose."""
        self._looked_up.pop(person_id, None)
        await self.connection.execute(
            update(people).where(people.c.id == person_id).values(language=language)
        )

    async def set_blocked(self, person_id: int, at: datetime | None) -> None:
        """Remember that the person blocked the bot (or no longer does)."""
        self._looked_up.pop(person_id, None)
        await self.connection.execute(update(people).where(people.c.id == person_id).values(blocked_at=at))

    async def take_quota(self, person_id: int, day: str, limit: int) -> bool:
        """Count one more upload of that day if fewer than `limit` are."""
        return bool(await self.take_quotas(person_id, {day: limit}))

    async def take_quotas(self, person_id: int, limits: Mapping[str, int]) -> Collection[str]:
        """Count one more upload in each span in which fewer than its limit are; return those spans."""
        given: dict[str, Any] = {"person_id": person_id}
        spans = [(span, limit) for span, limit in limits.items() if limit > 0]
        for number, (span, limit) in enumerate(spans):
            given |= {f"day_{number}": span, f"most_{number}": limit}
        if not spans:
            return ()
        taken = await self.connection.execute(_take_quotas(self.connection.dialect.name, len(spans)), given)
        return {row.day for row in taken}

    async def forget_quotas(self, before: str) -> int:
        """Forget the counts of days, or of minutes, before that one; return how many."""
        of_a_day = quotas.c.day.like("____-__-__")
        same_kind = of_a_day if before[4:5] == "-" else not_(of_a_day)
        gone = await self.connection.execute(delete(quotas).where(same_kind, quotas.c.day < before))
        return gone.rowcount

    async def give_quota_back(self, person_id: int, day: str) -> None:
        """Count one upload less."""
        await self.connection.execute(
            update(quotas)
            .where(quotas.c.person_id == person_id, quotas.c.day == day, quotas.c.used > 0)
            .values(used=quotas.c.used - 1)
        )


@cache
def _meet(dialect: str) -> Insert:
    return insert(dialect, people).on_conflict_do_nothing()


@cache
def _take_quotas(dialect: str, count: int) -> Any:
    """Ask for so many spans at once; the rows are locked in the order in which they are named."""
    days = [bindparam(f"day_{number}", type_=quotas.c.day.type) for number in range(count)]
    limits = [bindparam(f"most_{number}", type_=quotas.c.used.type) for number in range(count)]
    person = bindparam("person_id", type_=quotas.c.person_id.type)
    new = insert(dialect, quotas).values([{"person_id": person, "day": day, "used": 1} for day in days])
    most = case(*((new.excluded.day == day, most) for day, most in zip(days, limits, strict=True)))
    return new.on_conflict_do_update(
        index_elements=[quotas.c.person_id, quotas.c.day],
        set_={"used": quotas.c.used + 1},
        where=quotas.c.used < most,
    ).returning(quotas.c.day)


def _person(row: Row[Any]) -> Person:
    return Person(id=row.id, name=row.name, language=row.language, blocked_at=row.blocked_at)
