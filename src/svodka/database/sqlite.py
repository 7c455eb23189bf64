"""SQLite as we want it: written ahead, one transaction at a time, and no call to it broken off half-way."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar

import aiosqlite
from sqlalchemy import event
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

T = TypeVar("T")

_BUSY_TIMEOUT_MS: Final = 10_000
_PRAGMAS: Final = (
    "journal_mode=WAL",
    "synchronous=NORMAL",
    "foreign_keys=ON",
    f"busy_timeout={_BUSY_TIMEOUT_MS}",
)


def make_sqlite_engine(url: URL, **options: Any) -> AsyncEngine:
    """Make an engine over one session: transactions queue up for it in order, not for SQLite's lock by chance."""
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(
        url.set(drivername="sqlite+aiosqlite"), **options | {"pool_size": 1, "connect_args": _CONNECT}
    )
    event.listen(engine.sync_engine, "connect", _set_up)
    event.listen(engine.sync_engine, "begin", _begin_immediate)
    return engine


class _Unbroken(aiosqlite.Connection):
    """A connection whose calls outlive the cancellation of whoever waits for them, for milliseconds.

    A thread cannot be cancelled. Left to itself it goes on to take the write lock that nobody then gives back.
    """

    _stopped: "asyncio.Future[Any] | None" = None

    async def _execute(self, fn: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        call: Awaitable[T] = super()._execute(fn, *args, **kwargs)  # type: ignore[no-untyped-call]  # it has no types
        return await _finished(call)

    async def close(self) -> None:
        """Close, after all that was asked before."""
        if (stopped := self.stop()) is not None:
            await _finished(stopped)

    def stop(self) -> "asyncio.Future[Any] | None":
        """Close and end the thread; once, for then it cannot answer who asks again.

        Rolls back first: a connection that is closed while somebody holds a cursor keeps its lock.
        """
        if self._running:
            if self._connection is not None:
                self._tx.put_nowait((None, self._connection.rollback))
            self._stopped = super().stop()
        return self._stopped


async def _finished(call: Awaitable[T]) -> T:
    """Wait for a call to its end, and only then be cancelled."""
    task = asyncio.ensure_future(call)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        while not task.done():
            with suppress(asyncio.CancelledError):
                await asyncio.wait([task])
        task.exception()  # Nobody is left to hear of it.
        raise


def _connect(database: str, **arguments: Any) -> _Unbroken:
    connection = _Unbroken(partial(sqlite3.connect, database, **arguments), iter_chunk_size=64)
    connection._thread.daemon = True  # as SQLAlchemy has it: a process that ends does not wait for it
    return connection


_CONNECT: Final = {"async_creator_fn": _connect}


def _set_up(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # We begin transactions ourselves, see below.
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_immediate(connection: Any) -> None:
    """Take the write lock at once: two readers that both turn writers would wait for each other for ever."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")
