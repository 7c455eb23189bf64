"""Engine, session budget, tables, repositories and migrations."""

from svodka.database.engine import Database, DatabaseWork, open_database
from svodka.database.migrating import configuration
from svodka.database.tables import metadata

__all__ = ["Database", "DatabaseWork", "configuration", "metadata", "open_database"]
