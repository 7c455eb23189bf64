"""Runs faults one after the other on one fleet, and counts what came of each."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import zip_longest
from math import inf
from typing import Final

from svodka.rehearsal.drill.crowd import Crowd, gather_crowd
from svodka.rehearsal.drill.model import Fault, Tally
from svodka.rehearsal.drill.scene import MomentMissedError, Scene
from svodka.rehearsal.fleet import Fleet, Plan, open_fleet
from svodka.rehearsal.process import StartFailedError

# Longer than an upload may wait for a storage that was away for two minutes.
_PATIENCE_S: Final = 240.0
_SETTLED_S: Final = 30.0
# How long doubles may take to come.
_AFTERMATH_S: Final = 1.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Pace:
    """How large a drill is: people, and the longest that a fault lasts.

    `fresh` has every fault begin with processes that were just started, and end with their stop.
    """

    people: int = 6
    longest_s: float = inf
    fresh: bool = True


FULL_PACE: Final = Pace()
QUICK_PACE: Final = Pace(people=3, longest_s=2.0, fresh=False)


@asynccontextmanager
async def open_drill() -> AsyncIterator[Fleet]:
    """Start what faults need, but no process of ours: each fault starts them in its own way.

    Raises ProgramsMissingError where PostgreSQL or Redis is not there.
    """
    plan = Plan(proxied=True, settings={"SVODKA_WORKER_THREADS": "2"})
    async with open_fleet(plan, start=False) as fleet:
        yield fleet


async def run_faults(fleet: Fleet, faults: Sequence[Fault], pace: Pace) -> AsyncIterator[Tally]:
    """Run faults one after the other; the processes live on between two of them unless one needs others."""
    for fault, following in zip_longest(faults, faults[1:]):
        stays = not pace.fresh and following is not None and fault.is_bare and following.is_bare
        yield await run_fault(fleet, fault, pace, stays=stays)


async def run_fault(fleet: Fleet, fault: Fault, pace: Pace, *, stays: bool = False) -> Tally:
    """Run one fault, and count; the processes are stopped at the end, unless the fleet `stays` as it is."""
    with fault.stage(fleet) as settings:
        before = {name: process.settings for name, process in fleet.processes.items()}
        for process in fleet.processes.values():
            process.log.clear()
            process.settings = {**process.settings, **settings}
        try:
            return await _run(fleet, fault, pace, stays=stays)
        finally:
            if not stays:
                await fleet.kill()
            for name, process in fleet.processes.items():
                process.settings = before[name]


async def _run(fleet: Fleet, fault: Fault, pace: Pace, *, stays: bool) -> Tally:
    complaints: list[str] = []
    crowd = await gather_crowd(fleet.telegram, pace.people)
    scene = Scene(fleet=fleet, crowd=crowd, longest_s=pace.longest_s)
    async with _watched(crowd):
        try:
            await fleet.start()
            await fault.act(scene)
        except (MomentMissedError, StartFailedError, TimeoutError) as error:
            complaints.append(str(error) or repr(error))
        if await crowd.answered(_PATIENCE_S) and (open_rows := await scene.settled(_SETTLED_S)):
            complaints.append(open_rows)
        await asyncio.sleep(_AFTERMATH_S)
    codes = {} if stays else await fleet.stop()
    complaints += [f"{name} ended with exit code {code}" for name, code in codes.items() if code]
    return await _tally(fleet, fault, crowd, complaints)


@asynccontextmanager
async def _watched(crowd: Crowd) -> AsyncIterator[None]:
    """Let everybody follow their chat while the block lasts."""
    tasks = [asyncio.create_task(spectator.watch()) for spectator in crowd.spectators]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


async def _tally(fleet: Fleet, fault: Fault, crowd: Crowd, complaints: Sequence[str]) -> Tally:
    counted = crowd.counted()
    told_late_s, unhurried_s = crowd.knowing_s(), crowd.unhurried_s()
    if fault.tells_late_s is not None and told_late_s > fault.tells_late_s + unhurried_s:
        late = f"somebody heard only after {told_late_s:.1f} s that the file is late"
        complaints = [*complaints, f"{late}, while acceptance takes {unhurried_s:.1f} s on this machine"]
    return Tally(
        fault=fault.name,
        accepted=counted.total(),
        once=counted["once"],
        twice=counted["twice"],
        lost=counted["lost"],
        sentences=counted["sentences"],
        left_over=await fleet.left_over(),
        slowest_s=max((sent.ended_at - sent.at for sent in crowd.sent if sent.ended_at), default=0.0),
        told_late_s=told_late_s,
        may_double=fault.may_double,
        complaints=tuple(complaints),
    )
