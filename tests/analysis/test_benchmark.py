"""The benchmarks of the analysis run and print a line for each thing they measure."""

import re
import subprocess
import sys
from pathlib import Path

BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "analysis.py"
SMALL = Path(__file__).parents[2] / "benchmarks" / "small.py"


def test_the_benchmark_of_the_analysis_runs() -> None:
    done = subprocess.run(
        [sys.executable, str(BENCHMARK), "--megabytes", "0.05"], capture_output=True, text=True, check=True
    )
    for name in ("DuckDB SUMMARIZE", "svodka, whole report", "svodka, with PNGs"):
        assert re.search(rf"^  {name} +CPU +\d+\.\d+ s", done.stdout, re.MULTILINE), done.stdout + done.stderr


def test_the_benchmark_of_small_files_runs() -> None:
    done = subprocess.run(
        [sys.executable, str(SMALL), "--files", "2", "--rounds", "1"],
        capture_output=True,
        text=True,
        check=True,
    )
    for stage in ("read", "profile", "charts png", "page", "chat", "in all"):
        assert re.search(rf"^  {stage} +\d+\.\d+ +\d+\.\d+$", done.stdout, re.MULTILINE), (
            done.stdout + done.stderr
        )
