"""What comes out of a sandbox's pipe is heard message by message, however it is cut."""

import asyncio
import os
from collections.abc import Iterator
from contextlib import closing
from multiprocessing import Pipe
from multiprocessing.connection import Connection

import pytest

from svodka.workers.hearing import Ear, hearing

_MOST_BYTES = 100_000


@pytest.fixture
def pipe() -> Iterator[tuple[Connection, Connection]]:
    ours, theirs = Pipe(duplex=False)
    with closing(ours), closing(theirs):
        yield ours, theirs


async def all_of(ear: Ear) -> list[bytes]:
    heard = []
    while True:
        try:
            heard.append(await ear.message())
        except EOFError:
            return heard


async def test_messages_come_whole_and_in_order_until_the_end(pipe: tuple[Connection, Connection]) -> None:
    ours, theirs = pipe
    messages = [b"", b"a", b"b" * _MOST_BYTES, b"c"]

    def say() -> None:
        for message in messages:
            theirs.send_bytes(message)
        theirs.close()

    with hearing(ours.fileno(), most_bytes=_MOST_BYTES) as ear:
        heard, _ = await asyncio.gather(all_of(ear), asyncio.to_thread(say))

    assert heard == messages


async def test_a_message_in_pieces_is_heard_with_its_last_and_half_a_one_never(
    pipe: tuple[Connection, Connection],
) -> None:
    ours, theirs = pipe
    with hearing(ours.fileno(), most_bytes=_MOST_BYTES) as ear:
        waiting = asyncio.create_task(ear.message())
        for piece in (b"\0\0", b"\0\3", b"ab", b"c\0\0"):
            assert not waiting.done()
            os.write(theirs.fileno(), piece)
            await asyncio.sleep(0)
        assert await waiting == b"abc"
        theirs.close()
        with pytest.raises(EOFError):
            await ear.message()


@pytest.mark.parametrize("length", [_MOST_BYTES + 1, -1])
async def test_what_would_be_too_long_is_not_waited_for(
    pipe: tuple[Connection, Connection], length: int
) -> None:
    ours, theirs = pipe
    os.write(theirs.fileno(), length.to_bytes(4, "big", signed=True))
    with (
        hearing(ours.fileno(), most_bytes=_MOST_BYTES) as ear,
        pytest.raises(OSError, match=f"a message of {length} bytes"),
    ):
        await ear.message()
