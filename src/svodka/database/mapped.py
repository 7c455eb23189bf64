"""The tables as classes, for whoever shows rows as they are. Nothing of ours writes through them."""

from functools import cache
from typing import Final

from sqlalchemy import Table
from sqlalchemy.orm import registry

from svodka.database.tables import heartbeats, inbox, outbox, people, quotas, troubles, uploads

_NAMES: Final = {
    "Person": people,
    "Quota": quotas,
    "Upload": uploads,
    "Update": inbox,
    "Message": outbox,
    "Process": heartbeats,
    "Trouble": troubles,
}


@cache
def mapped() -> dict[str, type]:
    """Return the class of each table by its name."""
    mapper = registry()
    return {name: _mapped(mapper, name, table) for name, table in _NAMES.items()}


def _mapped(mapper: registry, name: str, table: Table) -> type:
    kind = type(name, (), {"__doc__": f"A row of {table.name}."})
    mapper.map_imperatively(kind, table)
    return kind
