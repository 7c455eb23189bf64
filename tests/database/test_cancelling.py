"""Whoever is cancelled in a transaction, at whatever point and however often, leaves no lock and no session taken."""

import asyncio
from random import Random

from svodka.database import Database
from svodka.uploads import Person
from tests.database.conftest import NOW

ROUNDS = 8
TASKS = 30


async def transact(database: Database, number: int) -> None:
    async with database.works() as work:
        await work.people.meet(Person(id=number, name="Анна", language="ru"), NOW)
        await work.people.take_quota(number, "2026-03-31", 3)
        await work.people.get(number)


async def cancel_some(tasks: list["asyncio.Task[None]"], chance: Random) -> None:
    for task in tasks:
        if chance.random() < 0.7:
            task.cancel()
        if chance.random() < 0.3:
            await asyncio.sleep(0)


async def test_cancelled_transactions_hold_up_nobody(database: Database) -> None:
    chance = Random(1)
    for _ in range(ROUNDS):
        tasks = [asyncio.create_task(transact(database, n)) for n in range(TASKS)]
        for _ in range(chance.randrange(60)):
            await asyncio.sleep(0)
        await cancel_some(tasks, chance)
        await cancel_some(tasks, chance)
        # What becomes of the others is no matter of luck: they end well, and long before a lock would be given up.
        async with asyncio.timeout(8):
            ends = await asyncio.gather(*tasks, return_exceptions=True)
        assert {type(end) for end in ends} <= {type(None), asyncio.CancelledError}

    async with asyncio.timeout(8):
        await asyncio.gather(*(transact(database, 1000 + n) for n in range(TASKS)))
    assert database.engine.pool.checkedout() == 0  # type: ignore[attr-defined]  # it is a QueuePool


async def test_a_cancelled_transaction_is_not_kept(database: Database) -> None:
    there = asyncio.Event()

    async def stall() -> None:
        async with database.works() as work:
            await work.people.meet(Person(id=1, name="Анна", language="ru"), NOW)
            there.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(stall())
    await there.wait()
    task.cancel()
    await asyncio.wait([task])

    async with database.works() as work:
        assert await work.people.get(1) is None
