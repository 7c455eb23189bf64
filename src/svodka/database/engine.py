"""The engine: one pool that never overflows, one short transaction at a time, errors a caller can act on."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import monotonic
from typing import Any, Final

from sqlalchemy import event, exc
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from svodka.database.addresses import parse_address, postgres_address
from svodka.database.faults import reaching, translated
from svodka.database.inbox import InboxTable
from svodka.database.migrating import is_at_head, migrate
from svodka.database.outbox import OutboxTable
from svodka.database.people import PeopleTable
from svodka.database.sqlite import make_sqlite_engine
from svodka.database.types import as_json
from svodka.database.uploads import UploadsTable

log: Final = logging.getLogger(__name__)

_POOL_TIMEOUT_S: Final = 10
# Transactions take milliseconds: whoever waits longer for a session stands in a queue that is too long.
_LONG_WAIT_S: Final = 1.0


class DatabaseWork:
    """One transaction over all tables. See `svodka.uploads.Work`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.inbox = InboxTable(connection)
        self.people = PeopleTable(connection)
        self.uploads = UploadsTable(connection)
        self.outbox = OutboxTable(connection)


@dataclass(frozen=True, slots=True)
class Database:
    """An open database."""

    engine: AsyncEngine

    @asynccontextmanager
    async def works(self) -> AsyncIterator[DatabaseWork]:
        """Begin one transaction. See `svodka.uploads.Works`."""
        with translated():
            async with _connected(self.engine) as connection, connection.begin():
                yield DatabaseWork(connection)

    async def migrate(self) -> None:
        """Bring the schema to the head; does nothing where it is there."""
        with translated():
            async with _connected(self.engine) as connection, connection.begin():
                await connection.run_sync(migrate)

    async def is_at_head(self) -> bool:
        """Tell whether the schema is what this version needs."""
        with translated():
            async with _connected(self.engine) as connection:
                return await connection.run_sync(is_at_head)


@asynccontextmanager
async def open_database(url: str, *, pool_size: int) -> AsyncIterator[Database]:
    """Open a database by its URL; no session is taken before the first transaction.

    `pool_size` is the most sessions that it may hold at once; SQLite has no use for more than one.
    Raises SettingsError where the URL cannot be understood.
    """
    engine = _engine(parse_address(url), pool_size)
    try:
        yield Database(engine)
    finally:
        await engine.dispose()


@asynccontextmanager
async def _connected(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Take a session of the pool while the block lasts."""
    begun = monotonic()
    with reaching():
        connection = await engine.connect()
    if (waited_s := monotonic() - begun) > _LONG_WAIT_S:
        log.warning("waited for a database session", extra={"seconds": round(waited_s, 3)})
    try:
        yield connection
    finally:
        # A second cancellation must not keep the session from the pool.
        await asyncio.shield(connection.close())


def _engine(url: URL, pool_size: int) -> AsyncEngine:
    options: dict[str, Any] = {
        "pool_size": pool_size,
        "max_overflow": 0,
        "pool_timeout": _POOL_TIMEOUT_S,
        "json_serializer": as_json,
        "hide_parameters": True,  # what people wrote is not for the log
    }
    if url.get_backend_name() == "sqlite":
        return make_sqlite_engine(url, **options)
    address, arguments = postgres_address(url)
    engine = create_async_engine(address, connect_args=arguments, **options)
    event.listen(engine.sync_engine, "checkout", _refuse_closed)
    return engine


def _refuse_closed(connection: Any, _record: Any, _proxy: Any) -> None:
    """Have the pool make a new session for one that the server has ended, which asyncpg hears by itself.

    The pool's own ping would ask the server three things before each transaction of four.
    """
    if connection.driver_connection.is_closed():
        raise exc.InvalidatePoolError
