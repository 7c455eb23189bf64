"""Large files and many: the bot's memory does not grow with a file, and 200 at once are all taken."""

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import pytest

from svodka.rehearsal import Fleet, Plan, open_fleet
from tests.e2e.test_restarts import has_reports, table

pytestmark = [pytest.mark.timeout(400), pytest.mark.xdist_group("processes")]

MIB: Final = 1 << 20
LARGE_BYTES: Final = 20 * MIB
MOST_MORE_MB: Final = 8
MANY: Final = 200
PATIENCE_S: Final = 300


@pytest.fixture
async def fleet(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Fleet]:
    async with open_fleet(Plan(commands=request.param), folder=tmp_path) as fleet:
        yield fleet
        sys.stdout.write(fleet.log)  # shown where the test fails


def memory_mb(pid: int, what: str) -> float:
    """Return MB of a process's memory: `VmRSS` now, or the most since the peak was reset, `VmHWM`."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition(f"{what}:")[2].split()[0]) / 1024


def large_table() -> bytes:
    line = (
        "2026-01-{day:02d},shop {shop},{amount}.50,a remark that makes the line longer than it needs to be\n"
    )
    rows = "".join(line.format(day=n % 28 + 1, shop=n % 7, amount=n % 997) for n in range(20_000))
    whole = ("date,shop,amount,remark\n" + rows * (LARGE_BYTES // len(rows) + 1)).encode()[:LARGE_BYTES]
    return whole[: whole.rindex(b"\n") + 1]


@pytest.mark.parametrize("fleet", [("bot", "worker")], indirect=True)
async def test_20_mb_through_the_bot_take_at_most_8_mb_of_its_memory(fleet: Fleet, tmp_path: Path) -> None:
    person = await fleet.telegram.person()
    await person.send_document(table(1), "small.csv")
    await has_reports(person, 1, PATIENCE_S)
    Path(f"/proc/{fleet.bot.pid}/clear_refs").write_text("5")  # resets the peak
    idle = memory_mb(fleet.bot.pid, "VmRSS")
    (tmp_path / "large.csv").write_bytes(large_table())

    await person.send_document(tmp_path / "large.csv")
    await has_reports(person, 2, PATIENCE_S)

    more = memory_mb(fleet.bot.pid, "VmHWM") - idle
    sys.stdout.write(f"the bot took {more:.1f} MB more than idle\n")
    assert more <= MOST_MORE_MB


@pytest.mark.parametrize("fleet", [("bot",)], indirect=True)
async def test_200_files_at_once_are_all_accepted_and_stored(fleet: Fleet) -> None:
    people = [await fleet.telegram.person(name=f"Person {number}") for number in range(MANY)]

    await asyncio.gather(*(person.send_document(table(person.id), "a.csv") for person in people))

    async with asyncio.timeout(PATIENCE_S):
        while await fleet.ask("SELECT count(*) FROM uploads WHERE state = 'stored'") < MANY:  # noqa: ASYNC110  # rows have no event
            await asyncio.sleep(0.2)
    assert await fleet.ask("SELECT count(*) FROM uploads") == MANY
    assert await fleet.ask("SELECT count(*) FROM uploads WHERE last_error IS NOT NULL") == 0
    assert [line for line in fleet.log.splitlines() if "put off" in line or "is away" in line] == []
