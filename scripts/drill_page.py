"""Writes docs/reference/drill.md: each fault, what is done, and what a drill counted.

Run: `.venv/bin/svodka drill --all --json > drill.json && .venv/bin/python scripts/drill_page.py drill.json`. Rows of
several files are put together; of a fault that is in more than one, the last counts. `--machine` says where it ran.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from svodka.rehearsal.drill import FAULTS, QUICK

PAGE: Final = Path(__file__).parents[1] / "docs" / "reference" / "drill.md"
_COUNTS: Final = ("accepted", "once", "twice", "lost", "sentences", "slowest_s", "left_over")


def page(rows: Sequence[dict[str, Any]], machine: str = "") -> str:
    """Return the page's text, in the order of the table of faults."""
    by_fault = {row["fault"]: row for row in rows}
    ran_on = [f"\nIt ran on {machine}."] if machine else []
    return "\n".join([*_head(), *_counted(by_fault), *ran_on, *_named(), ""])


def _head() -> Iterator[str]:
    yield """# The drill

What `svodka drill --all` counted when this page was last made: files sent amid each fault, and what became of them.
[How to run a drill](../how-to/drill.md) says how to make such a table yourself and how to read it.

- *accepted*: files that people sent. Each is in exactly one of the next four columns.
- *once*, *twice*: files whose report came once, or more often.
- *lost*: files that were never answered.
- *sentences*: files that were answered with a sentence in place of a report, because they cannot be read.
- *slowest*: seconds from sending the file to its report or sentence, at the most; the fault's own time is in it.
- *left over*: temporary files, objects that no row names, database sessions and processes, together.

A report may come twice in `bot-killed-unmarked` alone: there the bot is killed after Telegram took the report and
before it said so. Nobody can know then whether the message left, for Telegram has no way to ask; we say it again
rather than never. The window is one call to Telegram long, each message is in it by itself, and the quota is not:
it was taken with the row. Where the bot lives on, an answer that cannot be read counts as taken.

## What was counted

| fault | accepted | once | twice | lost | sentences | slowest, s | left over |
|---|---|---|---|---|---|---|---|"""


def _counted(rows: dict[str, dict[str, Any]]) -> Iterator[str]:
    for name in FAULTS:
        if name in rows:
            yield f"| `{name}` | " + " | ".join(str(rows[name][count]) for count in _COUNTS) + " |"
    sums = [sum(row[count] for row in rows.values()) for count in _COUNTS if count != "slowest_s"]
    *counts, left_over = map(str, sums)
    yield "| **all** | " + " | ".join([*counts, "", left_over]) + " |"
    if missing := [f"`{name}`" for name in FAULTS if name not in rows]:
        yield f"\nNot run on the machine that made this page: {', '.join(missing)}."


def _named() -> Iterator[str]:
    yield """
## What is done, and how it is undone

Those with a star are in the quick drill, with fewer people and for 2 s at the most.

| fault | what is done | how it is undone |
|---|---|---|"""
    for fault in FAULTS.values():
        star = " ★" if fault.name in QUICK else ""
        yield f"| `{fault.name}`{star} | {fault.done} | {fault.undone} |"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=Path, nargs="+", help="what `svodka drill --json` printed")
    parser.add_argument("--machine", default="", help="where it ran")
    given = parser.parse_args()
    read = [row for path in given.rows for row in json.loads(path.read_text("utf-8"))["faults"]]
    PAGE.write_text(page(read, given.machine), "utf-8")
