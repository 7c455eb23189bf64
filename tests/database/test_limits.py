"""Quota and limits hold however many files come at once: no schedule of transactions takes more than there is."""

import asyncio
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from svodka.database import Database, open_database
from svodka.database.tables import quotas
from svodka.errors import PassingError
from svodka.rehearsal.servers import Postgres
from svodka.uploads import Document, Incoming, Limits, Person, State, accept, delete
from svodka.uploads.acceptance import end
from tests.database.conftest import NOW

LIMITS = Limits(daily_uploads=7, live_uploads=5, uploads_per_minute=1000)
DAY = NOW.date().isoformat()


async def offer(database: Database, message_id: int, person_id: int = 1, limits: Limits = LIMITS) -> bool:
    """Send one file, once."""
    incoming = Incoming(
        person=Person(id=person_id, name="Анна", language="ru"),
        chat_id=person_id,
        message_id=message_id,
        document=Document(file_id="f", file_unique_id="u", name="a.csv", size=3),
    )
    async with database.works() as work:
        return await accept(work, incoming, limits=limits, now=NOW) is not None


async def send(database: Database, message_id: int, person_id: int = 1, limits: Limits = LIMITS) -> bool:
    """Send one file; a transaction that the database breaks off is tried again, as the feed does."""
    while True:
        try:
            return await offer(database, message_id, person_id, limits)
        except PassingError:
            continue


async def used(database: Database, person_id: int = 1) -> int:
    """Tell how much of the day's quota is used."""
    async with database.works() as work:
        found = await work.people.connection.scalar(
            select(quotas.c.used).where(quotas.c.person_id == person_id, quotas.c.day == DAY)
        )
    return found or 0


async def live(database: Database, person_id: int = 1) -> int:
    async with database.works() as work:
        return (await work.uploads.live(person_id)).total()


async def test_of_many_files_at_once_no_more_are_accepted_than_may_be_under_way(url: str) -> None:
    """Two processes with four sessions each: a read that is out of date would let more in."""
    async with open_database(url, pool_size=4) as one, open_database(url, pool_size=4) as other:
        await one.migrate()
        databases = [one, other]
        accepted = await asyncio.gather(*(send(databases[number % 2], number) for number in range(40)))

        assert sum(accepted) == LIMITS.live_uploads == await live(one)
        assert await used(one) == LIMITS.live_uploads


@pytest.mark.parametrize(
    ("limits", "most"),
    [
        (replace(LIMITS, live_uploads=100), 7),
        (replace(LIMITS, live_uploads=100, uploads_per_minute=3), 3),
    ],
    ids=["a day", "a minute"],
)
async def test_of_many_files_at_once_no_more_are_accepted_than_in_a_span(
    database: Database, limits: Limits, most: int
) -> None:
    accepted = await asyncio.gather(*(send(database, number, limits=limits) for number in range(30)))

    assert sum(accepted) == most == await live(database)
    assert await used(database) == most


async def test_one_message_given_many_times_at_once_is_charged_once(database: Database) -> None:
    accepted = await asyncio.gather(*(send(database, 7) for _ in range(20)))

    assert sum(accepted) == 1
    assert await used(database) == 1


async def test_what_ends_twice_at_once_is_given_back_once(database: Database) -> None:
    await send(database, 1)
    await send(database, 2)
    async with database.works() as work:
        row = next(each for each in await work.uploads.recent(state=None, limit=5) if each.message_id == 1)

    async def end_it() -> bool:
        async with database.works() as work:
            return await end(work, row, State.REJECTED, code="empty-file", figures={}, now=NOW)

    ended = await asyncio.gather(*(end_it() for _ in range(10)))

    assert sum(ended) == 1
    assert await used(database) == 1


async def test_a_message_that_comes_again_while_its_upload_ends_waits_and_is_not_waited_for(
    postgres: Postgres,
) -> None:
    """Whoever ends holds the upload's row and wants the quota's: held the other way round, both would wait."""
    async with open_database(postgres.create_database("held"), pool_size=4) as database:
        await database.migrate()
        await send(database, 7)
        async with database.works() as work:
            [row] = await work.uploads.recent(state=None, limit=5)
        async with database.works() as ending:
            await ending.uploads.move(row.id, source=row.state, target=State.REJECTED, now=NOW)
            again = asyncio.create_task(offer(database, 7))
            await _somebody_waits(database)
            await ending.people.give_quota_back(1, DAY)

        assert not await again
        assert await used(database) == 0


async def _somebody_waits(database: Database) -> None:
    waiting = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
    async with database.engine.connect() as connection:
        while not await connection.scalar(waiting):
            await connection.rollback()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    acts=st.lists(
        st.tuples(st.sampled_from(["send", "reject", "delete"]), st.integers(0, 9)), min_size=1, max_size=25
    )
)
async def test_whatever_happens_at_once_the_quota_is_what_was_accepted_and_not_given_back(
    database: Database, acts: list[tuple[str, int]]
) -> None:
    person = 1 + await _people(database)

    async def act(what: str, message_id: int) -> None:
        if what == "send":
            await send(database, message_id, person)
            return
        async with database.works() as work:
            rows = await work.uploads.recent(state=None, limit=1000)
            row = next(
                (each for each in rows if (each.person_id, each.message_id) == (person, message_id)), None
            )
            if row is None or row.state is not State.RECEIVED:
                return
            if what == "delete":
                await delete(work, row.id, person_id=person, now=NOW)
            else:
                await end(work, row, State.REJECTED, code="empty-file", figures={}, now=NOW)

    await asyncio.gather(*(act(what, message_id) for what, message_id in acts))

    async with database.works() as work:
        rows = [r for r in await work.uploads.recent(state=None, limit=1000) if r.person_id == person]
    charged = sum(row.quota_taken for row in rows)
    assert await used(database, person) == charged <= LIMITS.daily_uploads
    assert sum(row.state is State.RECEIVED for row in rows) <= LIMITS.live_uploads


async def _people(database: Database) -> int:
    """Count the people so far, so that each example has one of its own."""
    async with database.works() as work:
        rows = await work.uploads.recent(state=None, limit=1000)
    return max((row.person_id for row in rows), default=0)
