"""One line of migrations that makes exactly the tables that the code speaks of."""

import asyncio
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from svodka.database import Database, configuration, metadata, open_database


def test_there_is_one_head() -> None:
    assert len(ScriptDirectory.from_config(configuration()).get_heads()) == 1


async def test_the_migrated_schema_is_the_one_in_the_code(database: Database) -> None:
    def differences(connection: Connection) -> object:
        options = {"compare_type": True, "compare_server_default": True}
        return compare_metadata(MigrationContext.configure(connection, opts=options), metadata)

    async with database.engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_every_index_that_is_declared_exists(database: Database) -> None:
    declared = {index.name for table in metadata.tables.values() for index in table.indexes}
    catalogue = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'index'",
        "postgresql": "SELECT indexname FROM pg_indexes",
    }
    async with database.engine.connect() as connection:
        found = await connection.scalars(text(catalogue[connection.dialect.name]))
        assert declared <= set(found)


async def test_migrating_twice_or_at_once_is_migrating_once(url: str) -> None:
    async with open_database(url, pool_size=2) as one, open_database(url, pool_size=2) as two:
        assert not await one.is_at_head()
        await asyncio.gather(one.migrate(), two.migrate())
        await one.migrate()
        assert await two.is_at_head()


async def test_sqlite_writes_ahead_so_that_readers_do_not_wait(tmp_path: Path) -> None:
    async with (
        open_database(f"sqlite:///{tmp_path / 'x.db'}", pool_size=1) as database,
        database.engine.connect() as connection,
    ):
        assert await connection.scalar(text("PRAGMA journal_mode")) == "wal"
