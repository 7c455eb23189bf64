"""The people who talk to the bot, and their daily quota. See `svodka.uploads.People`."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Final

from sqlalchemy import bindparam, delete, not_, select, update
from sqlalchemy.dialects.postgresql import Insert
from sqlalchemy.ext.asyncio import AsyncConnection

from svodka.database.dialects import insert
from svodka.database.tables import people, quotas
from svodka.uploads import Person

# Statements of the hot path are put together once: that costs more than the database's part of them.
_GET: Final = select(people).where(people.c.id == bindparam("person_id", type_=people.c.id.type))


@dataclass(frozen=True, slots=True)
class PeopleTable:
    """Implements `svodka.uploads.People` within one transaction."""

    connection: AsyncConnection

    async def get(self, person_id: int) -> Person | None:
        """Return the person, or None."""
        row = (await self.connection.execute(_GET, {"person_id": person_id})).one_or_none()
        if row is None:
            return None
        return Person(id=row.id, name=row.name, language=row.language, blocked_at=row.blocked_at)

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
        await self.connection.execute(
            update(people).where(people.c.id == person_id).values(language=language)
        )

    async def set_blocked(self, person_id: int, at: datetime | None) -> None:
        """Remember that the person blocked the bot (or no longer does)."""
        await self.connection.execute(update(people).where(people.c.id == person_id).values(blocked_at=at))

    async def take_quota(self, person_id: int, day: str, limit: int) -> bool:
        """Count one more upload of that day if fewer than `limit` are."""
        if limit < 1:
            return False
        given = {"person_id": person_id, "day": day, "used": 1, "most": limit}
        one_more = await self.connection.execute(_take_quota(self.connection.dialect.name), given)
        return one_more.one_or_none() is not None

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
def _take_quota(dialect: str) -> Any:
    new = insert(dialect, quotas).on_conflict_do_update(
        index_elements=[quotas.c.person_id, quotas.c.day],
        set_={"used": quotas.c.used + 1},
        where=quotas.c.used < bindparam("most", type_=quotas.c.used.type),
    )
    return new.returning(quotas.c.used)
