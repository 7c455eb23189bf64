"""Faults that begin, last and pass while people send on: those of storage, queue, database and Telegram."""

import asyncio
from collections.abc import Callable
from typing import Any, Final

from svodka.rehearsal.drill.model import Act, Deed, Fault
from svodka.rehearsal.drill.scene import Scene
from svodka.rehearsal.fleet import Fleet, Way
from svodka.rehearsal.proxy import Trouble, Weather
from svodka.rehearsal.servers.storage import Fault as StorageFault
from svodka.rehearsal.servers.storage import RemoteStandIn
from svodka.simulator import ANY_METHOD, FaultKind
from svodka.simulator import Fault as TelegramFault

# As long as the promise to people: who sends while the storage is down hears within this that the file is late.
TOLD_LATE_S: Final = 3.0
_DOWN_S: Final = 120.0
_SHORT_S: Final = 8.0
# Longer than an upload to the storage may take.
_LONG_S: Final = 20.0
_FULL_SPEED_BYTES: Final = 2_000
_MANY_CALLS: Final = 1_000
# Less than the bot itself waits for an answer, so that the call is known not to have been carried out.
_SILENCE_S: Final = 6.0


def amid(strike: Deed, heal: Deed, lasts_s: float) -> Act:
    """Send, let the fault begin, send on, let it last, heal it, and send once more."""

    async def act(scene: Scene) -> None:
        await scene.wave()
        await strike(scene.fleet)
        try:
            await scene.wave(amid=True)
            await scene.hold(lasts_s)
        finally:
            await heal(scene.fleet)
        await scene.wave()

    return act


def _troubled(way: Way, trouble: Trouble | Weather, lasts_s: float) -> Act:
    async def strike(fleet: Fleet) -> None:
        await fleet.way(way).strike(trouble)

    async def heal(fleet: Fleet) -> None:
        await fleet.way(way).heal()

    return amid(strike, heal, lasts_s)


def storage_of(fleet: Fleet) -> RemoteStandIn:
    """Return the stand-in, which a drill's fleet always has."""
    assert fleet.servers.storage is not None
    return fleet.servers.storage


def _storage_answers(fault: StorageFault, lasts_s: float) -> Act:
    async def strike(fleet: Fleet) -> None:
        await storage_of(fleet).strike(fault)

    async def heal(fleet: Fleet) -> None:
        await storage_of(fleet).heal()

    return amid(strike, heal, lasts_s)


def _telegram_answers(fault: TelegramFault, lasts_s: float) -> Act:
    async def strike(fleet: Fleet) -> None:
        await fleet.telegram.inject(ANY_METHOD, fault, times=_MANY_CALLS)

    async def heal(fleet: Fleet) -> None:
        await fleet.telegram.ask("DELETE", "faults")

    return amid(strike, heal, lasts_s)


def _server(strike: Callable[[Fleet], Any], heal: Callable[[Fleet], Any], lasts_s: float) -> Act:
    """Do something to a server by calls that take their time."""

    async def do_strike(fleet: Fleet) -> None:
        await asyncio.to_thread(strike, fleet)

    async def do_heal(fleet: Fleet) -> None:
        await asyncio.to_thread(heal, fleet)

    return amid(do_strike, do_heal, lasts_s)


def _leave(_fleet: Fleet) -> None:
    """Do nothing: it has healed by itself."""


def _no_slot(fleet: Fleet) -> None:
    fleet.servers.postgres.do("ALTER ROLE svodka CONNECTION LIMIT 0")
    fleet.servers.postgres.do(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'svodka'"
    )


_STORAGE: Final = (
    Fault(
        name="storage-hangs",
        done="connections to the storage are taken and nothing moves on them, for 20 s",
        undone="everything moves again",
        act=_troubled(Way.STORAGE, Trouble.HANG, _LONG_S),
        tells_late_s=TOLD_LATE_S,
    ),
    Fault(
        name="storage-trickles",
        done="the storage reads and sends a byte a second, for 20 s",
        undone="full speed again",
        act=_troubled(Way.STORAGE, Trouble.TRICKLE, _LONG_S),
        tells_late_s=TOLD_LATE_S,
    ),
    Fault(
        name="storage-500",
        done="the storage answers 500 to everything, for 8 s",
        undone="it answers as it should",
        act=_storage_answers(StorageFault.INTERNAL, _SHORT_S),
        tells_late_s=TOLD_LATE_S,
    ),
    Fault(
        name="storage-429",
        done="the storage answers 429 to everything, for 8 s",
        undone="it answers as it should",
        act=_storage_answers(StorageFault.BUSY, _SHORT_S),
        tells_late_s=TOLD_LATE_S,
    ),
    Fault(
        name="storage-544",
        done="the storage answers 544 (no database slot in time) to everything, for 8 s",
        undone="it answers as it should",
        act=_storage_answers(StorageFault.SLOTLESS, _SHORT_S),
        tells_late_s=TOLD_LATE_S,
    ),
    Fault(
        name="storage-resets",
        done="every connection to the storage is reset after 2 KB, in the middle of bodies, for 8 s",
        undone="connections last again",
        act=_troubled(Way.STORAGE, Weather(trouble=Trouble.RESET, after_bytes=_FULL_SPEED_BYTES), _SHORT_S),
    ),
    Fault(
        name="storage-silent",
        done="the storage does what it is asked and never answers, for 20 s",
        undone="it answers again",
        act=_storage_answers(StorageFault.SILENT, _LONG_S),
        tells_late_s=TOLD_LATE_S,
    ),
    Fault(
        name="storage-down",
        done="nobody listens at the storage's address, for two minutes",
        undone="it listens again",
        act=_troubled(Way.STORAGE, Trouble.REFUSE, _DOWN_S),
        tells_late_s=TOLD_LATE_S,
    ),
)
_QUEUE: Final = (
    Fault(
        name="redis-restarts",
        done="Redis is killed and started again with nothing in it",
        undone="it is back at once",
        act=_server(lambda fleet: fleet.servers.redis.restart(), _leave, 0.0),
    ),
    Fault(
        name="redis-forgets",
        done="Redis is flushed",
        undone="nothing: the messages are gone",
        act=_server(lambda fleet: fleet.servers.redis.flush(), _leave, 0.0),
    ),
    Fault(
        name="redis-hangs",
        done="Redis is frozen (SIGSTOP), for 8 s",
        undone="it goes on (SIGCONT)",
        act=_server(
            lambda fleet: fleet.servers.redis.pause(), lambda fleet: fleet.servers.redis.resume(), _SHORT_S
        ),
    ),
    Fault(
        name="redis-full",
        done="Redis refuses every write for want of memory, for 8 s",
        undone="it takes writes again",
        act=_server(
            lambda fleet: fleet.servers.redis.fill(), lambda fleet: fleet.servers.redis.empty(), _SHORT_S
        ),
    ),
)
_DATABASE: Final = (
    Fault(
        name="postgres-restarts",
        done="PostgreSQL is stopped, which ends every session, and started again",
        undone="it is back at once",
        act=_server(lambda fleet: fleet.servers.postgres.restart(), _leave, 0.0),
    ),
    Fault(
        name="postgres-refuses",
        done="nobody listens at PostgreSQL's address and sessions are reset, for 8 s",
        undone="it listens again",
        act=_troubled(Way.DATABASE, Trouble.REFUSE, _SHORT_S),
    ),
    Fault(
        name="postgres-hangs",
        done="nothing moves on the connections to PostgreSQL, for 8 s",
        undone="everything moves again",
        act=_troubled(Way.DATABASE, Trouble.HANG, _SHORT_S),
    ),
    Fault(
        name="postgres-slotless",
        done="PostgreSQL ends all sessions and has no slot for new ones (53300), for 8 s",
        undone="slots are free again",
        act=_server(
            _no_slot,
            lambda fleet: fleet.servers.postgres.do("ALTER ROLE svodka CONNECTION LIMIT -1"),
            _SHORT_S,
        ),
    ),
)
_TELEGRAM: Final = (
    Fault(
        name="telegram-429",
        done="Telegram answers 429 with two seconds to wait to every call, for 8 s",
        undone="it does what it is asked",
        act=_telegram_answers(TelegramFault(kind=FaultKind.FLOOD, retry_after_s=2), _SHORT_S),
    ),
    Fault(
        name="telegram-500",
        done="Telegram answers 500 to every call, for 8 s",
        undone="it does what it is asked",
        act=_telegram_answers(TelegramFault(kind=FaultKind.ERROR, status=500), _SHORT_S),
    ),
    Fault(
        name="telegram-silent",
        done="Telegram takes every call, does nothing and gives up on it after 6 s, for 8 s",
        undone="it does what it is asked",
        act=_telegram_answers(TelegramFault(kind=FaultKind.HANG, hang_s=_SILENCE_S), _SHORT_S),
    ),
)
OUTAGES: Final = (*_STORAGE, *_QUEUE, *_DATABASE, *_TELEGRAM)
