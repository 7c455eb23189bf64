"""`svodka loadtest`: a crowd of simulated people against the real parts, each report checked."""

import asyncio
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer
import uvloop
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from svodka.cli._exits import FAILED, refuse
from svodka.cli._load_figures import show, try_line
from svodka.rehearsal import Plan, ProgramsMissingError
from svodka.rehearsal.load import (
    MIXES,
    TOO_LONG_S,
    Drive,
    Figures,
    Ground,
    Ledger,
    Load,
    Try,
    Wait,
    drive,
    find_limit,
    open_ground,
    svg,
    with_webhook,
)

_RATE: Final = re.compile(r"(\d+(?:\.\d+)?)(?:/(s|min|h))?")
_PER_MIN: Final = {"s": 60.0, "min": 1.0, "h": 1 / 60, None: 1.0}
_EMBEDDED: Final = {"DATABASE_URL": "", "REDIS_URL": ""}


class Sizes(StrEnum):
    """How large the files are; see `svodka.rehearsal.load.MIXES`."""

    TYPICAL = "typical"
    SMALL = "small"
    HEAVY = "heavy"


class Storage(StrEnum):
    """Where the files are kept."""

    SUPABASE = "supabase"
    FOLDER = "folder"


def _rate(text: str) -> float:
    """Read `100/min`, `2/s`, `500/h` or a bare number a minute."""
    found = _RATE.fullmatch(text.strip())
    if found is None or not float(found[1]):
        raise typer.BadParameter(f"should look like 100/min, 2/s or 500/h, found {text!r}")
    return float(found[1]) * _PER_MIN[found[2]]


def _cores(text: str) -> tuple[str, tuple[int, ...]]:
    """Read `worker-2=1` or `bot=0,1`."""
    name, _, cores = text.partition("=")
    if not re.fullmatch(r"\d+(,\d+)*", cores):
        raise typer.BadParameter(f"should look like worker-2=1 or bot=0,1, found {text!r}")
    return name, tuple(map(int, cores.split(",")))


def command(
    people: Annotated[int, typer.Option(min=1, help="People in the crowd.")] = 2000,
    rate: Annotated[str, typer.Option(help="Files sent in all, as 100/min, 2/s or 500/h.")] = "100/min",
    minutes: Annotated[float, typer.Option(min=0.05, help="How long they are sent.")] = 5.0,
    ramp_from: Annotated[str, typer.Option(help="Rise to the rate from this one.")] = "",
    sizes: Annotated[Sizes, typer.Option(help="How large the files are.")] = Sizes.TYPICAL,
    workers: Annotated[int, typer.Option(min=1, help="Worker processes.")] = 1,
    threads: Annotated[int, typer.Option(min=1, help="Files in work at once in each worker.")] = 2,
    embedded: Annotated[bool, typer.Option("--embedded", help="`svodka run` with SQLite.")] = False,
    storage: Annotated[
        Storage, typer.Option(help="A stand-in for Supabase, or a folder.")
    ] = Storage.SUPABASE,
    webhook: Annotated[
        bool, typer.Option("--webhook", help="Updates come through a web process, not by polling.")
    ] = False,
    flood_limits: Annotated[
        bool | None, typer.Option(help="Telegram's flood limits; on, unless the limit is looked for.")
    ] = None,
    acceptance_only: Annotated[
        bool, typer.Option("--acceptance-only", help="No workers: only how files are accepted.")
    ] = False,
    rolling_restart: Annotated[
        bool, typer.Option("--rolling-restart", help="Restart each process in turn meanwhile.")
    ] = False,
    limit: Annotated[
        bool, typer.Option("--find-limit", help="Raise the rate until people wait too long.")
    ] = False,
    late_after: Annotated[float, typer.Option(min=0.1, help="Seconds after which a report is late.")] = 30.0,
    patience: Annotated[float, typer.Option(min=1, help="Seconds after which it is lost.")] = 120.0,
    seed: Annotated[int, typer.Option(help="The same seed, the same crowd.")] = 1,
    pin: Annotated[
        list[str] | None, typer.Option(help="Keep a process to cores, as worker-2=1; may be repeated.")
    ] = None,
    chart: Annotated[Path | None, typer.Option(help="Draw the waiting times here (SVG).")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Let a crowd of simulated people loose on the real parts, and check every report they get.

    Starts Telegram's simulator, PostgreSQL, Redis, a storage, the bot and workers on this machine, and ends them
    all again. Ends with 1 if a report is wrong, lost, or came to somebody else.
    """
    load = Load(
        people=people,
        rate_per_min=_rate(rate),
        minutes=minutes,
        ramp_from=_rate(ramp_from) if ramp_from else None,
        mix=MIXES[sizes],
        seed=seed,
        late_after_s=late_after,
        patience_s=patience,
        acceptance_only=acceptance_only,
        rolling_restart=rolling_restart,
        cores=dict(map(_cores, pin or ())),
    )
    commands = ("run",) if embedded else ("bot", *["worker"] * (0 if acceptance_only else workers))
    settings = {"SVODKA_WORKER_THREADS": str(threads)} | (_EMBEDDED if embedded else {})
    plan = Plan(commands=commands, stand_in=storage is Storage.SUPABASE, settings=settings)
    plan = with_webhook(plan) if webhook else plan
    limits = not limit if flood_limits is None else flood_limits
    test = _Test(load=load, chart=chart, as_json=as_json)
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            good = runner.run(test.run(plan, flood_limits=limits, looks_for_limit=limit))
    except (ProgramsMissingError, LookupError) as error:
        refuse(str(error))
    except asyncio.CancelledError:  # SIGTERM: everything has been ended in order.
        raise typer.Exit(FAILED) from None
    raise typer.Exit(0 if good else FAILED)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Test:
    """One run of the command. What is under way is shown on stderr, what came of it on stdout."""

    load: Load
    chart: Path | None
    as_json: bool

    async def run(self, plan: Plan, *, flood_limits: bool, looks_for_limit: bool) -> bool:
        """Start everything, drive, print; tell whether all was well."""
        with _bar() as bar:
            task = bar.add_task("starting", total=None)
            async with open_ground(plan, flood_limits=flood_limits) as ground:
                if looks_for_limit:
                    return await self._limit(ground, bar, task)
                figures, ledger = await self._drive(ground, self.load, bar, task)
        self._print(figures, self._waits(ledger))
        return figures.good

    async def _limit(self, ground: Ground, bar: Progress, task: TaskID) -> bool:
        tried: list[Try] = []

        async def drive_at(rate_per_min: float) -> Figures:
            load = replace(self.load, rate_per_min=rate_per_min, seed=self.load.seed + len(tried))
            figures, _ = await self._drive(ground, load, bar, task)
            return figures

        def said(one: Try) -> None:
            tried.append(one)
            bar.console.print(try_line(one), highlight=False, soft_wrap=True)

        best = await find_limit(self.load.rate_per_min, drive_at, said)
        if self.as_json:
            rates = [{"rate_per_min": each.rate_per_min, **each.figures.document()} for each in tried]
            found = best.rate_per_min if best else None
            typer.echo(json.dumps({"limit_per_min": found, "tried": rates}, ensure_ascii=False))
        elif best is not None:
            typer.echo(
                f"{best.rate_per_min:.0f} a minute is the most at which p95 stays within {TOO_LONG_S:g} s"
            )
            show(best.figures)
        return best is not None

    async def _drive(self, ground: Ground, load: Load, bar: Progress, task: TaskID) -> tuple[Figures, Ledger]:
        arrivals = len(load.arrivals())
        bar.update(task, description=f"writing {arrivals} files", total=arrivals, completed=0)

        def tell(under_way: Drive) -> None:
            ledger = under_way.ledger
            answered = len(ledger.entries) - under_way.waiting
            said = f"{under_way.seconds:.0f} s: {len(ledger.entries)} sent, {ledger.accepted} accepted"
            bar.update(task, description=said, completed=answered)

        return await drive(ground, load, tell)

    def _waits(self, ledger: Ledger) -> list[Wait]:
        if self.load.acceptance_only:
            return [(entry.sent_s, entry.acceptance_s) for entry in ledger.entries]
        return [(entry.sent_s, entry.report_s) for entry in ledger.entries]

    def _print(self, figures: Figures, waits: Sequence[Wait]) -> None:
        if self.chart is not None:
            self.chart.write_text(svg(waits), "utf-8")
        if self.as_json:
            typer.echo(json.dumps(figures.document(), ensure_ascii=False))
        else:
            show(figures, waits)


def _bar() -> Progress:
    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.completed:.0f} answered"),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        refresh_per_second=2,
    )
