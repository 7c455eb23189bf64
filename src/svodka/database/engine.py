"""The engine: one pool that never overflows, one short transaction at a time, errors a caller can act on."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any, Final

from sqlalchemy import event, exc
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from svodka.database.faults import translated
from svodka.database.inbox import InboxTable
from svodka.database.migrating import is_at_head, migrate
from svodka.database.outbox import OutboxTable
from svodka.database.people import PeopleTable
from svodka.database.types import as_json
from svodka.database.uploads import UploadsTable
from svodka.errors import DatabaseUnavailableError

log: Final = logging.getLogger(__name__)

_POOL_TIMEOUT_S: Final = 10
# Transactions take milliseconds: whoever waits longer for a session stands in a queue that is too long.
_LONG_WAIT_S: Final = 1.0
_CONNECT_TIMEOUT_S: Final = 10
_COMMAND_TIMEOUT_S: Final = 30
_BUSY_TIMEOUT_MS: Final = 10_000
_TRANSACTION_POOLER_PORT: Final = 6543
_PRAGMAS: Final = (
    "journal_mode=WAL",
    "synchronous=NORMAL",
    "foreign_keys=ON",
    f"busy_timeout={_BUSY_TIMEOUT_MS}",
)


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
    """Open a database by its URL; no session is taken before the first transaction."""
    engine = _engine(make_url(url), pool_size)
    try:
        yield Database(engine)
    finally:
        await engine.dispose()


@asynccontextmanager
async def _connected(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Take a session of the pool while the block lasts; a server that cannot even be reached is away."""
    begun = monotonic()
    try:
        connection = await engine.connect()
    except OSError as error:
        raise DatabaseUnavailableError(f"database not reached: {error!r}") from error
    if (waited_s := monotonic() - begun) > _LONG_WAIT_S:
        log.warning("waited for a database session", extra={"seconds": round(waited_s, 3)})
    try:
        yield connection
    finally:
        await connection.close()


def _engine(url: URL, pool_size: int) -> AsyncEngine:
    options: dict[str, Any] = {
        "pool_size": pool_size,
        "max_overflow": 0,
        "pool_timeout": _POOL_TIMEOUT_S,
        "json_serializer": as_json,
        "hide_parameters": True,  # what people wrote is not for the log
    }
    if url.get_backend_name() == "sqlite":
        if url.database:
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_async_engine(url.set(drivername="sqlite+aiosqlite"), **options)
        event.listen(engine.sync_engine, "connect", _set_up_sqlite)
        event.listen(engine.sync_engine, "begin", _begin_immediate)
        return engine
    engine = create_async_engine(
        url.set(drivername="postgresql+asyncpg").difference_update_query(["sslmode"]),
        connect_args=_asyncpg_arguments(url),
        **options,
    )
    event.listen(engine.sync_engine, "checkout", _refuse_closed)
    return engine


def _asyncpg_arguments(url: URL) -> dict[str, Any]:
    """Say in asyncpg's words what the URL says in libpq's; behind a transaction pooler nothing is prepared."""
    arguments: dict[str, Any] = {"timeout": _CONNECT_TIMEOUT_S, "command_timeout": _COMMAND_TIMEOUT_S}
    if "sslmode" in url.query:
        arguments["ssl"] = url.query["sslmode"]
    if url.port == _TRANSACTION_POOLER_PORT:
        arguments |= {"statement_cache_size": 0, "prepared_statement_cache_size": 0}
    return arguments


def _refuse_closed(connection: Any, _record: Any, _proxy: Any) -> None:
    """Have the pool make a new session for one that the server has ended, which asyncpg hears by itself.

    The pool's own ping would ask the server three things before each transaction of four.
    """
    if connection.driver_connection.is_closed():
        raise exc.InvalidatePoolError


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # We begin transactions ourselves, see below.
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_immediate(connection: Any) -> None:
    """Take the write lock at once: two readers that both turn writers would wait for each other for ever."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")
