"""A TCP proxy that injects faults of the network between a process and a server.

It knows bytes only, so it stands before PostgreSQL, Redis, the storage and Telegram alike.
"""

import asyncio
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from enum import Enum
from typing import Final

_CHUNK_BYTES: Final = 65_536
# How long a pump that stands still waits before it looks whether it may go on, should nobody tell it.
_LOOK_S: Final = 60.0
# With this, closing a socket resets its connection.
_AT_ONCE: Final = struct.pack("ii", 1, 0)


class Trouble(Enum):
    """What may be wrong with a way over the network."""

    HANG = "connections are taken, and nothing moves on them"
    BLACK_HOLE = "what either side sends is lost"
    TRICKLE = "a byte a second, either way"
    RESET = "a connection is reset once `after_bytes` have come over it, counted both ways"
    REFUSE = "nobody listens, and open connections are reset"
    LATENCY = "every piece is `delay_s` late"
    NARROW = "at most `bytes_per_s`, either way"


@dataclass(frozen=True, kw_only=True, slots=True)
class Weather:
    """A trouble with its measures. Those that the trouble does not name are of no matter."""

    trouble: Trouble
    delay_s: float = 0.1
    bytes_per_s: int = 100_000
    after_bytes: int = 500


class Proxy:
    """A proxy before one server. What strikes it holds for open connections and for new ones until `heal`."""

    def __init__(self, target_host: str, target_port: int) -> None:
        self._target = (target_host, target_port)
        self._weather: Weather | None = None
        self._changed = asyncio.Event()
        self._server: asyncio.Server | None = None
        self._connections: set[_Connection] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self.port = 0

    @property
    def connections(self) -> int:
        """How many connections are open through it."""
        return len(self._connections)

    @property
    def weather(self) -> Weather | None:
        """What is wrong now."""
        return self._weather

    @property
    def changed(self) -> asyncio.Event:
        """Set when the weather changes; whoever stands still then looks again."""
        return self._changed

    async def strike(self, trouble: Trouble | Weather) -> None:
        """Let this go wrong from now on, instead of whatever went wrong before."""
        weather = trouble if isinstance(trouble, Weather) else Weather(trouble=trouble)
        if weather.trouble is Trouble.REFUSE:
            await self._stop_listening()
            self.cut()
        else:
            await self._listen()
        self._turn(weather)

    async def heal(self) -> None:
        """Let everything pass; what was held back goes on its way."""
        self._turn(None)
        await self._listen()

    def cut(self) -> None:
        """Reset every open connection."""
        for connection in self._connections:
            connection.reset()

    async def close(self) -> None:
        """Listen no more, and end every connection."""
        await self._stop_listening()
        self.cut()
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)

    def _turn(self, weather: Weather | None) -> None:
        self._weather = weather
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    async def _listen(self) -> None:
        if self._server is None:
            self._server = await asyncio.start_server(self._take, "127.0.0.1", self.port)
            self.port = self._server.sockets[0].getsockname()[1]

    async def _stop_listening(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one connection to its end."""
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        connection = _Connection(self, writer)
        self._connections.add(connection)
        try:
            # Whoever cannot reach the server hears it as they would without us: the connection is reset.
            with suppress(OSError):
                await connection.carry(reader, self._target)
        except asyncio.CancelledError:
            pass  # Only `close` cancels, and it waits for us.
        finally:
            connection.reset()
            self._connections.discard(connection)
            self._tasks.discard(task)


class _Connection:
    """One connection through the proxy: two pumps, which look at the weather before each piece."""

    def __init__(self, proxy: Proxy, client: asyncio.StreamWriter) -> None:
        self._proxy = proxy
        self._writers = [client]
        self._carried = 0

    async def carry(self, reader: asyncio.StreamReader, target: tuple[str, int]) -> None:
        """Carry bytes both ways until the server ends the connection or somebody resets it."""
        while self._trouble() in (Trouble.HANG, Trouble.BLACK_HOLE):
            await self._wait(_LOOK_S)
        there, server = await asyncio.open_connection(*target)
        self._writers.append(server)
        client = self._writers[0]
        asking = asyncio.ensure_future(self._pump(reader, server))
        answering = asyncio.ensure_future(self._pump(there, client))
        try:
            # A client that has asked may hear the answer yet; a server that ends has said all it had to say.
            done, _ = await asyncio.wait({asking, answering}, return_when=asyncio.FIRST_COMPLETED)
            if asking in done and not asking.exception():
                await answering
        finally:
            for pump in (asking, answering):
                pump.cancel()
            await asyncio.wait({asking, answering})
        for pump in (asking, answering):
            if not pump.cancelled():
                pump.result()
        client.close()
        await client.wait_closed()

    def reset(self) -> None:
        """End the connection as a crashed machine would."""
        for writer in self._writers:
            with suppress(OSError):
                writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
            writer.transport.abort()

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        while piece := await source.read(_CHUNK_BYTES):
            while piece:
                piece = await self._pass(piece, sink)
        if sink.can_write_eof():
            sink.write_eof()

    async def _pass(self, piece: bytes, sink: asyncio.StreamWriter) -> bytes:
        """Send a part of a piece as the weather lets it; return what is left of it."""
        weather = self._proxy.weather
        part, pause_s = piece, 0.0
        match weather.trouble if weather else None:
            case Trouble.HANG:
                await self._wait(_LOOK_S)
                return piece
            case Trouble.BLACK_HOLE:
                return b""
            case Trouble.TRICKLE:
                part, pause_s = piece[:1], 1.0
            case Trouble.LATENCY if weather:
                await asyncio.sleep(weather.delay_s)
            case Trouble.NARROW if weather:
                part = piece[: max(weather.bytes_per_s // 10, 1)]
                pause_s = len(part) / weather.bytes_per_s
            case Trouble.RESET if weather and self._carried + len(piece) > weather.after_bytes:
                sink.write(piece[: max(weather.after_bytes - self._carried, 0)])
                self.reset()
                raise ConnectionResetError
        self._carried += len(part)
        sink.write(part)
        await sink.drain()
        if pause_s:
            await self._wait(pause_s)
        return piece[len(part) :]

    def _trouble(self) -> Trouble | None:
        weather = self._proxy.weather
        return weather.trouble if weather else None

    async def _wait(self, longest_s: float) -> None:
        """Stand still until the weather changes, so many seconds at the longest."""
        with suppress(TimeoutError):
            async with asyncio.timeout(longest_s):
                await self._proxy.changed.wait()


@asynccontextmanager
async def open_proxy(target_port: int, target_host: str = "127.0.0.1") -> AsyncIterator[Proxy]:
    """Run a proxy before a server while the block lasts; it need not run yet."""
    proxy = Proxy(target_host, target_port)
    await proxy.heal()
    try:
        yield proxy
    finally:
        await proxy.close()
