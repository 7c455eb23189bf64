"""Each test of a repository runs on SQLite and on PostgreSQL."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest

from svodka.database import Database, open_database
from svodka.rehearsal.servers import Postgres, open_postgres

NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)
_numbers = count()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with open_postgres() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path / 'svodka.db'}"
    postgres: Postgres = request.getfixturevalue("postgres")
    return postgres.create_database(f"test_{next(_numbers)}")


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    async with open_database(url, pool_size=4) as database:
        await database.migrate()
        yield database
