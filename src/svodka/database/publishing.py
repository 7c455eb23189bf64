"""The one transaction of each report: the upload is analysed, and what is to be said of it queued.

To PostgreSQL that is one statement: seven ways to the server and back are what a report costs else. SQLite, to which
there is no way, has no statement that changes two tables; the same is done there in three.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, String, bindparam, text

from svodka.database.outbox import OutboxTable
from svodka.database.tables import uploads
from svodka.database.types import as_json
from svodka.database.uploads import UploadsTable
from svodka.uploads import NewMessage, State

# Rows of the outbox are locked after the upload's: both changes of them read what the first one returns.
_PUBLISH: Final = text(
    """
    WITH moved AS (
        UPDATE uploads
        SET state = 'analysed', changed_at = :now, results = :results, summary = :summary,
            lease_owner = NULL, lease_until = NULL, not_before = NULL, attempts = 0
        WHERE id = :upload_id AND state = 'stored' AND lease_owner = :owner
        RETURNING id, created_at
    ), dropped AS (
        DELETE FROM outbox USING moved
        WHERE outbox.upload_id = moved.id AND outbox.sent_at IS NULL AND outbox.kind = 'progress'
            AND outbox.id <> (SELECT min(first.id) FROM outbox AS first WHERE first.upload_id = moved.id)
    ), queued AS (
        INSERT INTO outbox (key, chat_id, kind, payload, created_at, upload_id)
        SELECT new.key, new.chat_id, new.kind, CAST(new.payload AS jsonb), :now, moved.id
        FROM moved, unnest(:keys, :chats, :kinds, :payloads) WITH ORDINALITY
            AS new (key, chat_id, kind, payload, place)
        ORDER BY new.place
        ON CONFLICT DO NOTHING
    )
    SELECT created_at FROM moved
    """
).bindparams(
    bindparam("upload_id", type_=uploads.c.id.type),
    bindparam("owner", type_=String()),
    bindparam("now", type_=uploads.c.changed_at.type),
    bindparam("results", type_=uploads.c.results.type),
    bindparam("summary", type_=uploads.c.summary.type),
    bindparam("keys", type_=ARRAY(String())),
    bindparam("chats", type_=ARRAY(BigInteger())),
    bindparam("kinds", type_=ARRAY(String())),
    bindparam("payloads", type_=ARRAY(String())),
)


async def publish(
    table: UploadsTable,
    outbox: OutboxTable,
    upload_id: UUID,
    *,
    owner: str,
    messages: Sequence[NewMessage],
    now: datetime,
    **made: Any,
) -> bool:
    """Move a stored upload on under its owner's lease, with what was `made` of it; see `svodka.uploads.Work`."""
    if table.connection.dialect.name == "sqlite":
        return await _publish_step_by_step(
            table, outbox, upload_id, owner=owner, messages=messages, now=now, **made
        )
    given = {
        "upload_id": upload_id,
        "owner": owner,
        "now": now,
        "keys": [each.key for each in messages],
        "chats": [each.chat_id for each in messages],
        "kinds": [each.kind for each in messages],
        "payloads": [as_json(each.payload) for each in messages],
    }
    created_at = await table.connection.scalar(_PUBLISH, given | made)
    return table.moved(upload_id, State.ANALYSED, created_at, now, None)


async def _publish_step_by_step(
    table: UploadsTable,
    outbox: OutboxTable,
    upload_id: UUID,
    *,
    owner: str,
    messages: Sequence[NewMessage],
    now: datetime,
    **made: Any,
) -> bool:
    moved = await table.move(
        upload_id, source=State.STORED, target=State.ANALYSED, now=now, owner=owner, **made
    )
    if moved:
        await outbox.drop_progress(upload_id)
        await outbox.put_all(messages, now=now)
    return moved
