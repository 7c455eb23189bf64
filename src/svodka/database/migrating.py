"""Brings a database's schema to the head, and tells whether it is there. Needs no file outside the package."""

import logging
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

log: Final = logging.getLogger(__name__)

# One process migrates at a time; the number is ours alone in the database.
_LOCK: Final = 0x53_76_6F_64_6B_61


def configuration(connection: Connection | None = None) -> Config:
    """Return Alembic's configuration: our scripts, run on this connection within its transaction."""
    config = Config()
    config.set_main_option("script_location", "svodka.database:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def migrate(connection: Connection) -> None:
    """Upgrade to the head, within the connection's transaction: all of it, or nothing.

    A schema that a later version made is left as it is: steps only add, so this version works on it.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    current = MigrationContext.configure(connection).get_current_revision()
    if _is_later(current):
        log.warning("schema is of a later version", extra={"revision": current})
        return
    command.upgrade(configuration(connection), "head")


def is_at_head(connection: Connection) -> bool:
    """Tell whether the database's schema is our newest, or a later version's."""
    current = MigrationContext.configure(connection).get_current_revision()
    return current == _scripts().get_current_head() or _is_later(current)


def _is_later(revision: str | None) -> bool:
    """Tell whether a step is none of ours: then a later version took it, which was rolled back to this one."""
    return revision is not None and revision not in {
        script.revision for script in _scripts().walk_revisions()
    }


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(configuration())
