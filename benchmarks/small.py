"""What a small file costs its sandbox: warm CPU milliseconds, stage by stage.

Run: `.venv/bin/python benchmarks/small.py [--sizes small] [--files 24] [TABLE…]`. The files are those of a load
(`svodka load`), unless tables are named. Each goes through a sandbox as in production, a process forked from a
warmed one, and then once more through one process that does them all: the difference is what being forked costs.
Printed is the mean over the files, each measured several times, the least of which counts.
"""

import argparse
import asyncio
import functools
import importlib
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from unittest import mock

from svodka.analysis import report
from svodka.analysis.charts import Chart
from svodka.rehearsal.load.tables import MIXES, TableMaker
from svodka.workers.sandbox import open_sandbox
from svodka.workers.sandboxed import Job, Say, analyse_file, close_kept

# What is called once or more in the course of `analyse_file`, by the stage that it belongs to.
STAGES: Mapping[str, Sequence[tuple[Any, str]]] = {
    "read": [(report, "read")],
    "profile": [(report, "profile")],
    "quality": [(report, "find_quality")],
    "lens": [(report, "look")],
    "insights": [(report, "find_insights"), (report, "coverage"), (report, "associations")],
    "charts": [(report, "draw_charts")],
    "charts png": [(Chart, "png")],
    "page": [(report.Report, "to_html")],
    "clean": [(report.Report, "clean")],
    "chat": [(report.Report, "chat")],
}
TOTAL = "in all"
Costs = Mapping[str, float]


def measured(job: Job, say: Say) -> dict[str, Any]:
    """Do a sandbox's work; its summary holds the CPU milliseconds of each stage, too."""
    costs: dict[str, float] = defaultdict(float)
    with ExitStack() as patches:
        for stage, calls in STAGES.items():
            for place, name in calls:
                timed = _timed(getattr(place, name), stage, costs)
                patches.enter_context(mock.patch.object(place, name, timed))
        start = time.process_time()
        done = analyse_file(job, say)
        costs[TOTAL] = 1000 * (time.process_time() - start)
    return {**done, "summary": {**done["summary"], "costs": costs}}


def _timed(call: Callable[..., Any], stage: str, costs: dict[str, float]) -> Callable[..., Any]:
    @functools.wraps(call)
    def timed(*args: Any, **kwargs: Any) -> Any:
        start = time.process_time()
        try:
            return call(*args, **kwargs)
        finally:
            costs[stage] += 1000 * (time.process_time() - start)

    return timed


async def _deaf(stage: str) -> None:
    """Hear of a stage."""


async def forked(files: Sequence[Path], rounds: int, scratch: Path) -> list[Costs]:
    """Return what each file cost in a sandbox."""
    costs: list[Costs] = []
    # By its module's name: a sandbox does not know the script that was started.
    work = importlib.import_module(Path(__file__).stem).measured
    async with open_sandbox(scratch, wall_s=60, memory_mb=1024, work=work) as sandbox:
        for file in files:
            tries = []
            for _ in range(rounds):
                async with sandbox.analyse(
                    file, name=f"{file.stem}.csv", language="ru", progress=_deaf
                ) as done:
                    tries.append(done.summary["costs"])
            costs.append(_least(tries))
    return costs


def together(files: Sequence[Path], rounds: int, scratch: Path) -> list[Costs]:
    """Return what each file cost in this process, once it is warm."""

    def once(file: Path) -> Costs:
        job = Job(path=file, name=f"{file.stem}.csv", language="ru", folder=scratch, memory_mb=0, cpu_s=0)
        costs: Costs = measured(job, lambda _: None)["summary"]["costs"]
        close_kept()
        return costs

    once(files[0])
    tries = [[once(file) for file in files] for _ in range(rounds)]
    return [_least(found) for found in zip(*tries, strict=True)]


def _least(tries: Sequence[Costs]) -> Costs:
    return min(tries, key=lambda costs: costs[TOTAL])


def show(first: Sequence[Costs], second: Sequence[Costs]) -> None:
    """Print a line for each stage."""
    print(f"{'CPU ms a file, mean':<22} {'in its sandbox':>16} {'in one process':>16}")
    for stage in (*STAGES, TOTAL):
        means = [statistics.fmean(cost.get(stage, 0.0) for cost in costs) for costs in (first, second)]
        print(f"  {stage:<20} {means[0]:>16.1f} {means[1]:>16.1f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", choices=sorted(MIXES), default="small")
    parser.add_argument("--files", type=int, default=24)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("tables", type=Path, nargs="*")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        tables, scratch = Path(folder, "tables"), Path(folder, "scratch")
        tables.mkdir()
        scratch.mkdir()
        made = TableMaker(tables, MIXES[arguments.sizes], seed=1)
        files = arguments.tables or [file.path for file in made.make(arguments.files)]
        print(
            f"{len(files)} files, {statistics.fmean(file.stat().st_size for file in files) / 1e3:.1f} KB at the mean"
        )
        show(
            asyncio.run(forked(files, arguments.rounds, scratch)),
            together(files, arguments.rounds, scratch),
        )


if __name__ == "__main__":
    main()
