"""The page of the drill knows every fault, as the code has it, and adds up what was counted."""

import runpy
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from svodka.rehearsal.drill import FAULTS

ROOT = Path(__file__).parents[2]
COUNTS = {"once": 2, "twice": 0, "lost": 0, "sentences": 1, "left_over": 0, "slowest_s": 1.5}


def page(rows: Sequence[dict[str, Any]]) -> str:
    write: Callable[[Sequence[dict[str, Any]]], str] = runpy.run_path(
        str(ROOT / "scripts" / "drill_page.py")
    )["page"]
    return write(rows)


def test_rows_are_shown_in_the_order_of_the_faults_and_the_last_of_a_fault_counts() -> None:
    rows = [{"fault": name, "accepted": 3, **COUNTS} for name in ("redis-full", "storage-down", "redis-full")]
    rows[2]["accepted"] = 4

    shown = page(rows)

    assert (
        "| `storage-down` | 3 | 2 | 0 | 0 | 1 | 1.5 | 0 |\n| `redis-full` | 4 | 2 | 0 | 0 | 1 | 1.5 | 0 |"
        in shown
    )
    assert "| **all** | 7 | 4 | 0 | 0 | 2 |  | 0 |" in shown
    assert "Not run on the machine that made this page: `storage-hangs`" in shown


def test_the_page_in_the_docs_names_each_fault_as_it_is_now() -> None:
    written = (ROOT / "docs" / "reference" / "drill.md").read_text("utf-8")
    _, _, named = written.partition("## What is done")

    assert named == page([]).partition("## What is done")[2]
    assert all(f"`{name}`" in written for name in FAULTS)
