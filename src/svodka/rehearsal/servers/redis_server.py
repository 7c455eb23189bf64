"""A Redis server: a process to be stopped, killed, frozen and filled."""

import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import redis

from svodka.rehearsal.servers.ports import free_port
from svodka.rehearsal.servers.programs import redis_program

_START_S: Final = 10.0


@dataclass
class Redis:
    """A server that keeps nothing on disk: what it loses is lost.

    It listens on a socket in `folder`, and on a port of 127.0.0.1 where there is one.
    """

    folder: Path
    program: Path
    port: int | None = None
    _process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Its address, over its socket."""
        return f"unix://{self.folder}/redis.sock"

    @property
    def pids(self) -> dict[str, int]:
        """Its process's id by its name, while it runs."""
        return {"redis": self._process.pid} if self._process is not None else {}

    def tcp_url(self, port: int | None = None) -> str:
        """Return its address over a port: its own, or that of something in front of it."""
        return f"redis://127.0.0.1:{port or self.port}/0"

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = {
            "port": str(self.port or 0),
            "bind": "127.0.0.1",
            "unixsocket": f"{self.folder}/redis.sock",
            "save": "",
            "loglevel": "warning",
        }
        words = [word for name, value in options.items() for word in (f"--{name}", value)]
        self._process = subprocess.Popen([self.program, *words], cwd=self.folder, stdout=subprocess.DEVNULL)
        until = time.monotonic() + _START_S
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > until:
                raise RuntimeError("redis-server did not start")
            time.sleep(0.01)

    def stop(self) -> None:
        """Shut it down (SIGTERM); does nothing where it does not run."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """Kill it at once (SIGKILL)."""
        self._end(signal.SIGKILL)

    def restart(self) -> None:
        """Kill it and start another in its place, with nothing in it."""
        self.kill()
        self.start()

    def pause(self) -> None:
        """Freeze it: it accepts connections, by its kernel, and answers nothing; `resume` ends that."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on."""
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Freeze it while the block lasts."""
        self.pause()
        try:
            yield
        finally:
            self.resume()

    def fill(self) -> None:
        """Let it refuse every write for want of memory; `empty` ends that."""
        self.ask("CONFIG", "SET", "maxmemory-policy", "noeviction")
        self.ask("CONFIG", "SET", "maxmemory", "1")

    def empty(self) -> None:
        """Let it take writes again."""
        self.ask("CONFIG", "SET", "maxmemory", "0")

    @contextmanager
    def full(self) -> Iterator[None]:
        """Let it refuse every write while the block lasts."""
        self.fill()
        try:
            yield
        finally:
            self.empty()

    def flush(self) -> None:
        """Let it forget everything."""
        self.ask("FLUSHALL")

    def connections(self) -> int:
        """Count the connections that others hold."""
        return len(self.ask("CLIENT", "LIST").decode().splitlines()) - 1

    def ask(self, *words: str) -> Any:
        """Say a command to it as it is, for every option that it has."""
        with redis.Redis.from_url(self.url, protocol=2) as client:
            return client.execute_command(*words, NEVER_DECODE=True)

    def _answers(self) -> bool:
        try:
            return bool(self.ask("PING"))
        except redis.ConnectionError:
            return False

    def _end(self, number: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(number)
            self._process.wait()
            self._process = None


@contextmanager
def open_redis(*, over_tcp: bool = False) -> Iterator[Redis]:
    """Run a server while the block lasts. Raises ProgramsMissingError."""
    program = redis_program()
    folder = Path(tempfile.mkdtemp(prefix="svodka-redis-"))
    server = Redis(folder, program, free_port() if over_tcp else None)
    try:
        server.start()
        yield server
    finally:
        server.kill()
        shutil.rmtree(folder, ignore_errors=True)
