"""What SQLite and PostgreSQL say differently: the INSERT that knows conflicts."""

from sqlalchemy import Table
from sqlalchemy.dialects.postgresql import Insert as PostgresInsert
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert


def insert(dialect: str, table: Table) -> PostgresInsert:
    """Begin an INSERT with `on_conflict_…`; both dialects spell it the same way."""
    make = sqlite_insert if dialect == "sqlite" else postgres_insert
    return make(table)  # type: ignore[return-value]  # the two classes have the same methods
