"""What operators see of the tables: who lives, what stands where, what is wrong; on both databases."""

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from uuid import UUID

import pytest

from svodka.database import Database, Move, open_database
from svodka.database.sessions import Sessions
from svodka.uploads import Document, MessageKind, Person, State, Update, Upload
from svodka.watching import Heartbeat, Process, Queue, Role, Trouble, Vitals
from tests.database.conftest import NOW

MINUTE = timedelta(minutes=1)
_numbers: Iterator[int] = count(1)


def upload(state: State, *, taken: datetime = NOW, changed: datetime = NOW, person: int = 7) -> Upload:
    number = next(_numbers)
    return Upload(
        id=UUID(int=(int(taken.timestamp() * 1000) << 80) + number),
        person_id=person,
        chat_id=person,
        message_id=number,
        document=Document(file_id="f", file_unique_id="u", name="a.csv", size=3),
        language="ru",
        state=state,
        created_at=taken,
        changed_at=changed,
    )


async def add(database: Database, *uploads: Upload) -> None:
    async with database.works() as work:
        for each in uploads:
            assert await work.uploads.add(each)


def heartbeat(name: str = "worker:a:1", at: datetime = NOW, **vitals: float) -> Heartbeat:
    process = Process(name=name, role=Role(name.partition(":")[0]), started_at=NOW)
    return Heartbeat(process=process, at=at, vitals=Vitals(**vitals), samples={"x": [[[], 1.5]]})  # type: ignore[arg-type]  # numbers of the fields' own kinds


async def test_a_process_is_known_by_its_last_heartbeat_until_it_leaves(database: Database) -> None:
    async with database.works() as work:
        await work.watch.beat(heartbeat(lag_s=1.0))
        await work.watch.beat(heartbeat(at=NOW + MINUTE, lag_s=2.0))
        await work.watch.beat(heartbeat("bot:b:2"))

        assert await work.watch.heartbeats(NOW + MINUTE) == [heartbeat(at=NOW + MINUTE, lag_s=2.0)]
        assert [each.process.role for each in await work.watch.heartbeats(NOW)] == [Role.BOT, Role.WORKER]
        await work.watch.leave("worker:a:1")
        assert await work.watch.heartbeats(NOW) == [heartbeat("bot:b:2")]


async def test_the_dead_are_buried_after_their_time(database: Database) -> None:
    async with database.works() as work:
        await work.watch.beat(heartbeat())
        await work.watch.beat(heartbeat("bot:b:2", at=NOW + MINUTE))

        assert await work.watch.bury(NOW + MINUTE) == 1
        assert [each.process.name for each in await work.watch.heartbeats(NOW)] == ["bot:b:2"]


async def test_the_overview_counts_what_is_there(database: Database) -> None:
    yesterday = NOW - timedelta(days=1)
    await add(
        database,
        upload(State.RECEIVED, taken=yesterday, changed=yesterday),
        upload(State.STORED, changed=NOW - MINUTE),
        upload(State.STORED, person=8),
        upload(State.DELIVERED, taken=NOW - 3 * MINUTE),
        upload(State.DELIVERED, taken=yesterday, changed=yesterday + MINUTE),
        upload(State.FAILED),
        upload(State.FAILED, changed=NOW - timedelta(hours=1)),
        upload(State.REJECTED),
    )
    async with database.works() as work:
        await work.people.meet(Person(id=7, name="Анна", language="ru"), NOW)
        await work.people.meet(Person(id=8, name="Ben", language="en"), NOW)
        await work.people.set_blocked(8, NOW)
        await work.inbox.add([Update(bot_id=1, update_id=1, payload={})], NOW - MINUTE)
        await work.outbox.put(key="k", chat_id=7, kind=MessageKind.SENTENCE, payload={}, now=NOW)
        overview = await work.watch.overview(NOW)

    assert overview.live == {
        State.RECEIVED: Queue(count=1, since=yesterday),
        State.STORED: Queue(count=2, since=NOW - MINUTE),
    }
    assert overview.today == {State.STORED: 2, State.DELIVERED: 1, State.FAILED: 2, State.REJECTED: 1}
    assert (overview.people, overview.people_lost, overview.people_today) == (2, 1, 2)
    assert overview.durations_s == [180.0]
    assert overview.failed_lately == 1
    assert overview.inbox == Queue(count=1, since=NOW - MINUTE)
    assert overview.outbox == Queue(count=1, since=NOW)


async def test_an_empty_installation_has_an_overview_too(database: Database) -> None:
    async with database.works() as work:
        overview = await work.watch.overview(NOW)

    assert (overview.waiting, overview.success, overview.quantile_s(0.5)) == (Queue(), None, None)


async def test_who_stands_still_longest_is_shown_first(database: Database) -> None:
    young, old = upload(State.STORED), upload(State.RECEIVED, changed=NOW - MINUTE)
    await add(database, young, old, upload(State.DELIVERED))
    async with database.works() as work:
        assert await work.watch.waiting(10) == [old, young]
        assert await work.watch.waiting(1) == [old]


async def test_a_trouble_keeps_its_beginning_and_is_told_and_ended_once(database: Database) -> None:
    trouble = Trouble.NO_WORKER
    async with database.works() as work:
        await work.watch.trouble_begins(trouble, NOW)
        await work.watch.trouble_begins(trouble, NOW + MINUTE)
        assert await work.watch.troubles() == {trouble: (NOW, None)}
        told = [await work.watch.trouble_told(trouble, NOW + MINUTE) for _ in range(2)]
        assert told == [True, False]
        assert await work.watch.troubles() == {trouble: (NOW, NOW + MINUTE)}
        assert [await work.watch.trouble_ends(trouble) for _ in range(2)] == [True, False]
        assert not await work.watch.trouble_told(trouble, NOW)


async def test_each_move_of_an_upload_is_heard_once_it_is_committed(url: str) -> None:
    heard: list[Move] = []
    row = upload(State.RECEIVED)
    async with open_database(url, pool_size=1, heard=heard.append) as database:
        await database.migrate()
        with pytest.raises(LookupError):
            async with database.works() as work:
                await work.uploads.add(row)
                raise LookupError
        assert heard == []

        async with database.works() as work:
            await work.uploads.add(row)
            assert not await work.uploads.add(row)
        async with database.works() as work:
            for _ in range(2):
                await work.uploads.move(
                    row.id,
                    source=State.RECEIVED,
                    target=State.FAILED,
                    now=NOW + MINUTE,
                    error_code="internal",
                )
            assert heard == [Move(upload_id=row.id, state=State.RECEIVED, reason=None, age_s=0.0)]

    assert heard[1:] == [Move(upload_id=row.id, state=State.FAILED, reason="internal", age_s=60.0)]


async def test_sessions_are_counted_while_they_are_open_and_while_they_are_in_use(url: str) -> None:
    async with open_database(url, pool_size=2) as database:
        assert database.open_sessions == 0
        assert database.most_sessions == (1 if url.startswith("sqlite") else 2)
        await database.migrate()
        async with database.works():
            assert (database.sessions.busy, database.open_sessions) == (1, 1)
        assert (database.sessions.busy, database.open_sessions) == (0, 1)
        assert database.sessions.busy_s > 0


def test_two_sessions_in_use_for_a_second_are_two_session_seconds() -> None:
    now = 10.0
    sessions = Sessions(clock=lambda: now)
    with sessions.in_use():
        now += 1
        with sessions.in_use():
            now += 1
            assert (sessions.busy, sessions.busy_s) == (2, 3.0)
        now += 1
    now += 5
    assert (sessions.busy, sessions.busy_s) == (0, 4.0)


async def test_two_processes_that_tell_at_once_tell_once(database: Database) -> None:
    async with database.works() as work:
        await work.watch.trouble_begins(Trouble.STORAGE_DOWN, NOW)

    async def tell() -> bool:
        async with database.works() as work:
            return await work.watch.trouble_told(Trouble.STORAGE_DOWN, NOW)

    assert sorted(await asyncio.gather(tell(), tell())) == [False, True]
