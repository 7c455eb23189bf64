"""Brings a database's schema to the head, and tells whether it is there. Needs no file outside the package."""

from typing import Final

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

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
    """Upgrade to the head, within the connection's transaction: all of it, or nothing."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    command.upgrade(configuration(connection), "head")


def is_at_head(connection: Connection) -> bool:
    """Compare the database's revision with our newest."""
    newest = ScriptDirectory.from_config(configuration()).get_current_head()
    return MigrationContext.configure(connection).get_current_revision() == newest
