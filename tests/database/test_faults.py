"""PostgreSQL that restarts, refuses, is full or slow is a passing trouble; the next transaction finds it again."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack

import pytest
from sqlalchemy import text

import svodka.database.addresses
import svodka.database.engine
from svodka.database import Database, open_database
from svodka.errors import DatabaseUnavailableError
from svodka.rehearsal.servers import Postgres, open_postgres

# Of these PostgreSQL keeps three for superusers.
CONNECTIONS = 8


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    with open_postgres(max_connections=str(CONNECTIONS)) as server:
        server.do("CREATE ROLE svodka LOGIN")
        yield server


@pytest.fixture
async def database(server: Postgres) -> AsyncIterator[Database]:
    async with open_database(server.url(user="svodka"), pool_size=1) as database:
        yield database


async def ask(database: Database, question: str = "SELECT 1") -> object:
    async with database.works() as work:
        return await work.uploads.connection.scalar(text(question))


async def test_a_restart_between_transactions_is_not_noticed(server: Postgres, database: Database) -> None:
    await ask(database)
    await asyncio.to_thread(server.restart)

    assert await ask(database) == 1


async def test_a_restart_in_a_transaction_passes(server: Postgres, database: Database) -> None:
    with pytest.raises(DatabaseUnavailableError):
        async with database.works() as work:
            await work.uploads.connection.scalar(text("SELECT 1"))
            await asyncio.to_thread(server.restart)
            await work.uploads.connection.scalar(text("SELECT 1"))
    assert await ask(database) == 1


async def test_a_restart_in_a_statement_passes(server: Postgres, database: Database) -> None:
    asking = asyncio.create_task(ask(database, "SELECT pg_sleep(60)"))
    async with open_database(server.url(), pool_size=1) as other:
        asleep = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'"
        while not asking.done() and await ask(other, asleep) != 1:
            pass
    await asyncio.to_thread(server.restart)

    with pytest.raises(DatabaseUnavailableError):
        await asking
    assert await ask(database) == 1


async def test_a_restart_before_the_commit_passes(server: Postgres, database: Database) -> None:
    with pytest.raises(DatabaseUnavailableError):
        async with database.works() as work:
            await work.uploads.connection.scalar(text("SELECT 1"))
            await asyncio.to_thread(server.restart)
    assert await ask(database) == 1


async def test_a_server_that_is_down_passes(server: Postgres, database: Database) -> None:
    await asyncio.to_thread(server.stop)
    try:
        with pytest.raises(DatabaseUnavailableError):
            await ask(database)
        with pytest.raises(DatabaseUnavailableError):
            await database.is_at_head()
        with pytest.raises(DatabaseUnavailableError):
            await database.migrate()
    finally:
        await asyncio.to_thread(server.start)
    assert await ask(database) == 1


async def test_a_server_without_a_free_connection_passes(server: Postgres, database: Database) -> None:
    async with AsyncExitStack() as others:
        for _ in range(CONNECTIONS - 3):
            other = await others.enter_async_context(open_database(server.url(user="svodka"), pool_size=1))
            await ask(other)
        with pytest.raises(DatabaseUnavailableError, match="connection"):
            await ask(database)
    async with asyncio.timeout(10):
        while True:
            try:
                assert await ask(database) == 1
            except DatabaseUnavailableError:  # The others' sessions end when the server has heard of it.
                continue
            break


async def test_a_statement_that_takes_too_long_passes(
    server: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(svodka.database.addresses, "_COMMAND_TIMEOUT_S", 0.2)
    async with open_database(server.url(), pool_size=1) as database:
        with pytest.raises(DatabaseUnavailableError):
            await ask(database, "SELECT pg_sleep(60)")
        assert await ask(database) == 1


async def test_a_pool_without_a_free_session_passes(
    server: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(svodka.database.engine, "_POOL_TIMEOUT_S", 0.1)
    async with open_database(server.url(), pool_size=1) as database, database.works() as work:
        await work.uploads.connection.scalar(text("SELECT 1"))
        with pytest.raises(DatabaseUnavailableError):
            await ask(database)
