"""The sign of life is as old as the last heartbeat that came to its end, and goes with its process."""

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from svodka.errors import PassingError
from svodka.watching import Role, Sign, open_sign

LONG_AGO = 1_000_000_000.0


@pytest.fixture
def sign(tmp_path: Path) -> Iterator[Sign]:
    with open_sign(tmp_path, Role.BOT) as sign:
        yield sign


def is_old(sign: Sign) -> bool:
    return sign.path.stat().st_mtime == LONG_AGO


def grow_old(sign: Sign) -> None:
    os.utime(sign.path, (LONG_AGO, LONG_AGO))


async def well() -> int:
    return 7


async def away() -> int:
    raise PassingError("the database is away")


def test_it_is_there_from_the_start_and_gone_at_the_end(tmp_path: Path) -> None:
    with open_sign(tmp_path, Role.WORKER):
        assert [path.name for path in tmp_path.iterdir()] == ["alive-worker"]
    assert not list(tmp_path.iterdir())


async def test_a_heartbeat_renews_it(sign: Sign) -> None:
    grow_old(sign)
    assert await sign.after(well) == 7
    assert not is_old(sign)


async def test_a_database_that_is_away_does_not_make_it_old(sign: Sign) -> None:
    grow_old(sign)
    with pytest.raises(PassingError):
        await sign.after(away)
    assert not is_old(sign)


async def test_a_heartbeat_that_hangs_does(sign: Sign) -> None:
    grow_old(sign)
    begun, never = asyncio.Event(), asyncio.Event()

    async def hang() -> int:
        begun.set()
        await never.wait()
        return 0

    beating = asyncio.create_task(sign.after(hang))
    await begun.wait()
    assert is_old(sign)
    never.set()
    await beating
    assert not is_old(sign)
