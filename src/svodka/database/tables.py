"""The tables, the same on SQLite and PostgreSQL. Migrations follow them; a test compares the two."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    Uuid,
    text,
)

from svodka.database.types import Json, Moment, Words

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_RowId = BigInteger().with_variant(Integer(), "sqlite")

people = Table(
    "people",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("name", Words, nullable=False),
    Column("language", String(8), nullable=False),
    Column("blocked_at", Moment),
    Column("created_at", Moment, nullable=False),
)

quotas = Table(
    "quotas",
    metadata,
    Column("person_id", BigInteger, primary_key=True, autoincrement=False),
    Column("day", String(10), primary_key=True),
    Column("used", Integer, nullable=False),
)

inbox = Table(
    "inbox",
    metadata,
    Column("id", _RowId, primary_key=True),
    Column("bot_id", BigInteger, nullable=False),
    Column("update_id", BigInteger, nullable=False),
    Column("payload", Json, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("done_at", Moment),
    UniqueConstraint("bot_id", "update_id"),
    sqlite_autoincrement=True,  # as in PostgreSQL: the id of a deleted row is never given to another
)
_INBOX_OPEN = inbox.c.done_at.is_(None)
Index("ix_inbox_open", inbox.c.bot_id, inbox.c.id, sqlite_where=_INBOX_OPEN, postgresql_where=_INBOX_OPEN)
Index("ix_inbox_received_at", inbox.c.received_at)

uploads = Table(
    "uploads",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("person_id", BigInteger, nullable=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("message_id", BigInteger, nullable=False),
    Column("file_id", Words, nullable=False),
    Column("file_unique_id", Words, nullable=False),
    Column("file_name", Words),
    Column("file_size", BigInteger, nullable=False),
    Column("language", String(8), nullable=False),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("lease_owner", String),
    Column("lease_until", Moment),
    Column("not_before", Moment),
    Column("object_key", String),
    Column("results", Json, nullable=False),
    Column("summary", Json, nullable=False),
    Column("error_code", String),
    Column("error_figures", Json, nullable=False),
    Column("last_error", Words),
    Column("quota_taken", Boolean, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    UniqueConstraint("chat_id", "message_id"),
)
Index("ix_uploads_state", uploads.c.state, uploads.c.changed_at)
Index("ix_uploads_person", uploads.c.person_id, uploads.c.state)
_UPLOADS_KEPT = uploads.c.object_key.is_not(None)
Index(
    "ix_uploads_kept",
    uploads.c.state,
    uploads.c.changed_at,
    sqlite_where=_UPLOADS_KEPT,
    postgresql_where=_UPLOADS_KEPT,
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", _RowId, primary_key=True),
    Column("key", Words, nullable=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("payload", Json, nullable=False),
    Column("upload_id", Uuid),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("not_before", Moment),
    Column("last_error", Words),
    Column("created_at", Moment, nullable=False),
    Column("sent_at", Moment),
    Column("sent_message_id", BigInteger),
    UniqueConstraint("key"),
    sqlite_autoincrement=True,
)
_OUTBOX_OPEN = outbox.c.sent_at.is_(None)
Index(
    "ix_outbox_open", outbox.c.chat_id, outbox.c.id, sqlite_where=_OUTBOX_OPEN, postgresql_where=_OUTBOX_OPEN
)
Index("ix_outbox_upload", outbox.c.upload_id)
Index("ix_outbox_sent_at", outbox.c.sent_at)

heartbeats = Table(
    "heartbeats",
    metadata,
    Column("process", String, primary_key=True),
    Column("role", String(16), nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("at", Moment, nullable=False),
    Column("vitals", Json, nullable=False),
    Column("samples", Json, nullable=False),
)

troubles = Table(
    "troubles",
    metadata,
    Column("code", String(32), primary_key=True),
    Column("since", Moment, nullable=False),
    Column("told_at", Moment),
)
