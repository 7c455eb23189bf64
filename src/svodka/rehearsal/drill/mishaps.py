"""Faults of other kinds: updates out of order, disks that are full, pipes nobody reads, poison, a clock that jumps."""

import asyncio
import os
import random
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Final

import aiohttp

from svodka.rehearsal.clock import JumpingClock
from svodka.rehearsal.drill.kills import sandboxes_of, worker_of
from svodka.rehearsal.drill.model import Act, Fault
from svodka.rehearsal.drill.outages import amid, storage_of
from svodka.rehearsal.drill.scene import MomentMissedError, Scene
from svodka.rehearsal.fleet import Fleet
from svodka.rehearsal.servers.storage import Fault as StorageFault
from svodka.simulator import DEFAULT_TOKEN

_HOUR_S: Final = 3600.0
_LASTS_S: Final = 8.0
_LOOK_S: Final = 0.02
_POISON_S: Final = 90.0
_DISK_MB: Final = 48
_FULL_DEVICE: Final = Path("/dev/full")

Stage = Callable[[Fleet], AbstractContextManager[Mapping[str, str]]]


def _with_settings(settings: Mapping[str, str]) -> Stage:
    return lambda _fleet: nullcontext(settings)


async def _updates_twice_and_shuffled(scene: Scene) -> None:
    """Take the bot's updates in its stead, as a second poller would, and have Telegram give them again."""
    fleet = scene.fleet
    sent = await scene.wave()
    await fleet.bot.stop()
    sent = [*sent, *await scene.wave(), *await scene.wave()]
    updates = [update["update_id"] for update in await fleet.telegram.recent_updates()][-len(sent) :]
    numbers = [number for number in updates if isinstance(number, int)]
    url = f"{fleet.servers.telegram_url}/bot{DEFAULT_TOKEN}/getUpdates"
    async with aiohttp.ClientSession() as session:
        await session.post(url, json={"offset": max(numbers) + 1, "timeout": 0})
    again = 2 * numbers
    random.Random(len(again)).shuffle(again)  # noqa: S311  # no secret hangs on it
    for number in again:
        await fleet.telegram.redeliver(number)
    await fleet.bot.start()


async def _poisoned(scene: Scene, number: signal.Signals) -> None:
    """Send a poison file among good ones: whichever sandbox opens it gets the signal."""
    poison = await scene.one(large=True)
    await scene.wave()
    hit = 0
    async with asyncio.timeout(_POISON_S):
        while await scene.fleet.ask(
            "SELECT 1 FROM uploads WHERE id = :id AND state IN ('received', 'stored')", id=poison
        ):
            with suppress(MomentMissedError):
                # With one file in work at once, the only sandbox of the worker that has the poison in hand is its.
                for pid in sandboxes_of(await worker_of(scene, poison)):
                    with suppress(ProcessLookupError):
                        os.kill(pid, number)
                        hit += 1
            await asyncio.sleep(_LOOK_S)
    if not hit:
        raise MomentMissedError("never seen: a sandbox with the poison")
    await scene.wave()


async def _poison_crashes(scene: Scene) -> None:
    await _poisoned(scene, signal.SIGSEGV)


async def _poison_hangs(scene: Scene) -> None:
    await _poisoned(scene, signal.SIGSTOP)


@contextmanager
def _small_disk(fleet: Fleet) -> Iterator[Mapping[str, str]]:
    """Put the temporary files on a disk of their own, which can be filled."""
    fleet.scratch.mkdir(parents=True, exist_ok=True)
    _mount(fleet.scratch)
    try:
        yield {}
    finally:
        subprocess.run(["umount", "--lazy", str(fleet.scratch)], check=True)  # noqa: S607  # the system's own


def _mount(folder: Path) -> None:
    command = ["mount", "-t", "tmpfs", "-o", f"size={_DISK_MB}m", "tmpfs", str(folder)]
    subprocess.run(command, check=True, capture_output=True)


def _no_small_disk() -> str | None:
    """Say why no small disk can be had."""
    if os.geteuid() != 0:
        return "a small disk can be mounted by root only"
    with tempfile.TemporaryDirectory() as folder:
        try:
            _mount(Path(folder))
        except (OSError, subprocess.CalledProcessError):
            return "this machine lets nobody mount a small disk"
        subprocess.run(["umount", folder], check=True)  # noqa: S607  # the system's own
    return None


def _filler(fleet: Fleet) -> Path:
    return fleet.folder / "var" / "tmp" / "filler"


async def _fill(fleet: Fleet) -> None:
    with suppress(OSError), _filler(fleet).open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))


async def _empty(fleet: Fleet) -> None:
    _filler(fleet).unlink()


async def _stop_reading(fleet: Fleet) -> None:
    for process in fleet.processes.values():
        process.stop_reading()


async def _read_on(fleet: Fleet) -> None:
    for process in fleet.processes.values():
        process.read_on()


async def _nothing(_fleet: Fleet) -> None:
    """Do nothing: it is so from the start."""


def _clock(fleet: Fleet) -> JumpingClock:
    return JumpingClock(fleet.folder / "clock")


@contextmanager
def _clock_fast(fleet: Fleet, shift_s: float) -> Iterator[Mapping[str, str]]:
    _clock(fleet).set(shift_s)
    yield _clock(fleet).settings


def _jump(to_s: float) -> Act:
    """Let the clock jump while files are in work and others wait for a storage that is away."""

    async def act(scene: Scene) -> None:
        storage = storage_of(scene.fleet)
        await scene.one_sent(large=True)
        await storage.strike(StorageFault.INTERNAL)
        await scene.wave()
        await scene.hold(_LASTS_S)
        _clock(scene.fleet).set(to_s)
        await storage.heal()
        await scene.wave()
        await scene.hold(_LASTS_S)
        await scene.wave()

    return act


MISHAPS: Final = (
    Fault(
        name="updates-twice-and-shuffled",
        done="Telegram gives each update twice, in any order",
        undone="nothing: each has come",
        act=_updates_twice_and_shuffled,
    ),
    Fault(
        name="scratch-full",
        done="the disk of the temporary files is full, for 8 s",
        undone="there is room again",
        act=amid(_fill, _empty, _LASTS_S),
        stage=_small_disk,
        missing=_no_small_disk,
    ),
    Fault(
        name="log-full",
        done="the log file's disk is full from the start",
        undone="it stays full",
        act=amid(_nothing, _nothing, 0.0),
        stage=_with_settings({"SVODKA_LOG_FILE": str(_FULL_DEVICE)}),
        missing=lambda: None if _FULL_DEVICE.exists() else f"this machine has no {_FULL_DEVICE}",
    ),
    Fault(
        name="log-blocked",
        done="nobody reads the pipes that the processes log into, at level DEBUG, for 16 s",
        undone="they are read again",
        act=amid(_stop_reading, _read_on, 2 * _LASTS_S),
        stage=_with_settings({"LOG_LEVEL": "DEBUG"}),
    ),
    Fault(
        name="poison-crashes",
        done="a file crashes every sandbox that opens it (SIGSEGV)",
        undone="it is given up with a sentence",
        act=_poison_crashes,
        stage=_with_settings({"SVODKA_WORKER_THREADS": "1"}),
    ),
    Fault(
        name="poison-hangs",
        done="a file hangs every sandbox that opens it (SIGSTOP)",
        undone="it is given up with a sentence after 6 s",
        act=_poison_hangs,
        stage=_with_settings({"SVODKA_WORKER_THREADS": "1", "SVODKA_ANALYSIS_DEADLINE_S": "6"}),
    ),
    Fault(
        name="clock-forward",
        done="the clock jumps an hour forward while the storage answers 500",
        undone="it stays so; the storage is back",
        act=_jump(_HOUR_S),
        stage=lambda fleet: _clock_fast(fleet, 0.0),
    ),
    Fault(
        name="clock-back",
        done="the clock jumps an hour back while the storage answers 500",
        undone="it stays so; the storage is back",
        act=_jump(0.0),
        stage=lambda fleet: _clock_fast(fleet, _HOUR_S),
    ),
)
