"""What is asked every second stays fast among rows that have served: no statement walks over those."""

import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncConnection

from svodka.database import Database, DatabaseWork
from tests.database.conftest import NOW

# Far more rows than a plan may touch.
SERVED = 100_000
WAITING = 300
MOST_ROWS_TOUCHED = 20_000

_NUMBERS = "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {rows}) "
_OUTBOX = (
    "INSERT INTO outbox (key, chat_id, kind, payload, attempts, created_at, sent_at) "
    + _NUMBERS
    + "SELECT '{prefix}' || n, n % 100, 'report', '{{}}', 0, '{now}', {sent_at} FROM numbers"
)
_UPLOADS = (
    "INSERT INTO uploads (id, person_id, chat_id, message_id, file_id, file_unique_id, file_size, language, "
    "state, attempts, results, summary, error_figures, quota_taken, created_at, changed_at, object_key) "
    + _NUMBERS
    + "SELECT {id}, n % 1000, {chat}, n, '', '', 1, 'ru', '{state}', 0, '{{}}', '{{}}', '{{}}', false, "
    "'{now}', '{now}', {key} FROM numbers"
)
_IDS = {"sqlite": "lower(hex(randomblob(16)))", "postgresql": "gen_random_uuid()"}

# What SQLite says when it goes over a whole table.
_WALKS = ("SCAN outbox", "SCAN uploads")

Question = Callable[[DatabaseWork], Awaitable[object]]
QUESTIONS: dict[str, Question] = {
    "pending": lambda work: work.outbox.pending(NOW, 100),
    "purge": lambda work: work.outbox.purge(NOW - timedelta(days=1)),
    "due": lambda work: work.uploads.due(NOW, 100, running=1),
    "next in line": lambda work: work.uploads.next_in_line(7, NOW, running=1),
    "expired": lambda work: work.uploads.expired(NOW, 100),
    "live": lambda work: work.uploads.live(7),
}


async def fill(connection: AsyncConnection) -> None:
    now, ids = f"{NOW:%Y-%m-%d %H:%M:%S.%f}", _IDS[connection.dialect.name]
    rejected = {"state": "rejected", "chat": 1, "key": "NULL", "rows": SERVED // 2}
    delivered = {"state": "delivered", "chat": 2, "key": "NULL", "rows": SERVED // 2}
    stored = {"state": "stored", "chat": 3, "key": "'k'", "rows": WAITING}
    for values in (rejected, delivered, stored):
        await connection.execute(text(_UPLOADS.format(id=ids, now=now, **values)))
    await connection.execute(text(_OUTBOX.format(rows=SERVED, prefix="s", now=now, sent_at=f"'{now}'")))
    # The planner has never heard of those that wait: they come and go faster than it counts.
    await connection.execute(text("ANALYZE"))
    await connection.execute(text(_OUTBOX.format(rows=WAITING, prefix="w", now=now, sent_at="NULL")))


async def plan_of(work: DatabaseWork, question: Question) -> list[Any]:
    """Ask, and have the database explain how it found the answer."""
    connection = work.uploads.connection
    asked: list[tuple[str, Any]] = []

    def hear(_c: object, _cursor: object, statement: str, values: object, *_: object) -> None:
        asked.append((statement, values))

    event.listen(connection.sync_connection, "before_cursor_execute", hear)
    await question(work)
    event.remove(connection.sync_connection, "before_cursor_execute", hear)
    [(statement, values)] = asked
    how = "QUERY PLAN" if connection.dialect.name == "sqlite" else "(ANALYZE, FORMAT JSON)"
    return list(await connection.exec_driver_sql(f"EXPLAIN {how} {statement}", values))


def rows_touched(node: dict[str, Any]) -> int:
    """Count what a plan of PostgreSQL's looked at, used or not."""
    touched = node["Actual Rows"] + sum(n for name, n in node.items() if name.startswith("Rows Removed"))
    return int(touched * node["Actual Loops"]) + sum(rows_touched(each) for each in node.get("Plans", []))


async def test_rows_that_have_served_are_not_walked_over(database: Database) -> None:
    async with database.works() as work:
        await fill(work.uploads.connection)
        for name, question in QUESTIONS.items():
            plan = await plan_of(work, question)
            if work.uploads.connection.dialect.name == "sqlite":
                walks = [row.detail for row in plan if row.detail in _WALKS]
                assert (name, walks) == (name, [])
            else:
                found = plan[0][0]
                told = found if isinstance(found, list) else json.loads(found)
                assert rows_touched(told[0]["Plan"]) < MOST_ROWS_TOUCHED, name
