"""The engine: one pool that never overflows, one short transaction at a time, errors a caller can act on."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from typing import Any, Final
from uuid import UUID

from sqlalchemy import event, exc
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from svodka.database.addresses import is_pooled, parse_address, postgres_address
from svodka.database.faults import reaching, translated
from svodka.database.inbox import InboxTable
from svodka.database.migrating import is_at_head, migrate
from svodka.database.outbox import OutboxTable
from svodka.database.people import PeopleTable
from svodka.database.publishing import publish
from svodka.database.sessions import Sessions
from svodka.database.sqlite import make_sqlite_engine
from svodka.database.types import as_json
from svodka.database.uploads import Move, UploadsTable
from svodka.database.watch import WatchTable
from svodka.uploads import NewMessage

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
        self.watch = WatchTable(connection)

    async def publish(
        self,
        upload_id: UUID,
        *,
        owner: str,
        results: dict[str, str],
        summary: dict[str, Any],
        messages: Sequence[NewMessage],
        now: datetime,
    ) -> bool:
        """Move a stored upload on to ANALYSED and queue its report. See `svodka.uploads.Work`."""
        return await publish(
            self.uploads,
            self.outbox,
            upload_id,
            owner=owner,
            messages=messages,
            now=now,
            results=results,
            summary=summary,
        )


def _unheard(_move: Move) -> None:
    """Stand in for whoever wants to hear of uploads that moved on."""


@dataclass(frozen=True, slots=True)
class Database:
    """An open database; `autocommitting` is the same engine without BEGIN and COMMIT, where that can be.

    `heard` is told of each upload that came or moved on, once that is committed.
    """

    engine: AsyncEngine
    autocommitting: AsyncEngine
    sessions: Sessions = field(default_factory=Sessions)
    heard: Callable[[Move], None] = _unheard

    @asynccontextmanager
    async def works(self, *, autocommit: bool = False) -> AsyncIterator[DatabaseWork]:
        """Begin one transaction. See `svodka.uploads.Works`."""
        engine = self.autocommitting if autocommit else self.engine
        with translated():
            async with self._connected(engine) as connection, connection.begin():
                work = DatabaseWork(connection)
                yield work
                await work.outbox.flush()
        for move in work.uploads.moves:
            self.heard(move)

    @property
    def open_sessions(self) -> int:
        """How many sessions the server sees: those in use, and those kept for the next transaction."""
        pool: Any = self.engine.pool
        return int(pool.checkedin() + pool.checkedout())

    @property
    def most_sessions(self) -> int:
        """How many sessions it holds at most: one where the rows are in a file."""
        pool: Any = self.engine.pool
        return int(pool.size())

    def mapped(self) -> dict[str, type]:
        """Return the tables as classes, for whoever shows rows as they are."""
        from svodka.database.mapped import mapped  # noqa: PLC0415 - the ORM, which nobody else loads

        return mapped()

    async def migrate(self) -> None:
        """Bring the schema to the head; does nothing where it is there."""
        with translated():
            async with self._connected(self.engine) as connection, connection.begin():
                await connection.run_sync(migrate)

    async def is_at_head(self) -> bool:
        """Tell whether the schema is what this version needs."""
        with translated():
            async with self._connected(self.engine) as connection:
                return await connection.run_sync(is_at_head)

    @asynccontextmanager
    async def _connected(self, engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
        """Take a session of the pool while the block lasts."""
        begun = monotonic()
        with reaching():
            connection = await engine.connect()
        if (waited_s := monotonic() - begun) > _LONG_WAIT_S:
            log.warning("waited for a database session", extra={"seconds": round(waited_s, 3)})
        try:
            with self.sessions.in_use():
                yield connection
        finally:
            # A second cancellation must not keep the session from the pool.
            await asyncio.shield(connection.close())


@asynccontextmanager
async def open_database(
    url: str, *, pool_size: int, name: str = "svodka", heard: Callable[[Move], None] = _unheard
) -> AsyncIterator[Database]:
    """Open a database by its URL; no session is taken before the first transaction.

    `pool_size` is the most sessions that it may hold at once; SQLite has no use for more than one.
    `name` is what PostgreSQL shows beside these sessions. `heard` must not raise.
    Raises SettingsError where the URL cannot be understood.
    """
    address = parse_address(url)
    engine = _engine(address, pool_size, name)
    try:
        yield Database(engine, _autocommitting(engine, address), heard=heard)
    finally:
        await engine.dispose()


def _engine(url: URL, pool_size: int, name: str) -> AsyncEngine:
    options: dict[str, Any] = {
        "pool_size": pool_size,
        "max_overflow": 0,
        "pool_timeout": _POOL_TIMEOUT_S,
        "json_serializer": as_json,
        "hide_parameters": True,  # what people wrote is not for the log
    }
    if url.get_backend_name() == "sqlite":
        return make_sqlite_engine(url, **options)
    address, arguments = postgres_address(url, name)
    engine = create_async_engine(address, connect_args=arguments, **options)
    event.listen(engine.sync_engine, "checkout", _refuse_closed)
    return engine


def _autocommitting(engine: AsyncEngine, url: URL) -> AsyncEngine:
    """Spare single statements BEGIN and COMMIT, each of which is a way to the server and back.

    Not behind a transaction pooler, which may have a statement prepared in one session and run in another; nor
    in SQLite, to which there is no way.
    """
    if url.get_backend_name() == "sqlite" or is_pooled(url):
        return engine
    return engine.execution_options(isolation_level="AUTOCOMMIT")


def _refuse_closed(connection: Any, _record: Any, _proxy: Any) -> None:
    """Have the pool make a new session for one that the server has ended, which asyncpg hears by itself.

    The pool's own ping would ask the server three things before each transaction of four.
    """
    if connection.driver_connection.is_closed():
        raise exc.InvalidatePoolError
