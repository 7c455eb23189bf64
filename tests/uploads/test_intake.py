"""What Telegram posts is confirmed only when it is committed, and only to whoever knows the secret."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from svodka.errors import PassingError
from svodka.uploads import MAX_BODY_BYTES, Intake, Update, Webhook, Work, Works
from tests.uploads.conftest import World

SECRET = "a-secret-of-ours"
BOT = 42


@dataclass
class Gate:
    """Stands before the database: counts commits, keeps them waiting, fails them as told."""

    works: Works
    open: asyncio.Event = field(default_factory=asyncio.Event)
    failures: list[Exception] = field(default_factory=list)
    commits: int = 0
    woken: int = 0

    def __post_init__(self) -> None:
        self.open.set()

    @asynccontextmanager
    async def __call__(self, *, autocommit: bool = False) -> AsyncIterator[Work]:
        await self.open.wait()
        if self.failures:
            raise self.failures.pop(0)
        async with self.works(autocommit=autocommit) as work:
            yield work
        self.commits += 1

    def wake(self) -> None:
        self.woken += 1


@pytest.fixture
def gate(world: World) -> Gate:
    return Gate(world.works)


@pytest.fixture
def webhook(world: World, gate: Gate) -> Webhook:
    return Webhook(Intake(works=gate, clock=world.clock, bot_id=BOT, wake=gate.wake), secret=SECRET)


def body(update_id: int) -> bytes:
    return json.dumps({"update_id": update_id, "message": {"text": "Привет"}}).encode()


async def kept(world: World) -> list[Update]:
    async with world.works() as work:
        return [update for _, update in await work.inbox.pending(BOT, 1000)]


async def test_an_update_is_committed_before_it_is_confirmed_and_wakes_the_feed(
    world: World, webhook: Webhook, gate: Gate
) -> None:
    receipt = await webhook.receive(body(7), SECRET)

    assert receipt.status == 200
    [update] = await kept(world)
    assert (update.update_id, update.payload["message"]) == (7, {"text": "Привет"})
    assert gate.woken == 1


async def test_an_update_posted_twice_is_kept_once_and_confirmed_twice(
    world: World, webhook: Webhook
) -> None:
    receipts = await asyncio.gather(*(webhook.receive(body(7), SECRET) for _ in range(3)))

    assert [receipt.status for receipt in receipts] == [200] * 3
    assert len(await kept(world)) == 1


@pytest.mark.parametrize("secret", [None, "", "a-secret-of-ourz", SECRET + "x", "секрет", "\udcff"])
async def test_a_post_without_the_secret_is_refused_and_not_even_read(
    world: World, webhook: Webhook, secret: str | None
) -> None:
    assert (await webhook.receive(b"not json at all", secret)).status == 403
    assert (await webhook.receive(body(7), secret)).status == 403
    assert await kept(world) == []


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 400),
        (b"\xff", 400),
        (b"[]", 400),
        (b"{}", 400),
        (b'{"update_id": "7"}', 400),
        (b'{"update_id": true}', 400),
        (b'{"update_id": -1}', 400),
        (b'{"update_id": 9223372036854775808}', 400),
        (b"[" * 200_000, 400),
        (b" " * (MAX_BODY_BYTES + 1), 413),
    ],
)
async def test_what_is_no_update_is_refused(webhook: Webhook, content: bytes, status: int) -> None:
    assert (await webhook.receive(content, SECRET)).status == status


async def test_while_the_database_is_away_telegram_is_asked_to_come_again(
    world: World, webhook: Webhook, gate: Gate
) -> None:
    gate.failures.append(PassingError("the database is away"))

    receipt = await webhook.receive(body(7), SECRET)

    assert (receipt.status, dict(receipt.headers)) == (503, {"Retry-After": "2"})
    assert await kept(world) == []
    assert (await webhook.receive(body(7), SECRET)).status == 200


async def waiting_for(webhook: Webhook, gate: Gate, numbers: range) -> list[asyncio.Task[int]]:
    """Let a first post hold the database, and the others gather behind it."""

    async def status(number: int) -> int:
        return (await webhook.receive(body(number), SECRET)).status

    gate.open.clear()
    tasks = [asyncio.create_task(status(number)) for number in numbers]
    await asyncio.sleep(0)  # each goes as far as it can without waiting
    return tasks


async def test_posts_that_come_together_share_a_commit(world: World, webhook: Webhook, gate: Gate) -> None:
    tasks = await waiting_for(webhook, gate, range(100))

    gate.open.set()

    assert await asyncio.gather(*tasks) == [200] * 100
    assert len(await kept(world)) == 100
    assert gate.commits <= 3


async def test_a_post_that_is_broken_off_takes_no_other_with_it(
    world: World, webhook: Webhook, gate: Gate
) -> None:
    tasks = await waiting_for(webhook, gate, range(5))

    tasks[0].cancel()
    tasks[1].cancel()
    await asyncio.wait(tasks[:2])
    gate.open.set()

    assert await asyncio.gather(*tasks[2:]) == [200] * 3
    assert {update.update_id for update in await kept(world)} >= {2, 3, 4}


@pytest.mark.parametrize(
    ("failure", "statuses"),
    [(PassingError("away"), {503}), (ValueError("one of them is bad"), {200})],
    ids=["database away", "bad update"],
)
async def test_a_commit_that_fails_is_told_to_all_who_shared_it(
    world: World, webhook: Webhook, gate: Gate, failure: Exception, statuses: set[int]
) -> None:
    tasks = await waiting_for(webhook, gate, range(5))

    gate.failures += [failure]
    gate.open.set()
    results = await asyncio.gather(*tasks)

    confirmed = {number for number, status in enumerate(results) if status == 200}
    assert {update.update_id for update in await kept(world)} == confirmed
    assert statuses <= set(results)
