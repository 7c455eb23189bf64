"""What a whole report costs beside what others do with the same file: CPU seconds, peak memory, and warm.

Run: `make peers`, then `.venv-peers/bin/python benchmarks/analysis.py [--megabytes 1 20 200] [--file TABLE.csv]`;
with `.venv/bin/python`, only DuckDB and Svodka are there. Each contestant runs in a process of its own, twice in
it: the first run gives the whole process (interpreter and imports too), the second the warm cost. The file is a
sales table of 16 columns (identifiers, dates, money, categories, free text, gaps), the same bytes each time.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import duckdb

# Each is a program: {file} is the table; `once` is what is measured.
CONTESTANTS = {
    "DuckDB SUMMARIZE": """
import duckdb
def once(): duckdb.connect(config={{"threads": 2}}).execute("SUMMARIZE SELECT * FROM read_csv('{file}')").fetchall()
""",
    "svodka, whole report": """
import svodka
def once():
    with svodka.analyze("{file}") as report:
        report.to_html(); report.chat(); report.to_json()
""",
    "svodka, text for the chat": """
import svodka
def once():
    with svodka.analyze("{file}") as report: report.chat()
""",
    "svodka, with PNGs": """
import svodka
def once():
    with svodka.analyze("{file}") as report:
        report.to_html(); report.chat(); report.to_json()
        for chart in report.charts: chart.png()
""",
    "polars describe": """
import polars
def once(): polars.read_csv("{file}").describe()
""",
    "pandas describe": """
import pandas
def once(): pandas.read_csv("{file}").describe(include="all")
""",
    "ydata-profiling minimal": """
import pandas
from ydata_profiling import ProfileReport
def once(): ProfileReport(pandas.read_csv("{file}"), minimal=True, progress_bar=False).to_html()
""",
}
_MEASURE = """
import resource, time
t = time.perf_counter(); once(); usage = resource.getrusage(resource.RUSAGE_SELF)
cpu, peak = usage.ru_utime + usage.ru_stime, usage.ru_maxrss
t, c = time.perf_counter(), time.process_time(); once()
print(cpu, peak // 1024, time.perf_counter() - t, time.process_time() - c)
"""
_SALES = """
COPY (SELECT 'ORD-' || lpad(to_hex(hash(i, 1)), 16, '0') AS order_id, i AS row,
  DATE '2023-01-01' + (i // 180 % 1090)::INT AS date,
  TIMESTAMP '2023-01-01' + to_days((i // 180 % 1090)::INT) + to_seconds(h(i, 2, 86400)) AS created_at,
  ['Москва', 'Санкт-Петербург', 'Казань', 'Новосибирск', 'Екатеринбург', 'Самара', 'Berlin', 'London']
    [1 + h(i, 3, 8)] AS city,
  ['Одежда', 'Обувь', 'Электроника', 'Дом и сад', 'Книги', 'Спорт', 'Auto'][1 + h(i, 4, 7)] AS category,
  p AS product_id, 'Товар ' || p || ' модель ' || p % 17 AS product, q AS qty, c / 100 AS price,
  CASE WHEN h(i, 5, 10) >= 4 THEN 5 * (1 + h(i, 6, 6)) END AS discount_pct,
  round(c * q, 0) / 100 AS total,
  ['доставлен', 'оплачен', 'отменён', 'возврат', 'в пути'][1 + h(i, 7, 5)] AS status,
  ['Wildberries', 'Ozon', 'site', 'Telegram', 'Avito', NULL][1 + h(i, 8, 6)] AS channel,
  CASE WHEN h(i, 9, 12) > 0 THEN 'user' || h(i, 10, 50000) || '@mail.ru' END AS email,
  CASE WHEN h(i, 11, 3) = 0 THEN 'хороший товар, быстрая доставка; код ' || h(i, 12, 10000) END AS comment
FROM (SELECT i, least((1 / (1e-4 + h(i, 13, 10000) / 10000.0))::INT, 5000) AS p, 1 + h(i, 14, 5) AS q,
  round(100 * exp(6.8 + 0.9 * sqrt(-2 * ln((1 + h(i, 15, 99999)) / 100000)) * cos(h(i, 16, 628) / 100)))
  AS c FROM range({rows}) AS r(i))) TO '{file}' (HEADER)
"""
_BYTES_A_ROW = 205


def make_sales(megabytes: float, file: Path) -> None:
    """Write the sales table, of about so many million bytes."""
    rows = int(megabytes * 1_000_000 / _BYTES_A_ROW)
    connection = duckdb.connect(config={"threads": 1})
    connection.execute("CREATE MACRO h(i, salt, most) AS (hash(i, salt) % most)::BIGINT")
    connection.execute(_SALES.format(rows=rows, file=file))


@dataclass(frozen=True, kw_only=True, slots=True)
class Cost:
    """CPU seconds and peak MB of the whole process; wall and CPU seconds of a second run in it."""

    cpu: float
    peak: int
    warm: float
    warm_cpu: float


def measure(program: str, file: Path) -> Cost | str:
    """Return what a contestant costs, or why it cannot run."""
    code = program.format(file=file) + _MEASURE
    environ = {**os.environ, "PYTHONWARNINGS": "ignore"}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, env=environ
    )
    if done.returncode:
        return (done.stderr.strip().splitlines() or ["it failed"])[-1]
    cpu, peak, warm, warm_cpu = done.stdout.split()[-4:]
    return Cost(cpu=float(cpu), peak=int(peak), warm=float(warm), warm_cpu=float(warm_cpu))


def compare(file: Path) -> None:
    """Print a line for each contestant, with its cost in units of SUMMARIZE."""
    print(f"{file.name}, {file.stat().st_size / 1e6:.1f} MB")
    base = 0.0
    for name, program in CONTESTANTS.items():
        cost = measure(program, file)
        if isinstance(cost, str):
            print(f"  {name:<26} not measured: {cost}")
            continue
        base = base or cost.cpu
        print(
            f"  {name:<26} CPU {cost.cpu:6.2f} s ({cost.cpu / base:4.1f} x)   peak {cost.peak:5d} MB"
            f"   warm {cost.warm:6.2f} s, CPU {cost.warm_cpu:6.2f} s"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=float, nargs="+", default=[1, 20, 200])
    parser.add_argument("--file", type=Path)
    arguments = parser.parse_args()
    if arguments.file is not None:
        compare(arguments.file)
        return
    with tempfile.TemporaryDirectory() as folder:
        for megabytes in arguments.megabytes:
            file = Path(folder) / f"sales_{megabytes:g}mb.csv"
            make_sales(megabytes, file)
            compare(file)


if __name__ == "__main__":
    main()
