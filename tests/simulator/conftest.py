"""A simulator, a clock set by hand, and real aiogram bots that talk to it over HTTP."""

import struct
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from svodka.simulator import LocalPerson, Simulator, open_simulator


class HandClock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += seconds


@asynccontextmanager
async def open_bot(simulator: Simulator, token: str | None = None) -> AsyncIterator[Bot]:
    """A bot as anybody would make it, but for the address."""
    server = TelegramAPIServer.from_base(simulator.api_url)
    bot = Bot(token or simulator.token, session=AiohttpSession(api=server))
    try:
        yield bot
    finally:
        # Closing the HTTP session itself spares the 250 ms that aiogram sleeps for the sake of TLS.
        session = bot.session
        assert isinstance(session, AiohttpSession)
        await (await session.create_session()).close()


def png(width: int, height: int, padding: int = 0) -> bytes:
    """A picture of one colour; `padding` bytes of nothing make it heavier."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    pixels = zlib.compress((b"\0" + bytes((width + 7) // 8)) * height)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        [
            chunk(b"IHDR", header),
            chunk(b"IDAT", pixels),
            chunk(b"tEXt", bytes(padding)),
            chunk(b"IEND", b""),
        ]
    )


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
async def simulator(clock: HandClock) -> AsyncIterator[Simulator]:
    async with open_simulator(clock=clock) as opened:
        yield opened


@pytest.fixture
async def bot(simulator: Simulator) -> AsyncIterator[Bot]:
    async with open_bot(simulator) as opened:
        yield opened


@pytest.fixture
async def person(simulator: Simulator) -> LocalPerson:
    """Somebody who has pressed Start, so that the bot may write."""
    person = simulator.person(name="Анна")
    await person.send_text("/start")
    return person
