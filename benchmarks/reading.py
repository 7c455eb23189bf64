"""How much dearer it is to read a table with Svodka than with DuckDB's own `read_csv` (and polars, pandas).

`.venv-peers/bin/python benchmarks/reading.py FILE…` (made by `make peers`) prints CPU seconds, ratios and peak
memory. Each reader runs in a process of its own, once to warm up and then several times; the least counts. Sample
files: any large CSV.
"""

import importlib
import importlib.util
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROUNDS = 3


def svodka(path: Path) -> int:
    from svodka.analysis.reading import read  # noqa: PLC0415 - each process pays for its own reader only

    with read(path) as table:
        return table.rows


def duckdb(path: Path) -> int:
    import duckdb as engine  # noqa: PLC0415

    with engine.connect(config={"threads": 2}) as connection:
        connection.execute("CREATE TABLE data AS SELECT * FROM read_csv(?)", [str(path)])
        found = connection.execute("SELECT count(*) FROM data").fetchone()
    return int(found[0]) if found else 0


def polars(path: Path) -> int:
    engine = importlib.import_module("polars")
    return int(engine.read_csv(path, try_parse_dates=True).height)


def pandas(path: Path) -> int:
    engine = importlib.import_module("pandas")
    return len(engine.read_csv(path))


READERS: dict[str, Callable[[Path], int]] = {
    "duckdb": duckdb,
    "svodka": svodka,
    "polars": polars,
    "pandas": pandas,
}


def cpu_s() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def measure(name: str, path: Path) -> None:
    """Run one reader in this process and print its figures."""
    rows, best = READERS[name](path), float("inf")
    for _ in range(ROUNDS):
        start = cpu_s()
        rows = READERS[name](path)
        best = min(best, cpu_s() - start)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{best:.3f} {rows} {peak_mb}")


def compare(path: Path) -> None:
    """Print one line a reader."""
    print(f"{path.name}: {path.stat().st_size / 1e6:.1f} MB")
    base = 0.0
    for name in READERS:
        if importlib.util.find_spec(name) is None:
            print(f"  {name:8} not installed, skipped: see `make peers`")
            continue
        command = [sys.executable, __file__, "--one", name, str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        seconds, rows, peak = done.stdout.split()
        base = base or float(seconds)
        print(
            f"  {name:8} {float(seconds):8.3f} s CPU  {float(seconds) / base:5.2f} x  {peak:>5} MB  {rows} rows"
        )


def main() -> None:
    match sys.argv[1:]:
        case ["--one", name, path]:
            measure(name, Path(path))
        case [] | ["-h"] | ["--help"]:
            sys.exit(__doc__)
        case paths:
            for path in paths:
                compare(Path(path))


if __name__ == "__main__":
    main()
