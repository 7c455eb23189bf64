"""Each command imports what it needs and no more: what is not loaded costs neither time nor memory."""

import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import sys
from svodka.cli import main
try:
    main(sys.argv[1:])
finally:
    sys.stderr.write("\\n".join(sorted(sys.modules)))
"""
BOT = {"aiogram", "aiohttp"}
SERVICE = BOT | {
    "aiosqlite",
    "alembic",
    "asyncio",
    "asyncpg",
    "dramatiq",
    "obstore",
    "sqlalchemy",
}


def modules_of(*arguments: str) -> set[str]:
    process = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments], capture_output=True, text=True, check=False
    )
    assert process.returncode == 0, process.stderr[-500:]
    return set(process.stderr.splitlines())


def test_analyze_and_convert_start_without_the_service(tmp_path: Path) -> None:
    table = tmp_path / "x.csv"
    table.write_text("a,b\n1,2\n3,4\n", "utf-8")

    assert modules_of("analyze", str(table), "--json") & SERVICE == set()
    assert modules_of("convert", str(table), str(tmp_path / "out.csv")) & SERVICE == set()


def test_a_summary_draws_no_page(tmp_path: Path) -> None:
    table = tmp_path / "x.csv"
    table.write_text("a,b\n1,2\n3,4\n", "utf-8")

    assert modules_of("analyze", str(table)) & {"jinja2", "vl_convert"} == set()


@pytest.mark.parametrize("arguments", [("--help",), ("--version",), ("config",)])
def test_help_and_settings_open_no_table_and_no_database(arguments: tuple[str, ...]) -> None:
    assert modules_of(*arguments) & (SERVICE - {"asyncio"} | {"duckdb"}) == set()


def test_a_worker_never_loads_the_bot() -> None:
    assert modules_of("worker", "--help") & BOT == set()
