"""The servers of a rehearsal: PostgreSQL and Redis as they are, and a stand-in for the storage."""

from svodka.rehearsal.servers.postgres import Postgres, open_postgres
from svodka.rehearsal.servers.programs import ProgramsMissingError
from svodka.rehearsal.servers.redis_server import Redis, open_redis

__all__ = ["Postgres", "ProgramsMissingError", "Redis", "open_postgres", "open_redis"]
