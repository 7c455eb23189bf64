"""What the databases want to be told differently: the INSERT that knows conflicts, and lists of ids."""

from collections.abc import Sequence

from sqlalchemy import Table
from sqlalchemy.dialects.postgresql import Insert as PostgresInsert
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert


def insert(dialect: str, table: Table) -> PostgresInsert:
    """Begin an INSERT with `on_conflict_…`; both dialects spell it the same way."""
    make = sqlite_insert if dialect == "sqlite" else postgres_insert
    return make(table)  # type: ignore[return-value]  # the two classes have the same methods


def filled_up(ids: Sequence[int]) -> Sequence[int]:
    """Repeat the last id until there are 1, 2, 4, 8, …: each number of them is a statement of its own to a driver."""
    size = 1 << (len(ids) - 1).bit_length()
    return [*ids, *[ids[-1]] * (size - len(ids))]
