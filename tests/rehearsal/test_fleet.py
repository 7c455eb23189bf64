"""A fleet is a whole installation: it answers, is looked at from outside, survives a kill, and leaves nothing."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from svodka.rehearsal import Fleet, Plan, Trouble, Way, open_fleet
from svodka.simulator import Message, RemotePerson

pytestmark = [pytest.mark.timeout(240), pytest.mark.xdist_group("processes")]

REPORT_S = 60
TABLE = "date,amount\n" + "\n".join(f"2026-01-{day:02d},{day}.50" for day in range(1, 29))


@pytest.fixture
async def fleet() -> AsyncIterator[Fleet]:
    async with open_fleet(Plan(proxied=True)) as fleet:
        yield fleet


async def report_for(person: RemotePerson, name: str) -> Message:
    await person.send_document(TABLE.encode(), name)
    return await person.wait_for(
        lambda m: m.from_bot and m.document is not None and (m.document.name or "").endswith(".html"),
        timeout_s=REPORT_S,
    )


async def test_a_fleet_answers_and_leaves_nothing(fleet: Fleet) -> None:
    person = await fleet.telegram.person()
    async with fleet.sampled() as samples:
        await report_for(person, "a.csv")
        await fleet.kill(fleet.workers[0])
        await report_for(person, "b.csv")
        await fleet.start()

    assert await fleet.ask("SELECT count(*) FROM uploads WHERE object_key IS NOT NULL") == 2
    assert 0 < samples.most_sessions <= fleet.plan.session_limit
    for name in ("bot", "worker-1", "worker-2", "simulator", "storage", "postgres", "redis"):
        assert samples.most_rss_mb(name) > 1
    assert samples.cpu_s("worker-2") > 0
    assert set((await fleet.stop()).values()) == {0}
    left = await fleet.left_over()
    assert (left.total, str(left)) == (0, "nothing")


async def test_what_is_left_is_found(fleet: Fleet) -> None:
    person = await fleet.telegram.person()
    await report_for(person, "a.csv")
    await fleet.kill()
    (fleet.scratch / "object-1").touch()
    await fleet.rows("UPDATE uploads SET results = '{}' RETURNING id")

    left = await fleet.left_over()

    assert "object-1" in left.temp_files
    assert left.objects
    assert left.sessions == left.processes == 0
    assert left.total == len(left.temp_files) + len(left.objects)


async def test_every_way_can_be_troubled(fleet: Fleet) -> None:
    person = await fleet.telegram.person()
    for way in Way:
        await fleet.way(way).strike(Trouble.REFUSE)
    await person.send_document(TABLE.encode(), "a.csv")
    with pytest.raises(TimeoutError):
        await person.wait_for(lambda m: m.from_bot, timeout_s=1)

    await asyncio.gather(*(fleet.way(way).heal() for way in Way))

    await person.wait_for(lambda m: m.document is not None and m.from_bot, timeout_s=REPORT_S)
