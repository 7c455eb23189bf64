"""The people who talk to the bot, and their daily quota. See `svodka.uploads.People`."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, not_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from svodka.database.dialects import insert
from svodka.database.tables import people, quotas
from svodka.uploads import Person


@dataclass(frozen=True, slots=True)
class PeopleTable:
    """Implements `svodka.uploads.People` within one transaction."""

    connection: AsyncConnection

    async def get(self, person_id: int) -> Person | None:
        """Return the person, or None."""
        row = (await self.connection.execute(select(people).where(people.c.id == person_id))).one_or_none()
        if row is None:
            return None
        return Person(id=row.id, name=row.name, language=row.language, blocked_at=row.blocked_at)

    async def meet(self, person: Person, now: datetime) -> Person:
        """Add the person if new and return the row as it stands."""
        new = insert(self.connection, people).values(
            id=person.id, name=person.name, language=person.language, created_at=now
        )
        await self.connection.execute(new.on_conflict_do_nothing())
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
        one_more = (
            insert(self.connection, quotas)
            .values(person_id=person_id, day=day, used=1)
            .on_conflict_do_update(
                index_elements=[quotas.c.person_id, quotas.c.day],
                set_={"used": quotas.c.used + 1},
                where=quotas.c.used < limit,
            )
            .returning(quotas.c.used)
        )
        return (await self.connection.execute(one_more)).one_or_none() is not None

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
