"""How long `svodka analyze` takes on a small table, beside `import duckdb`, which it cannot do without.

Run: `.venv/bin/python benchmarks/start.py`. Each is timed in turn, so that a busy machine hurts both. The
difference is promised to be under half a second; on a busy machine its CPU time is the steadier figure.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter


def seconds(*arguments: str) -> tuple[float, float]:
    """Run the interpreter once, and return the time that passed and the CPU time it took."""
    started = perf_counter()
    with subprocess.Popen([sys.executable, *arguments], stdout=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return perf_counter() - started, usage.ru_utime + usage.ru_stime


def medians(times: list[tuple[float, float]]) -> tuple[float, float]:
    """Return the medians of both times."""
    return statistics.median(wall for wall, _ in times), statistics.median(cpu for _, cpu in times)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=10)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "table.csv"
        table.write_text("date,city,amount\n2026-01-01,Oslo,10.50\n2026-01-02,Rome,20.25\n", "utf-8")
        programs = {
            "import duckdb": ("-c", "import duckdb"),
            "svodka analyze --json": ("-m", "svodka", "analyze", str(table), "--json"),
            "svodka analyze": ("-m", "svodka", "analyze", str(table)),
        }
        times: dict[str, list[tuple[float, float]]] = {name: [] for name in programs}
        for _ in range(rounds):
            for name, arguments in programs.items():
                times[name].append(seconds(*arguments))
    base_wall, base_cpu = medians(times["import duckdb"])
    for name in programs:
        wall, cpu = medians(times[name])
        print(f"{name:<22} {wall:.3f} s ({wall - base_wall:+.3f})   CPU {cpu:.3f} s ({cpu - base_cpu:+.3f})")


if __name__ == "__main__":
    main()
