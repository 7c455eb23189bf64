"""Faults that kill: each waits until its victim is in the middle of one step, and kills it there (SIGKILL)."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Final
from uuid import UUID

from svodka.rehearsal.drill.model import Act, Fault
from svodka.rehearsal.drill.outages import storage_of
from svodka.rehearsal.drill.scene import MomentMissedError, Scene
from svodka.rehearsal.process import Process
from svodka.rehearsal.servers.storage import Fault as StorageFault
from svodka.rehearsal.usage import descendants_of
from svodka.simulator import DOWNLOAD, FaultKind
from svodka.simulator import Fault as TelegramFault

# Until a lease of the killed worker has run out, its uploads wait for the other one.
_WITHOUT_S: Final = 3.0

Moment = Callable[[Scene], Awaitable[Process]]


def killed_at(moment: Moment) -> Act:
    """Wait for the moment, kill its victim, send on without it, and start it again."""

    async def act(scene: Scene) -> None:
        victim = await moment(scene)
        await scene.wave()
        await scene.hold(_WITHOUT_S)
        await victim.start()
        await scene.wave()

    return act


async def worker_of(scene: Scene, upload: UUID) -> Process:
    """Return the worker that has an upload in hand."""
    owner = str(await scene.fleet.ask("SELECT lease_owner FROM uploads WHERE id = :id", id=upload))
    for worker in scene.fleet.workers:
        if f":{worker.pid}:" in owner:
            return worker
    raise MomentMissedError(f"no worker has upload {upload}, its lease is of {owner}")


def sandboxes_of(worker: Process) -> list[int]:
    """List the sandboxes of a worker: children of its one child that makes them."""
    children = descendants_of(worker.pid)
    grandchildren = {pid for child in children for pid in descendants_of(child)}
    return sorted(grandchildren)


@asynccontextmanager
async def _storage_struck(scene: Scene, fault: StorageFault, method: str) -> AsyncIterator[None]:
    """Let one request go wrong, and end the block only when it has come."""
    storage = storage_of(scene.fleet)
    before = len(await storage.seen())
    await storage.strike(fault, times=1, methods=method)
    try:
        yield
        await scene.until(
            f"a {method} to the storage", lambda: _has_seen(scene, before, f"{method} /object/csv-files/")
        )
    finally:
        await storage.heal()


async def _has_seen(scene: Scene, before: int, words: str) -> bool:
    return any(line.startswith(words) for line in (await storage_of(scene.fleet).seen())[before:])


async def _worker_fetching(scene: Scene) -> Process:
    async with _storage_struck(scene, StorageFault.HANG, "GET"):
        upload = await scene.one()
        await scene.until_taken(upload, "stored")
    return await _killed(await worker_of(scene, upload))


async def _worker_analysing(scene: Scene) -> Process:
    upload = await scene.one(large=True)
    await scene.until_taken(upload, "stored")
    worker = await worker_of(scene, upload)

    async def has_sandbox() -> bool:
        return bool(sandboxes_of(worker))

    await scene.until("a sandbox at work", has_sandbox)
    return await _killed(worker)


async def _worker_keeping(scene: Scene) -> Process:
    upload = await scene.one(large=True)
    await scene.until_taken(upload, "stored")
    async with _storage_struck(scene, StorageFault.SILENT, "POST"):
        worker = await worker_of(scene, upload)
    return await _killed(worker)


async def _worker_publishing(scene: Scene) -> Process:
    """Wait for the results to be committed; nobody else moves an upload on meanwhile."""
    async with scene.moves_held("analysed"):
        upload = await scene.one(large=True)
        await scene.until_held()
        return await _killed(await worker_of(scene, upload))


async def _bot_taking_in(scene: Scene) -> Process:
    async with scene.locked("inbox"):
        await scene.one_sent()
        await scene.until_waiting("INSERT INTO inbox")
        return await _killed(scene.fleet.bot)


async def _bot_accepting(scene: Scene) -> Process:
    async with scene.locked("uploads"):
        await scene.one_sent()
        await scene.until_waiting("INSERT INTO uploads")
        return await _killed(scene.fleet.bot)


async def _bot_storing(scene: Scene) -> Process:
    async with _storage_struck(scene, StorageFault.SILENT, "POST"):
        await scene.one_sent()
    return await _killed(scene.fleet.bot)


async def _bot_noting(scene: Scene) -> Process:
    async with scene.moves_held("stored"):
        await scene.one_sent()
        await scene.until_held()
        return await _killed(scene.fleet.bot)


def _bot_calling(*methods: str, kind: FaultKind = FaultKind.HANG) -> Moment:
    """Let the bot's next call of one of these methods not be answered; nothing is done unless it is but SLOW."""

    async def moment(scene: Scene) -> Process:
        telegram = scene.fleet.telegram
        before = await telegram.calls()
        for method in methods:
            await telegram.inject(method, TelegramFault(kind=kind, hang_s=60.0))

        async def is_called() -> bool:
            calls = await telegram.calls()
            return any(calls.get(name, 0) > before.get(name, 0) for name in map(str.lower, methods))

        try:
            sent, _ = await scene.one_sent()
            await scene.until(f"a call of {' or '.join(methods)}", is_called)
            if kind is FaultKind.SLOW:
                await scene.until(
                    "the report, whose sending is not answered", lambda: _is_there(sent.reports)
                )
            return await _killed(scene.fleet.bot)
        finally:
            await telegram.ask("DELETE", "faults")

    return moment


async def _is_there(reports: list[float]) -> bool:
    return bool(reports)


async def _killed(process: Process) -> Process:
    await process.kill()
    return process


async def _machine_restarts(scene: Scene) -> None:
    """Kill everything but Telegram and the storage, which live elsewhere, and start it again."""
    await scene.one_sent(large=True)
    await scene.wave()
    fleet, servers = scene.fleet, scene.fleet.servers
    await asyncio.gather(
        fleet.kill(), asyncio.to_thread(servers.redis.kill), asyncio.to_thread(servers.postgres.kill)
    )
    await scene.wave()
    await asyncio.gather(asyncio.to_thread(servers.redis.start), asyncio.to_thread(servers.postgres.start))
    await fleet.start()
    await scene.wave()


def _kill(name: str, when: str, moment: Moment, *, may_double: int = 0) -> Fault:
    who = name.partition("-")[0]
    return Fault(
        name=name,
        done=f"the {who} is killed {when}",
        undone=f"the {who} is started again after {_WITHOUT_S:g} s",
        act=killed_at(moment),
        may_double=may_double,
    )


KILLS: Final = (
    _kill("worker-killed-fetching", "while it fetches a file from the storage", _worker_fetching),
    _kill("worker-killed-analysing", "while a sandbox analyses a file", _worker_analysing),
    _kill("worker-killed-keeping", "when the storage has a result and did not say so yet", _worker_keeping),
    _kill("worker-killed-publishing", "while its transaction with the results commits", _worker_publishing),
    _kill("bot-killed-taking-in", "while it commits updates to the inbox", _bot_taking_in),
    _kill("bot-killed-accepting", "while it commits the acceptance of a file", _bot_accepting),
    _kill("bot-killed-fetching", "while it fetches a file from Telegram", _bot_calling(DOWNLOAD)),
    _kill("bot-killed-storing", "when the storage has a file and did not say so yet", _bot_storing),
    _kill("bot-killed-noting", "while it commits where a file is stored", _bot_noting),
    _kill(
        "bot-killed-telling",
        "while it says that a file is accepted",
        _bot_calling("sendMessage"),
    ),
    _kill("bot-killed-summing-up", "while it sends the summary", _bot_calling("sendPhoto", "sendMediaGroup")),
    _kill("bot-killed-delivering", "while it sends the report", _bot_calling("sendDocument")),
    _kill(
        "bot-killed-unmarked",
        "when Telegram has the report and did not say so yet",
        _bot_calling("sendDocument", kind=FaultKind.SLOW),
        may_double=1,
    ),
    Fault(
        name="machine-restarts",
        done="bot, workers, Redis and PostgreSQL are killed at once",
        undone="all of them are started again",
        act=_machine_restarts,
    ),
)
