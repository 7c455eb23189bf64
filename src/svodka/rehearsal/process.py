"""A process of the service: started, stopped, killed, heard."""

import asyncio
import os
import signal
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from svodka.rehearsal.usage import Usage, usage_of

# What a process takes of our own environment: where programs and modules are found.
_KEPT: Final = ("PATH", "PYTHONPATH")
START_S: Final = 120.0
STOP_S: Final = 40.0
# Children of a process that was killed hold its pipe until they see that it has gone.
_EOF_S: Final = 10.0
_LAST_LINES: Final = 5


class StartFailedError(RuntimeError):
    """A process ended, or said nothing, before it had started."""


@dataclass
class Process:
    """`svodka COMMAND` with these settings and no others; `log` (JSON lines) and what it kept outlive it."""

    name: str
    command: str
    settings: dict[str, str]
    log: list[str] = field(default_factory=list)
    _process: asyncio.subprocess.Process | None = None
    _pipe: asyncio.ReadTransport | None = None
    _ear: "_Ear | None" = None

    @property
    def pid(self) -> int:
        """Its id; it must have been started."""
        assert self._process is not None
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether it was started and has not ended."""
        return self._process is not None and self._process.returncode is None

    async def start(self, more: Mapping[str, str] | None = None) -> None:
        """Start it, with more settings for this once, and wait until it says that it has.

        Raises StartFailedError with the last lines of its log where it does not.
        """
        kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
        environment = {**kept, **self.settings, **(more or {})}
        ours, theirs = os.pipe()
        try:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "svodka",
                self.command,
                env=environment,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL,  # Ours is for what we say ourselves.
                stderr=theirs,
                start_new_session=True,  # Ctrl-C is for whoever started us, who then stops it in order.
            )
        finally:
            os.close(theirs)
        ear = self._ear = _Ear(self.log)
        self._pipe, _ = await asyncio.get_running_loop().connect_read_pipe(lambda: ear, os.fdopen(ours, "rb"))
        try:
            async with asyncio.timeout(START_S):
                await ear.started.wait()
        except TimeoutError:
            await self.kill()
        if not self.running:
            raise StartFailedError(f"{self.name} did not start:\n{''.join(self.log[-_LAST_LINES:])}")

    async def stop(self) -> int:
        """Ask it to stop (SIGTERM) and return its exit code."""
        return await self._end(signal.SIGTERM)

    async def kill(self) -> int:
        """Kill it at once (SIGKILL), as the kernel does when memory is short: its children are not."""
        return await self._end(signal.SIGKILL)

    def send(self, number: signal.Signals) -> None:
        """Send it a signal."""
        assert self._process is not None
        self._process.send_signal(number)

    def usage(self) -> Usage | None:
        """What it takes of the machine; None where it does not run."""
        return usage_of(self.pid) if self.running else None

    def stop_reading(self) -> None:
        """Read its log no more: a pipe that nobody reads fills, and whoever writes to it waits."""
        assert self._pipe is not None
        self._pipe.pause_reading()

    def read_on(self) -> None:
        """Read its log again."""
        if self._pipe is not None and not self._pipe.is_closing():
            self._pipe.resume_reading()

    async def _end(self, number: signal.Signals) -> int:
        assert self._process is not None
        assert self._pipe is not None
        assert self._ear is not None
        if self._process.returncode is None:
            self._process.send_signal(number)
        async with asyncio.timeout(STOP_S):
            code = await self._process.wait()
        self.read_on()
        with suppress(TimeoutError):
            async with asyncio.timeout(_EOF_S):
                await self._ear.ended.wait()
        self._pipe.close()
        return code


class _Ear(asyncio.Protocol):
    """Writes down what comes out of a pipe, line by line."""

    def __init__(self, log: list[str]) -> None:
        self._log = log
        self._rest = b""
        self.started = asyncio.Event()
        self.ended = asyncio.Event()

    def data_received(self, data: bytes) -> None:
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            self._log.append(f"{line.decode(errors='replace')}\n")
            if b'"event": "started"' in line:
                self.started.set()

    def connection_lost(self, exc: Exception | None) -> None:
        self.started.set()
        self.ended.set()
