"""A process of the service: started, stopped, killed, heard."""

import asyncio
import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from svodka.rehearsal.usage import Usage, usage_of

START_S: Final = 60.0
STOP_S: Final = 40.0
_LINE_BYTES: Final = 1 << 20
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
    _listening: asyncio.Task[None] | None = None
    _heard: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self._heard.set()

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
        environment = {"PATH": os.environ["PATH"], **self.settings, **(more or {})}
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "svodka",
            self.command,
            env=environment,
            stdin=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is for whoever started us, who then stops it in order.
            limit=_LINE_BYTES,
        )
        started = asyncio.Event()
        self._listening = asyncio.create_task(self._listen(self._process, started))
        try:
            async with asyncio.timeout(START_S):
                await started.wait()
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
        self._heard.clear()

    def read_on(self) -> None:
        """Read its log again."""
        self._heard.set()

    async def _listen(self, process: asyncio.subprocess.Process, started: asyncio.Event) -> None:
        assert process.stderr is not None
        async for line in process.stderr:
            self.log.append(line.decode())
            if '"event": "started"' in self.log[-1]:
                started.set()
            await self._heard.wait()
        started.set()
        await process.wait()

    async def _end(self, number: signal.Signals) -> int:
        assert self._process is not None
        if self._process.returncode is None:
            self._process.send_signal(number)
        async with asyncio.timeout(STOP_S):
            code = await self._process.wait()
            self._heard.set()
            if self._listening is not None:
                await self._listening
        return code
