"""A bot and two workers over PostgreSQL and Redis: whatever is killed or restarted, each file is answered once."""

import asyncio
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from time import monotonic
from typing import Final

import pytest
from sqlalchemy import text

from svodka.database import Database, open_database
from svodka.rehearsal.servers import Postgres, Redis, open_postgres, open_redis
from svodka.simulator import Fault, FaultKind, RemotePerson, RemoteSimulator
from tests.e2e.installation import Bot, open_telegram
from tests.e2e.test_restarts import called, has_reports, settled, table

pytestmark = [pytest.mark.timeout(240), pytest.mark.xdist_group("processes")]

SESSION_LIMIT: Final = 4
SAMPLE_S: Final = 0.05
# What a killed worker may cost the people whose files it had in hand, the analysis itself included. A lease
# lasts ten seconds, a broker left to its defaults would take minutes; between them is room for a busy machine.
TAKEN_OVER_S: Final = 60
_numbers = count()


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    with open_postgres() as server:
        server.do("CREATE ROLE svodka LOGIN")
        yield server


@pytest.fixture(scope="module")
def redis() -> Iterator[Redis]:
    with open_redis() as server:
        yield server


@dataclass
class Service:
    """All processes, running; `operator` sees the database with other eyes than theirs."""

    bot: Bot
    workers: list[Bot]
    telegram: RemoteSimulator
    operator: Database

    @property
    def log(self) -> str:
        return "".join(line for process in (self.bot, *self.workers) for line in process.log)

    async def ask(self, question: str) -> object:
        async with self.operator.works() as work:
            return await work.uploads.connection.scalar(text(question))

    async def at_work(self) -> Bot:
        """Wait until a worker has an analysis in hand, and return it."""
        question = "SELECT lease_owner FROM uploads WHERE state = 'stored' AND lease_owner IS NOT NULL"
        async with asyncio.timeout(30):
            while not (owner := await self.ask(question)):
                pass
        return next(worker for worker in self.workers if f":{worker.pid}:" in str(owner))

    async def people(self, number: int) -> list[RemotePerson]:
        return [await self.telegram.person(name=f"Person {n}") for n in range(number)]


@pytest.fixture
async def service(tmp_path: Path, postgres: Postgres, redis: Redis) -> AsyncIterator[Service]:
    redis.flush()
    database = f"processes_{next(_numbers)}"
    await asyncio.to_thread(postgres.do, f"CREATE DATABASE {database} OWNER svodka")
    settings = {
        "DATABASE_URL": postgres.url(database, user="svodka"),
        "REDIS_URL": redis.url,
        "SUPABASE_SESSION_LIMIT": str(SESSION_LIMIT),
        "SVODKA_MESSAGES_PER_SECOND": "1000",
        "SVODKA_WORKER_THREADS": "2",
    }
    async with AsyncExitStack() as stack:
        url, telegram = await stack.enter_async_context(open_telegram())
        bot, *workers = (Bot(url, tmp_path, command, settings) for command in ("bot", "worker", "worker"))
        async with open_database(settings["DATABASE_URL"], pool_size=1) as owned:
            await owned.migrate()
        operator = await stack.enter_async_context(open_database(postgres.url(database), pool_size=1))
        await asyncio.gather(*(process.start() for process in (bot, *workers)))
        try:
            yield (service := Service(bot, workers, telegram, operator))
        finally:
            await asyncio.gather(*(process.kill() for process in (bot, *workers)))
            sys.stdout.write(service.log)  # shown where the test fails


@asynccontextmanager
async def sampled_sessions(service: Service) -> AsyncIterator[list[int]]:
    """Count the sessions of ours, again and again, while the block lasts."""
    samples: list[int] = []

    async def sample() -> None:
        while True:
            seen = await service.ask("SELECT count(*) FROM pg_stat_activity WHERE usename = 'svodka'")
            samples.append(int(str(seen)))
            await asyncio.sleep(SAMPLE_S)

    sampling = asyncio.create_task(sample())
    yield samples
    sampling.cancel()
    await asyncio.wait([sampling])


async def stopped_well(service: Service) -> None:
    """Stop all processes, and find nothing of theirs left over."""
    assert await asyncio.gather(*(p.stop() for p in (service.bot, *service.workers))) == [0, 0, 0]
    assert service.bot.left_over() == []


async def test_under_load_the_sessions_stay_within_the_limit(service: Service) -> None:
    """How long anybody waits for one is the machine's affair: past a second, the process's log says so."""
    people = await service.people(20)
    async with sampled_sessions(service) as samples:
        await asyncio.gather(*(p.send_document(table(p.id), n) for p in people for n in ("a.csv", "b.csv")))
        await asyncio.gather(*(has_reports(person, 2) for person in people))

    assert await asyncio.gather(*map(settled, people)) == [{"a": 1, "b": 1}] * len(people)
    assert 0 < max(samples) <= SESSION_LIMIT
    await stopped_well(service)


async def test_a_worker_killed_in_an_analysis_costs_seconds_and_each_file_is_answered_once(
    service: Service, tmp_path: Path
) -> None:
    [person] = await service.people(1)
    (tmp_path / "a.csv").write_bytes(large_table())
    await person.send_document(tmp_path / "a.csv")
    victim = await service.at_work()
    begun = monotonic()
    await victim.kill()

    await has_reports(person, 1)

    assert monotonic() - begun < TAKEN_OVER_S
    assert await settled(person) == {"a": 1}


async def test_a_bot_killed_amid_uploads_answers_each_once_when_it_is_back(service: Service) -> None:
    people = await service.people(5)
    await service.telegram.inject("download", Fault(kind=FaultKind.HANG))
    await asyncio.gather(*(person.send_document(table(person.id), "a.csv") for person in people))
    await called(service.telegram, "download")
    await service.bot.kill()

    await service.bot.start()

    await asyncio.gather(*(has_reports(person, 1) for person in people))
    assert await asyncio.gather(*map(settled, people)) == [{"a": 1}] * len(people)


async def test_database_and_queue_restarted_amid_uploads_cost_seconds(
    service: Service, postgres: Postgres, redis: Redis
) -> None:
    people = await service.people(12)
    for number, person in enumerate(people):
        await person.send_document(table(person.id), "a.csv")
        if number == 4:
            await asyncio.to_thread(postgres.restart)
        if number == 8:
            await asyncio.to_thread(redis.restart)

    await asyncio.gather(*(has_reports(person, 1) for person in people))
    assert await asyncio.gather(*map(settled, people)) == [{"a": 1}] * len(people)
    assert '"trace"' not in service.log
    await stopped_well(service)


def large_table() -> bytes:
    """A table whose analysis takes long enough to be interrupted."""
    rows = (f"2026-01-{day % 28 + 1:02d},shop {day % 7},{day}.50" for day in range(200_000))
    return "\n".join(["date,shop,amount", *rows]).encode()
