"""`svodka drill`: lets everything fail that can, on the real parts, and counts what becomes of people's files."""

import asyncio
import json
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from svodka.cli._exits import FAILED, complain, refuse
from svodka.cli._languages import LangOption, language
from svodka.rehearsal import Fleet, ProgramsMissingError
from svodka.rehearsal.drill import (
    FAULTS,
    FULL_PACE,
    QUICK_PACE,
    Fault,
    Pace,
    Tally,
    chosen,
    open_drill,
    run_faults,
)
from svodka.texts import number, sentence

_COLUMNS: Final = (
    "fault",
    "accepted",
    "once",
    "twice",
    "lost",
    "sentences",
    "slowest",
    "left-over",
    "verdict",
)
_NUMBERS: Final = frozenset(_COLUMNS) - {"fault", "left-over", "verdict"}
_WIDTH_IN_A_PIPE: Final = 400


def command(
    names: Annotated[list[str] | None, typer.Argument(metavar="[FAULT]...", help="Faults by name.")] = None,
    *,
    everything: Annotated[bool, typer.Option("--all", help="All faults, one after the other.")] = False,
    quick: Annotated[
        bool, typer.Option("--quick", help="A choice of them, or those named, with fewer people and shorter.")
    ] = False,
    listed: Annotated[bool, typer.Option("--list", help="Say what each fault is, and run none.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the rows as one JSON document.")] = False,
    logs: Annotated[
        Path | None, typer.Option(help="Folder for what the processes logged, a file for each fault.")
    ] = None,
    lang: LangOption = None,
) -> None:
    """Let things fail on a whole installation that is started for it, and count what becomes of people's files.

    Nothing of yours is touched: a simulated Telegram, PostgreSQL, Redis, a stand-in for the storage, the bot and
    two workers are started on this machine and gone at the end. Exit code 1 where a file was lost, a report came
    twice or something was left over.
    """
    lang = language(lang)
    if listed:
        _print_list()
        return
    faults = _faults(names or [], everything=everything, quick=quick)
    logging.getLogger().addHandler(logging.NullHandler())  # Our own look at a database that fails is no news.
    skipped = {fault.name: why for fault in faults if (why := fault.missing())}
    for name, why in skipped.items():
        complain(sentence("cli-drill-skipped", lang, fault=name, reason=why))
    faults = [fault for fault in faults if fault.name not in skipped]
    try:
        tallies = asyncio.run(_drill(faults, QUICK_PACE if quick else FULL_PACE, logs=logs, lang=lang))
    except ProgramsMissingError as error:
        refuse(str(error))
    except asyncio.CancelledError:  # SIGTERM: everything has been ended in order.
        raise typer.Exit(FAILED) from None
    if as_json:
        typer.echo(json.dumps({"faults": [tally.as_json() for tally in tallies]}))
    else:
        _print_table(tallies, lang)
    _conclude(tallies, lang)


def _faults(names: Sequence[str], *, everything: bool, quick: bool) -> list[Fault]:
    if not (names or everything or quick):
        refuse(f"which faults? Name them, or say --quick or --all; there are {', '.join(FAULTS)}")
    try:
        return chosen(names, everything=everything, quick=quick)
    except LookupError as error:
        refuse(str(error.args[0]))


async def _drill(faults: Sequence[Fault], pace: Pace, *, logs: Path | None, lang: str) -> list[Tally]:
    tallies: list[Tally] = []
    with _progress(faults, lang) as show:
        async with open_drill() as fleet:
            async for tally in run_faults(fleet, faults, pace):
                tallies.append(tally)
                show(tally)
                if logs is not None:
                    _keep_log(logs / f"{tally.fault}.jsonl", fleet)
    return tallies


def _keep_log(path: Path, fleet: Fleet) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(fleet.log, "utf-8")


@contextmanager
def _progress(faults: Sequence[Fault], lang: str) -> Iterator[Callable[[Tally], None]]:
    """Show on stderr how far the drill is: which fault is on by a bar on a terminal, each verdict elsewhere."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda tally: complain(f"{tally.fault}: {_verdict(tally, lang)}")
        return
    names = iter([*(fault.name for fault in faults), ""])
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(next(names), total=len(faults))
        yield lambda _: progress.update(task, description=next(names), advance=1)


def _print_list() -> None:
    table = _table("fault", "what is done", "how it is undone")
    for fault in FAULTS.values():
        table.add_row(fault.name, fault.done, fault.undone)
    _print(table)


def _print_table(tallies: Sequence[Tally], lang: str) -> None:
    table = _table()
    for name in _COLUMNS:
        header = sentence(f"cli-drill-{name}", lang)
        table.add_column(header, justify="right" if name in _NUMBERS else "left")
    for tally in tallies:
        table.add_row(*_cells(tally, lang))
    _print(table)


def _cells(tally: Tally, lang: str) -> list[str]:
    counts = (tally.accepted, tally.once, tally.twice, tally.lost, tally.sentences)
    return [
        tally.fault,
        *(number(count, lang) for count in counts),
        number(tally.slowest_s, lang, decimals=1),
        number(tally.left_over.total, lang),
        _verdict(tally, lang),
    ]


def _verdict(tally: Tally, lang: str) -> str:
    return sentence("cli-drill-passed" if tally.passed else "cli-drill-failed", lang)


def _conclude(tallies: Sequence[Tally], lang: str) -> None:
    """Say what is not as it should be, and end with the exit code that says so, too."""
    failed = [tally for tally in tallies if not tally.passed]
    for tally in failed:
        complain(f"{tally.fault}: {'; '.join(_troubles(tally))}")
    if failed:
        raise typer.Exit(FAILED)


def _troubles(tally: Tally) -> list[str]:
    troubles = [f"{tally.lost} lost"] if tally.lost else []
    troubles += [f"{tally.twice} twice"] if tally.twice > tally.may_double else []
    troubles += [f"left over: {tally.left_over}"] if tally.left_over.total else []
    return [*troubles, *tally.complaints]


def _table(*headers: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for header in headers:
        table.add_column(header, overflow="fold")
    return table


def _print(table: Table) -> None:
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = _WIDTH_IN_A_PIPE
    console.print(table)
