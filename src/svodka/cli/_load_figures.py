"""What `svodka loadtest` prints for people: what became of the files, how long people waited, what it cost."""

from collections.abc import Iterator, Sequence
from typing import Final

from rich.console import Console
from rich.table import Table

from svodka.rehearsal.load import Figures, Outcome, Times, Try, Wait, bars

_MOST_EXAMPLES: Final = 5


def show(figures: Figures, waits: Sequence[Wait] = ()) -> None:
    """Print the figures of a load; with what people waited, how it went over time."""
    console = Console(highlight=False)
    for line in _lines(figures):
        console.print(line, markup=False)
    console.print(_waiting(figures))
    console.print(_processes(figures))
    for line in bars(waits):
        console.print(line, markup=False, no_wrap=True, overflow="ignore", crop=False)


def try_line(tried: Try) -> str:
    """Return one line on a rate that was tried."""
    figures = tried.figures
    verdict = "held" if tried.held else "too much"
    return (
        f"{tried.rate_per_min:7.0f} a minute: {figures.accepted} accepted, {figures.outcomes[Outcome.RIGHT]} right, "
        f"p95 of acceptance {figures.acceptance.p95:.2f} s, of the report {figures.report.p95:.2f} s, "
        f"{figures.reports_per_min:.0f} reports a minute: {verdict}"
    )


def _lines(figures: Figures) -> Iterator[str]:
    yield f"{figures.sent} files of {figures.mean_bytes / 1024:.0f} KB on the average, from {figures.people} people"
    if figures.acceptance_only:
        yield f"{figures.accepted} accepted; no reports are made"
    else:
        counts = ", ".join(f"{number} {outcome}" for outcome, number in figures.outcomes.items())
        yield f"{figures.accepted} accepted, {counts} (late is after {figures.late_after_s:g} s)"
        yield f"{figures.reports_per_min:.0f} reports a minute"
    yield f"{figures.answered} of {figures.pressed} pressed buttons answered; {figures.said} texts written"
    yield f"{len(figures.strays)} reports astray, {len(figures.troubles)} times somebody was told of a trouble"
    yield f"{figures.sessions} database sessions at most; load average {figures.load_average:.1f}"
    yield from _lags(figures)
    if figures.exit_codes:
        codes = ", ".join(f"{name} {code}" for name, code in figures.exit_codes.items())
        yield f"restarted meanwhile, with the exit codes: {codes}"
    for example in [*figures.faults, *figures.strays, *figures.troubles][:_MOST_EXAMPLES]:
        yield f"  {example}"


def _lags(figures: Figures) -> Iterator[str]:
    yield f"the crowd's own loop was late by {figures.crowd_lag_p99_s * 1000:.0f} ms (p99)"
    if figures.bot_lag_p99_s is not None:
        yield f"the bot's loop was late by at most {figures.bot_lag_p99_s * 1000:g} ms (p99)"


def _waiting(figures: Figures) -> Table:
    table = Table("from the document to", "p50", "p95", "p99", "longest")
    table.add_row("acceptance, s", *_times(figures.acceptance))
    if not figures.acceptance_only:
        table.add_row("report, s", *_times(figures.report))
    return table


def _times(times: Times) -> list[str]:
    return [f"{seconds:.3f}" for seconds in (times.p50, times.p95, times.p99, times.most)]


def _processes(figures: Figures) -> Table:
    table = Table("process", "CPU ms a file", "cores", "memory MB")
    for name, cost in figures.costs.items():
        memory = f"{cost.memory_mb:.0f}" if cost.memory_mb else ""
        table.add_row(name, f"{cost.cpu_ms:.1f}", f"{cost.cores:.2f}", memory)
    total = sum(cost.cpu_ms for cost in figures.costs.values())
    cores = sum(cost.cores for cost in figures.costs.values())
    table.add_row("all", f"{total:.1f}", f"{cores:.2f}", "")
    return table
