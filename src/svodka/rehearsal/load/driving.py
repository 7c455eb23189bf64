"""Drives a load: a crowd let loose on the real parts, everything seen and judged."""

import asyncio
import os
import tempfile
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from svodka.rehearsal.load.figures import Cost, Figures, Times, costs_of, counted, percentile, reports_per_min
from svodka.rehearsal.load.ground import Ground
from svodka.rehearsal.load.lag import lags_of, percentile_between
from svodka.rehearsal.load.ledger import Ledger
from svodka.rehearsal.load.pinning import pin
from svodka.rehearsal.load.tables import MIXES, SizeMix, TableFile, TableMaker
from svodka.rehearsal.sampling import Samples
from svodka.simulator import Crowd, Habit, Parcel, Ways, poisson, ramp
from svodka.texts import LANGUAGES, sentence

CROWD: Final = "simulator and crowd"
_LOOK_S: Final = 0.05
_TELL_S: Final = 0.5
# Seldom: each look is a question to the database, which the load is measured on.
_SESSIONS_EVERY_S: Final = 0.5
# How long what nobody asked for has to turn up, after the last report.
_SETTLE_S: Final = 2.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Load:
    """What the crowd does. Files arrive by a Poisson process; with `ramp_from` its rate rises to `rate_per_min`."""

    people: int = 2000
    rate_per_min: float = 100.0
    minutes: float = 5.0
    ramp_from: float | None = None
    mix: SizeMix = MIXES["typical"]
    seed: int = 1
    late_after_s: float = 30.0
    patience_s: float = 120.0
    acceptance_only: bool = False
    rolling_restart: bool = False
    cores: Mapping[str, Collection[int]] = field(default_factory=dict)

    def arrivals(self) -> Sequence[float]:
        """Return when the files are sent, in seconds from the beginning."""
        duration_s = self.minutes * 60
        if self.ramp_from is not None:
            return ramp(self.ramp_from / 60, self.rate_per_min / 60, duration_s, self.seed)
        return poisson(self.rate_per_min / 60, duration_s, self.seed)


@dataclass(kw_only=True)
class Drive:
    """One load under way."""

    load: Load
    ledger: Ledger
    crowd: Crowd
    seconds: float = 0.0
    all_sent: bool = False
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    lags: list[float] = field(default_factory=list)
    exit_codes: dict[str, int] = field(default_factory=dict)

    @property
    def waiting(self) -> int:
        """How many files have been sent and not answered: in full, or at all where only that is asked."""
        if self.load.acceptance_only:
            return len(self.ledger.entries) - self.ledger.accepted
        return self.ledger.unsettled


def written(folder: Path, load: Load, count: int) -> Iterable[TableFile]:
    """Write the files of a load."""
    return TableMaker(folder, load.mix, load.seed).make(count)


async def drive(
    ground: Ground,
    load: Load,
    tell: Callable[[Drive], None],
    write: Callable[[Path, Load, int], Iterable[TableFile]] = written,
) -> tuple[Figures, Ledger]:
    """Drive one load to its end; `tell` is called twice a second."""
    loop = asyncio.get_running_loop()
    arrivals = load.arrivals()
    with tempfile.TemporaryDirectory(dir=ground.folder, ignore_cleanup_errors=True) as folder:
        files = list(write(Path(folder), load, len(arrivals)))
        with ground.simulator.crowd(people=load.people, ways=_ways(), seed=load.seed) as crowd:
            ledger = Ledger(loop.time, crowd.body, crowd.chat_ids)
            crowd.on_press = ledger.pressed
            under_way = Drive(load=load, ledger=ledger, crowd=crowd)
            pin(ground.fleet, load.cores)
            lags = await lags_of(ground.fleet)
            with ground.simulator.listening(ledger.hear):
                own_cpu_s = time.process_time()
                async with ground.fleet.sampled(sessions_every_s=_SESSIONS_EVERY_S) as samples:
                    await _run(ground, under_way, files, arrivals, tell)
                own_cpu_s = time.process_time() - own_cpu_s
            bot_lag_p99_s = percentile_between(lags, await lags_of(ground.fleet), 99)
    return replace(_figures(under_way, samples, own_cpu_s), bot_lag_p99_s=bot_lag_p99_s), ledger


async def _run(
    ground: Ground,
    under_way: Drive,
    files: Sequence[TableFile],
    arrivals: Sequence[float],
    tell: Callable[[Drive], None],
) -> None:
    by_path = {file.path: file for file in files}
    parcels = [Parcel(path=file.path, name=file.name, size=file.bytes) for file in files]
    begun = time.monotonic()
    async with asyncio.TaskGroup() as group:
        watching = group.create_task(_watch(under_way, tell, begun))
        restarting = group.create_task(_restart_in_turn(ground, under_way))
        await under_way.crowd.send(
            parcels, arrivals, lambda sending: under_way.ledger.sent(sending, by_path[sending.parcel.path])
        )
        under_way.all_sent = True
        with suppress(TimeoutError):
            async with asyncio.timeout(under_way.load.patience_s):
                await under_way.answered.wait()
        await restarting
        await asyncio.sleep(_SETTLE_S)
        watching.cancel()
    while under_way.ledger.judge():
        pass
    under_way.seconds = time.monotonic() - begun


async def _watch(under_way: Drive, tell: Callable[[Drive], None], begun: float) -> None:
    """Judge what has come, tell how far it is, and see how late this very loop is."""
    loop = asyncio.get_running_loop()
    told = 0.0
    while True:
        due = loop.time() + _LOOK_S
        await asyncio.sleep(_LOOK_S)
        under_way.lags.append(max(loop.time() - due, 0.0))
        under_way.ledger.judge()
        if under_way.all_sent and not under_way.waiting:
            under_way.answered.set()
        under_way.seconds = time.monotonic() - begun
        if loop.time() - told >= _TELL_S:
            told = loop.time()
            tell(under_way)


async def _restart_in_turn(ground: Ground, under_way: Drive) -> None:
    """Restart one process after the other, spread over the load's time, where it is asked for."""
    if not under_way.load.rolling_restart:
        return
    processes = ground.fleet.processes
    pause_s = under_way.load.minutes * 60 / (len(processes) + 1)
    for name, process in processes.items():
        await asyncio.sleep(pause_s)
        under_way.exit_codes[name] = await process.stop()
        await process.start()


def _ways() -> Ways:
    """What the people do beside sending files: they ask for help, choose a language, press buttons."""
    return Ways(
        on_coming=(
            Habit(share=0.1, says="/help"),
            Habit(share=0.05, says="/language", presses=_labels("language-ru", "language-en")),
        ),
        on_sending=(
            Habit(share=0.15, presses=_labels("button-clean")),
            Habit(share=0.15, presses=_labels("button-columns")),
            Habit(share=0.05, presses=_labels("button-report")),
        ),
    )


def _labels(*codes: str) -> frozenset[str]:
    return frozenset(sentence(code, language) for code in codes for language in LANGUAGES)


def _figures(under_way: Drive, samples: Samples, own_cpu_s: float) -> Figures:
    load, ledger, crowd = under_way.load, under_way.ledger, under_way.crowd
    entries = ledger.entries
    costs = costs_of(samples, len(entries))
    costs[CROWD] = Cost.of(own_cpu_s, len(entries), samples.seconds)
    return Figures(
        acceptance_only=load.acceptance_only,
        people=load.people,
        sent=len(entries),
        accepted=sum(entry.accepted_s is not None for entry in entries),
        outcomes=counted(ledger, load.late_after_s),
        acceptance=Times.of(entry.acceptance_s for entry in entries),
        report=Times.of(entry.report_s for entry in entries),
        reports_per_min=reports_per_min(ledger),
        late_after_s=load.late_after_s,
        seconds=under_way.seconds,
        mean_bytes=sum(entry.file.bytes for entry in entries) / len(entries) if entries else 0.0,
        costs=costs,
        sessions=samples.most_sessions,
        strays=ledger.strays,
        troubles=ledger.troubles,
        faults=[fault for entry in entries for fault in entry.faults],
        pressed=crowd.pressed,
        answered=crowd.answered,
        said=crowd.said,
        crowd_lag_p99_s=percentile(under_way.lags, 99),
        exit_codes=under_way.exit_codes,
        load_average=os.getloadavg()[0],
    )
