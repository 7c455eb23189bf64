"""Read every generated file and count what was found right: `python -m tests.corpus.score [--seed N] [--count N]`.

Three corpora: whole files with many things amiss at once, sheets with title blocks, and one clean table spoilt in
one way at a time.
"""

import argparse
import codecs
import sys
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from svodka.analysis.reading import read
from svodka.analysis.table import Table
from tests.corpus import fidelity
from tests.corpus.generator import Case, cases
from tests.corpus.odd_sheets import ODD_MAKERS
from tests.corpus.sheets import MAKERS, faults, sheets


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What was wrong with the reading of one file; nothing if it was right."""

    case: Case
    faults: tuple[str, ...]


def judge(case: Case) -> Verdict:
    """Read one file and compare it with the truth."""
    try:
        with read(case.data) as table:
            return Verdict(case=case, faults=tuple(_faults(case, table)))
    except Exception as error:
        last = traceback.extract_tb(error.__traceback__)[-1]
        return Verdict(case=case, faults=(f"error {type(error).__name__} {error} at {last.name}",))


def _faults(case: Case, table: Table) -> Iterator[str]:
    source = table.source
    if source.encoding is None or codecs.lookup(source.encoding) != codecs.lookup(case.encoding):
        yield f"encoding {source.encoding}"
    if source.delimiter != case.delimiter:
        yield f"delimiter {source.delimiter!r}"
    if source.header_row != case.header_row:
        yield f"header_row {source.header_row} not {case.header_row}"
    if table.rows != case.rows:
        yield f"rows {table.rows} not {case.rows}"
    found = [column.name for column in table.columns]
    wanted = [column.name for column in case.made]
    if found != wanted:
        yield f"names {found} not {wanted}"
        return
    for column, made in zip(table.columns, case.made, strict=True):
        if column.type is not made.type:
            yield f"type of {column.name}: {column.type} not {made.type} ({made.cells[0]!r}, {made.cells[1]!r})"
            continue
        yield from _value_faults(table, column.index, column.name, made.sum, made.low)


def _value_faults(
    table: Table, index: int, name: str, total: Decimal | None, low: str | None
) -> Iterator[str]:
    if total is not None:
        row = table.connection.execute(f"SELECT coalesce(sum(c{index}), 0)::VARCHAR FROM data").fetchone()
        if row is None or Decimal(row[0]) != total:
            yield f"sum of {name}: {row and row[0]} not {total}"
    if low is not None:
        row = table.connection.execute(f"SELECT min(c{index})::VARCHAR FROM data").fetchone()
        if row is None or row[0] != low:
            yield f"min of {name}: {row and row[0]} not {low}"


def main() -> int:
    """Print the score and the faults."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=400)
    parser.add_argument("--show", type=int, default=15)
    options = parser.parse_args()
    verdicts = [judge(case) for case in cases(options.seed, options.count)]
    wrong = [verdict for verdict in verdicts if verdict.faults]
    for verdict in wrong[: options.show]:
        sys.stdout.write(" ".join([verdict.case.name, *verdict.case.traits, "|", *verdict.faults]) + "\n")
    kinds = Counter(fault.split(" ")[0] for verdict in wrong for fault in verdict.faults)
    sys.stdout.write(f"right: {len(verdicts) - len(wrong)} of {len(verdicts)} {dict(kinds)}\n")
    _score_sheets(options.seed, options.show)
    fidelity.report([fidelity.judge(case) for case in fidelity.all_cases()], options.show)
    return 0


def _score_sheets(seed: int, show: int) -> None:
    found = {sheet.name: faults(sheet) for sheet in sheets(seed, (*MAKERS, *ODD_MAKERS))}
    wrong = {name: some for name, some in found.items() if some}
    for name in list(wrong)[:show]:
        sys.stdout.write(f"{name} | {', '.join(wrong[name])}\n")
    sys.stdout.write(f"sheets right: {len(found) - len(wrong)} of {len(found)}\n")


if __name__ == "__main__":
    sys.exit(main())
