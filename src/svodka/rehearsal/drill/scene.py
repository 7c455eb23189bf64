"""The scene of one fault: the fleet and the crowd, and what an act may ask of them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from math import inf
from typing import Final
from uuid import UUID

from sqlalchemy import text

from svodka.errors import PassingError
from svodka.rehearsal.drill.crowd import Crowd, Sent, large_table, small_table
from svodka.rehearsal.fleet import Fleet

_MOMENT_S: Final = 60.0
_LOOK_S: Final = 0.02
_seeds = count(1)


class MomentMissedError(RuntimeError):
    """What the fault was to hit did not come about; nothing is known of how the service bears it."""


@dataclass
class Scene:
    """One fault under way, which lasts as long as it says, but not longer than `longest_s`."""

    fleet: Fleet
    crowd: Crowd
    longest_s: float = inf

    async def wave(self, *, amid: bool = False) -> list[Sent]:
        """Let everybody send one small table; `amid` the fault, its sender has to hear if it is late."""
        tables = [(each, small_table(next(_seeds))) for each in self.crowd.spectators]
        return await asyncio.gather(*(each.send(table, amid=amid) for each, table in tables))

    async def one(self, *, large: bool = False) -> UUID:
        """Let somebody send a table; return the id of its upload once there is one."""
        sent, chat = await self.one_sent(large=large)
        return await self._upload_of(sent, chat)

    async def one_sent(self, *, large: bool = False) -> tuple[Sent, int]:
        """Let somebody send a table, whatever comes of it; the chat's id is the second."""
        first = self.crowd.spectators[0]
        sent = await first.send(large_table() if large else small_table(next(_seeds)))
        return sent, first.person.id

    async def hold(self, seconds: float) -> None:
        """Let the fault last."""
        await asyncio.sleep(min(seconds, self.longest_s))

    async def until(self, what: str, seen: Callable[[], Awaitable[object]]) -> None:
        """Wait until something is seen. Raises MomentMissedError with the words for it."""
        try:
            async with asyncio.timeout(_MOMENT_S):
                while not await seen():  # noqa: ASYNC110  # what is looked at tells nobody
                    await asyncio.sleep(_LOOK_S)
        except TimeoutError:
            raise MomentMissedError(f"never seen: {what}") from None

    async def until_taken(self, upload: UUID, state: str) -> None:
        """Wait until somebody has taken up the step that leads an upload out of a state."""
        question = "SELECT 1 FROM uploads WHERE id = :id AND state = :state AND lease_owner IS NOT NULL"
        await self.until(
            f"a {state} upload that is in hand", lambda: self.fleet.ask(question, id=upload, state=state)
        )

    async def until_waiting(self, words: str) -> None:
        """Wait until a session of the service waits for a lock in a statement that begins with these words."""
        await self.until(
            f"a statement that waits: {words}",
            lambda: self.fleet.ask(
                "SELECT 1 FROM pg_stat_activity WHERE usename = 'svodka' AND wait_event_type = 'Lock' "
                "AND query LIKE :words",
                words=f"{words}%",
            ),
        )

    @asynccontextmanager
    async def locked(self, table: str) -> AsyncIterator[None]:
        """Let nobody write to a table while the block lasts."""
        async with self.fleet.operator.works() as work:
            await work.uploads.connection.execute(text(f"LOCK TABLE {table} IN SHARE MODE"))
            yield

    @asynccontextmanager
    async def moves_held(self, target: str) -> AsyncIterator[None]:
        """Hold every transaction that moves an upload to a state while the block lasts.

        Their sessions are ended with it, as the server does once it sees that a client has gone.
        """
        await self.fleet.do(
            _SLEEPER,
            "CREATE TRIGGER drill BEFORE UPDATE ON uploads FOR EACH ROW "
            f"WHEN (NEW.state = '{target}' AND OLD.state <> NEW.state) EXECUTE FUNCTION drill_sleeps()",
        )
        try:
            yield
        finally:
            await self.fleet.do(
                f"SELECT pg_terminate_backend(pid) {_SLEEPING}", "DROP FUNCTION drill_sleeps CASCADE"
            )

    async def until_held(self) -> None:
        """Wait until there is a transaction that `moves_held` holds."""
        await self.until("a move that is held", lambda: self.fleet.ask(f"SELECT 1 {_SLEEPING}"))

    async def settled(self, patience_s: float) -> str | None:
        """Wait until no row of this crowd's stands open; say which do if that takes too long."""
        found = ""
        try:
            async with asyncio.timeout(patience_s):
                while found := await self._open_rows():  # noqa: ASYNC110  # rows tell nobody
                    await asyncio.sleep(_LOOK_S * 5)
        except TimeoutError:
            return found
        return None

    async def _open_rows(self) -> str:
        chats = [spectator.person.id for spectator in self.crowd.spectators]
        try:
            [row] = await self.fleet.rows(_OPEN, chats=chats)
        except PassingError as error:
            return f"the database is away: {error}"
        return ", ".join(f"{number} open in {table}" for table, number in row.items() if number)

    async def _upload_of(self, sent: Sent, chat: int) -> UUID:
        question = "SELECT id FROM uploads WHERE chat_id = :chat AND message_id = :message"

        async def find() -> object:
            return await self.fleet.ask(question, chat=chat, message=sent.message_id)

        await self.until("an accepted upload", find)
        return UUID(str(await find()))


_SLEEPER: Final = """
    CREATE FUNCTION drill_sleeps() RETURNS trigger LANGUAGE plpgsql
    AS 'BEGIN PERFORM pg_sleep(120); RETURN NEW; END'
"""
_SLEEPING: Final = "FROM pg_stat_activity WHERE usename = 'svodka' AND wait_event = 'PgSleep'"
_OPEN: Final = """
    SELECT (SELECT count(*) FROM inbox WHERE done_at IS NULL) AS inbox,
           (SELECT count(*) FROM outbox WHERE sent_at IS NULL AND chat_id = ANY(CAST(:chats AS bigint[]))) AS outbox,
           (SELECT count(*) FROM uploads
            WHERE state IN ('received', 'stored', 'analysed') AND chat_id = ANY(CAST(:chats AS bigint[]))) AS uploads
"""
