"""Hears a sandbox out without a thread: what it writes is read as it comes, so half a message keeps nobody waiting."""

import asyncio
import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

# As `multiprocessing.connection.Connection.send_bytes` writes it before each message.
_LENGTH: Final = struct.Struct("!i")
_READ_BYTES: Final = 65_536


class Ear:
    """Whole messages out of a pipe, in order; none may have more than `most_bytes`."""

    def __init__(self, fd: int, most_bytes: int) -> None:
        self._fd = fd
        self._most_bytes = most_bytes
        self._heard = bytearray()
        self._is_over = False
        self._came = asyncio.Event()

    async def message(self) -> bytes:
        """Wait for the next message. Raises EOFError at the end, and OSError where it would be too long."""
        while (message := self._taken()) is None:
            if self._is_over:
                raise EOFError("the pipe was closed")
            self._came.clear()
            await self._came.wait()
        return message

    def hear(self) -> None:
        """Read what is there; the loop calls it when there is something, or the end."""
        try:
            heard = os.read(self._fd, _READ_BYTES)
        except BlockingIOError:
            return
        self._heard += heard
        if not heard:
            self._is_over = True
            asyncio.get_running_loop().remove_reader(self._fd)
        self._came.set()

    def _taken(self) -> bytes | None:
        """Take the first message, if the whole of it is there."""
        if len(self._heard) < _LENGTH.size:
            return None
        (size,) = _LENGTH.unpack_from(self._heard)
        if not 0 <= size <= self._most_bytes:
            raise OSError(f"a message of {size} bytes, where at most {self._most_bytes} are allowed")
        end = _LENGTH.size + size
        if len(self._heard) < end:
            return None
        message = bytes(self._heard[_LENGTH.size : end])
        del self._heard[:end]
        return message


@contextmanager
def hearing(fd: int, *, most_bytes: int) -> Iterator[Ear]:
    """Listen to a pipe while the block lasts; who opened it closes it."""
    os.set_blocking(fd, False)
    ear = Ear(fd, most_bytes)
    loop = asyncio.get_running_loop()
    loop.add_reader(fd, ear.hear)
    try:
        yield ear
    finally:
        loop.remove_reader(fd)


async def until_readable(fd: int) -> None:
    """Wait until there is something to be read, or the end."""
    loop = asyncio.get_running_loop()
    ready = asyncio.Event()
    loop.add_reader(fd, ready.set)
    try:
        await ready.wait()
    finally:
        loop.remove_reader(fd)
