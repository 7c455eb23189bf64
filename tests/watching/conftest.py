"""A database of its own for each test, and a clock that is set by hand."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from svodka.database import Database, open_database
from tests.uploads.conftest import HandClock


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with open_database(f"sqlite:///{tmp_path / 'svodka.db'}", pool_size=1) as database:
        await database.migrate()
        yield database
