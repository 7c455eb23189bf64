"""What restarts cost: updates that are never answered, and those answered twice, by polling and by webhook.

Run: `.venv/bin/python benchmarks/restarts.py`, with `--updates 3000` for how many, `--webhook` for Telegram's posts.
While people write, the bot (`svodka run`, SQLite) is stopped three times with SIGTERM and killed three times with
SIGKILL, in turn. Each text is answered by one; what a chat has too few of was lost, what it has too many of left twice.
"""

import argparse
import asyncio
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from time import monotonic
from typing import Final

ROOT: Final = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.e2e.installation import Bot, open_installation  # noqa: E402 - found once the root is in the path

from svodka.rehearsal.servers.ports import free_port  # noqa: E402 - after the path
from svodka.simulator import RemotePerson, RemoteSimulator  # noqa: E402 - after the path

EACH: Final = 10  # texts that one person writes
ENDS: Final = ("SIGTERM", "SIGKILL") * 3
QUIET_S: Final = 15.0  # without a new answer for so long, no more will come


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How it ended."""

    way: str
    updates: int
    answered: int
    lost: int
    twice: int
    stopped_badly: int
    seconds: float


def settings_of(*, webhook: bool) -> dict[str, str]:
    common = {"SVODKA_MESSAGES_PER_SECOND": "1000", "SVODKA_WORKER_THREADS": "1"}
    if not webhook:
        return common
    port = str(free_port())
    return common | {
        "SVODKA_WEB_PORT": port,
        "SVODKA_WEBHOOK_URL": f"http://127.0.0.1:{port}/telegram",
        "SVODKA_WEBHOOK_SECRET": "a-secret-between-us",
    }


async def write(people: Sequence[RemotePerson], bot: Bot) -> int:
    """Have people write, and end the bot and start it again meanwhile; return how many stops went badly."""
    badly = 0
    turns = len(people) * EACH
    every = max(1, turns // (len(ENDS) + 1))
    ends = iter(ENDS)
    for turn in range(turns):
        await people[turn % len(people)].send_text(f"text {turn}")
        if turn % every == every - 1 and (end := next(ends, None)):
            code = await (bot.stop() if end == "SIGTERM" else bot.kill())
            if end == "SIGTERM" and code != 0:
                badly += 1
                sys.stderr.write(f"ended with {code}: {bot.log[-1]}\n")
            await bot.start()
    return badly


async def answers(telegram: RemoteSimulator, people: Sequence[RemotePerson]) -> list[int]:
    """Count the answers in each chat once no more come.

    Telegram waits longer after each post that failed, a minute and more: while it holds updates, more will come.
    """
    counted, since = [0] * len(people), monotonic()
    while sum(counted) < len(people) * EACH or monotonic() - since < 2.0:
        await asyncio.gather(*(person.events_after(person.position, 0.1) for person in people))
        now = [sum(message.from_bot for message in person.messages) for person in people]
        if now != counted:
            counted, since = now, monotonic()
        elif await telegram.pending_updates():
            since = monotonic()
        elif monotonic() - since > QUIET_S:
            break
    return counted


async def measure(updates: int, *, webhook: bool) -> Outcome:
    begun = monotonic()
    with tempfile.TemporaryDirectory() as folder:
        settings = settings_of(webhook=webhook)
        async with open_installation(Path(folder), **settings) as (bot, telegram):
            people = [await telegram.person(name=f"Person {n}") for n in range(max(1, updates // EACH))]
            await bot.start()
            badly = await write(people, bot)
            counted = await answers(telegram, people)
    return Outcome(
        way="webhook" if webhook else "polling",
        updates=len(people) * EACH,
        answered=sum(counted),
        lost=sum(max(0, EACH - count) for count in counted),
        twice=sum(max(0, count - EACH) for count in counted),
        stopped_badly=badly,
        seconds=round(monotonic() - begun, 1),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--updates", type=int, default=3000)
    parser.add_argument("--webhook", action="store_true")
    given = parser.parse_args()
    print(json.dumps(asdict(asyncio.run(measure(given.updates, webhook=given.webhook)))))


if __name__ == "__main__":
    main()
