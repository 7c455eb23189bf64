"""Engine, session budget, tables, repositories and migrations."""

from svodka.database.engine import Database, DatabaseWork, open_database
from svodka.database.migrating import configuration
from svodka.database.tables import metadata
from svodka.database.uploads import Move

__all__ = ["Database", "DatabaseWork", "Move", "configuration", "metadata", "open_database"]
