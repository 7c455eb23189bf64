"""Steps of the schema only add: the version before works on the schema of the next, so either may be started again."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any, NamedTuple

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Inspector, inspect, text

from svodka.database import Database, configuration, open_database
from svodka.uploads import Person
from tests.database.conftest import NOW

REVISIONS = [
    script.revision
    for script in reversed(list(ScriptDirectory.from_config(configuration()).walk_revisions()))
]


class Column(NamedTuple):
    kind: str
    may_be_left_out: bool
    is_nullable: bool


def columns(inspector: Inspector) -> Mapping[tuple[str, str], Column]:
    return {
        (table, column["name"]): Column(
            str(column["type"]),
            bool(column["nullable"] or column["default"] is not None or column.get("autoincrement") is True),
            bool(column["nullable"]),
        )
        for table in inspector.get_table_names()
        for column in inspector.get_columns(table)
    }


def schema_at(connection: Connection, revision: str) -> Mapping[tuple[str, str], Column]:
    command.upgrade(configuration(connection), revision)
    return columns(inspect(connection))


@pytest.mark.parametrize(("before", "after"), list(pairwise(REVISIONS)))
async def test_what_the_version_before_reads_and_writes_is_still_there(
    url: str, before: str, after: str
) -> None:
    async with open_database(url, pool_size=1) as database, database.engine.begin() as connection:
        old = await connection.run_sync(schema_at, before)
        new = await connection.run_sync(schema_at, after)

    tables = {table for table, _ in old}
    gone = set(old) - set(new)
    narrowed = {name for name in set(old) & set(new) if _is_narrower(old[name], new[name])}
    demanded = {name for name in set(new) - set(old) if name[0] in tables and not new[name].may_be_left_out}
    assert (gone, narrowed, demanded) == (set(), set(), set())


def _is_narrower(old: Column, new: Column) -> bool:
    return old.kind != new.kind or (old.is_nullable and not new.is_nullable)


async def _as_a_later_version(database: Database) -> None:
    """Take a step that this version knows nothing of."""
    async with database.engine.begin() as connection:
        await connection.execute(text("ALTER TABLE people ADD COLUMN shoe_size INTEGER"))
        await connection.execute(text("CREATE TABLE shoes (id INTEGER PRIMARY KEY)"))
        await connection.execute(text("UPDATE alembic_version SET version_num = 'later'"))


async def test_this_version_starts_on_the_schema_of_a_later_one_and_leaves_it_as_it_is(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    await _as_a_later_version(database)

    await database.migrate()

    assert "schema is of a later version" in caplog.messages
    assert await database.is_at_head()
    async with database.engine.connect() as connection:
        found: Any = await connection.scalar(text("SELECT version_num FROM alembic_version"))
        assert found == "later"
        await connection.execute(text("SELECT shoe_size FROM people"))
    async with database.works() as work:
        assert await work.uploads.recent(state=None, limit=1) == []
        assert await work.outbox.pending(NOW, 1) == []
        person = await work.people.meet(Person(id=7, name="Анна", language="ru"), NOW)
    assert person.name == "Анна"
