"""The proxy lets everything pass, and each trouble does what its name says until it is over."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic

import pytest

from svodka.rehearsal.proxy import Proxy, Trouble, Weather, open_proxy

SHORT_S = 0.2
LONG_S = 10


@pytest.fixture
async def echo() -> AsyncIterator[int]:
    """A server that answers a line with the same line, and ends when its client does."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async for line in reader:
            writer.write(line)
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0, limit=1 << 22)
    async with server:
        yield server.sockets[0].getsockname()[1]


@pytest.fixture
async def proxy(echo: int) -> AsyncIterator[Proxy]:
    async with open_proxy(echo) as proxy:
        yield proxy


@asynccontextmanager
async def calling(proxy: Proxy) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port, limit=1 << 22)
    try:
        yield reader, writer
    finally:
        writer.transport.abort()


async def ask(proxy: Proxy, line: bytes = b"hello\n", longest_s: float = LONG_S) -> bytes:
    async with calling(proxy) as (reader, writer), asyncio.timeout(longest_s):
        writer.write(line)
        return await reader.readuntil(b"\n")


async def test_in_fair_weather_everything_passes_and_every_connection_ends(proxy: Proxy) -> None:
    line = bytes(1_000_000) + b"\n"
    async with calling(proxy) as (reader, writer):
        writer.write(line)
        writer.write_eof()
        assert await reader.read(-1) == line

    async with asyncio.timeout(LONG_S):
        while proxy.connections:  # noqa: ASYNC110  # nobody is told when one ends
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("trouble", [Trouble.HANG, Trouble.BLACK_HOLE, Trouble.TRICKLE])
async def test_where_nothing_moves_a_new_connection_hears_nothing_until_it_is_over(
    proxy: Proxy, trouble: Trouble
) -> None:
    await proxy.strike(trouble)
    with pytest.raises(TimeoutError):
        await ask(proxy, longest_s=SHORT_S)

    await proxy.heal()

    assert await ask(proxy) == b"hello\n"


async def test_what_hangs_goes_on_its_way_when_that_is_over(proxy: Proxy) -> None:
    async with calling(proxy) as (reader, writer):
        writer.write(b"one\n")
        assert await reader.readline() == b"one\n"
        await proxy.strike(Trouble.HANG)
        writer.write(b"two\n")
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(reader.readline(), SHORT_S)
        await proxy.heal()
        assert await reader.readline() == b"two\n"


async def test_a_trickle_gives_a_byte_a_second(proxy: Proxy) -> None:
    await proxy.strike(Trouble.TRICKLE)
    begun = monotonic()

    assert await ask(proxy, b"a\n") == b"a\n"

    assert 1 <= monotonic() - begun < LONG_S


async def test_a_refusal_cuts_what_is_open_and_takes_nobody_until_it_is_over(proxy: Proxy) -> None:
    async with calling(proxy) as (reader, writer):
        writer.write(b"one\n")
        assert await reader.readline() == b"one\n"
        await proxy.strike(Trouble.REFUSE)
        with pytest.raises(ConnectionResetError):
            await reader.readline()
    with pytest.raises(ConnectionRefusedError):
        await ask(proxy)

    await proxy.heal()

    assert await ask(proxy) == b"hello\n"


async def test_a_connection_is_reset_in_the_middle_of_what_it_carries(proxy: Proxy) -> None:
    await proxy.strike(Weather(trouble=Trouble.RESET, after_bytes=1000))
    with pytest.raises((ConnectionResetError, asyncio.IncompleteReadError)):
        await ask(proxy, bytes(2000) + b"\n")

    assert await ask(proxy, b"short\n") == b"short\n"


async def test_a_narrow_way_takes_its_time(proxy: Proxy) -> None:
    await proxy.strike(Weather(trouble=Trouble.NARROW, bytes_per_s=20_000))
    begun = monotonic()

    assert len(await ask(proxy, bytes(9_999) + b"\n")) == 10_000

    assert monotonic() - begun >= 0.5
