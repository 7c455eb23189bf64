"""A transaction pooler in front: each transaction may get another session, and none knows what was prepared before."""

import asyncio
import shutil
import socket
import subprocess
from collections.abc import AsyncIterator, Iterator
from itertools import count

import pytest
from sqlalchemy import exc, text

from svodka.database import Database, open_database
from svodka.rehearsal.servers import Postgres
from tests.database.conftest import NOW

_PROGRAM = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")
_SESSIONS = 2
_TASKS = 40
_LONGEST_START_S = 10
_numbers = count()

pytestmark = pytest.mark.skipif(_PROGRAM is None, reason="pgbouncer is not installed")


@pytest.fixture(scope="module")
def pooler(postgres: Postgres) -> Iterator[int]:
    """Run PgBouncer without prepared statements before the server; yields its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    configuration = postgres.folder / "pgbouncer.ini"
    configuration.write_text(
        f"""
        [databases]
        * = host={postgres.folder} user=postgres
        [pgbouncer]
        listen_addr = 127.0.0.1
        listen_port = {port}
        unix_socket_dir =
        auth_type = any
        pool_mode = transaction
        default_pool_size = {_SESSIONS}
        """
    )
    with subprocess.Popen(
        [str(_PROGRAM), "-q", str(configuration)],
        stderr=subprocess.DEVNULL,
        cwd=postgres.folder,
        **postgres.identity,
    ) as process:
        try:
            yield port
        finally:
            process.terminate()


@pytest.fixture
async def address(postgres: Postgres, pooler: int) -> str:
    name = f"pooled_{next(_numbers)}"
    await asyncio.to_thread(postgres.create_database, name)
    async with asyncio.timeout(_LONGEST_START_S):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", pooler)
            except ConnectionRefusedError:
                continue
            writer.close()
            return f"postgresql://postgres@127.0.0.1:{pooler}/{name}?sslmode=disable"


@pytest.fixture
async def database(address: str) -> AsyncIterator[Database]:
    async with open_database(f"{address}&pgbouncer=true", pool_size=6) as database:
        await database.migrate()
        yield database


async def take_one_of_five(database: Database) -> bool:
    async with database.works() as work:
        return await work.people.take_quota(1, f"{NOW:%Y-%m-%d}", 5)


async def test_everything_works_without_prepared_statements(database: Database) -> None:
    assert await database.is_at_head()
    rounds = [await asyncio.gather(*(take_one_of_five(database) for _ in range(_TASKS))) for _ in range(3)]

    assert [sum(taken) for taken in rounds] == [5, 0, 0]


async def name_seen(database: Database) -> str:
    async with database.engine.connect() as connection:
        return str(await connection.scalar(text("SHOW application_name")))


async def test_each_program_has_its_name_on_whatever_session_it_is_lent(address: str) -> None:
    async with (
        open_database(f"{address}&pgbouncer=true", pool_size=1, name="svodka-bot") as bot,
        open_database(f"{address}&pgbouncer=true", pool_size=1, name="svodka-worker") as worker,
    ):
        assert [await name_seen(database) for database in (bot, worker, bot)] == [
            "svodka-bot",
            "svodka-worker",
            "svodka-bot",
        ]


async def test_what_was_prepared_would_not_be_found_again(address: str, database: Database) -> None:
    async with open_database(address, pool_size=1) as unaware:
        await take_one_of_five(unaware)
        async with database.works() as work:
            await work.people.get(1)  # This has the session now that the other one had.
            with pytest.raises(exc.DBAPIError, match="prepared statement"):
                await take_one_of_five(unaware)
