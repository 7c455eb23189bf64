"""Large texts: judged by pieces, loaded by DuckDB as they are if regular, else line by line by our own parser.

No row is lost: what DuckDB has read is counted against the lines of the file, and any difference sends the
file the slow way.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import duckdb

from svodka.analysis.model import Issue, ReadOptions, Source
from svodka.analysis.reading.body import body_rows
from svodka.analysis.reading.delimited import check_width
from svodka.analysis.reading.dialect import Guess, detect
from svodka.analysis.reading.issues import Code
from svodka.analysis.reading.records import Record, parse, parse_stream
from svodka.analysis.reading.rows import RowKind, row_kind
from svodka.analysis.reading.shape import Plan, plan
from svodka.analysis.reading.survey import Pieces, Survey, pieces
from svodka.analysis.reading.tally import Tally
from svodka.analysis.reading.trace import Trace
from svodka.analysis.reading.values.missing import is_blank
from svodka.analysis.reading.workspace import Workspace

_SAMPLE_ROWS: Final = 300
_STREAM_BYTES: Final = 8 << 20
_TAIL_ROWS: Final = 40


@dataclass(frozen=True, kw_only=True, slots=True)
class Loaded:
    """A relation `raw` in DuckDB: what it was made of, a sample of its rows, and what was noticed."""

    source: Source
    header: Sequence[str] | None
    units: Sequence[str]
    width: int
    sample: Sequence[Sequence[str]]
    issues: Sequence[Issue]
    expected_rows: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Judged:
    """What the pieces of a large file have shown."""

    guess: Guess
    shape: Plan
    parts: Pieces
    head: Sequence[Record]
    tail_kinds: Sequence[RowKind]


def judge(found: Survey, options: ReadOptions, trace: Trace | None) -> Judged:
    """Find dialect and shape from the pieces of the file."""
    parts = pieces(found.path, found.size)
    guess = detect([*parts.head, *parts.middle, *parts.tail], delimiter=options.delimiter, trace=trace)
    check_width(guess.dialect.width)
    head = [record for record in parse(parts.head[:300], guess.dialect) if not record.comment]
    shape = plan(head, options, trace=trace)
    tail = [row_kind(record.cells, shape.grain) for record in parse(parts.tail, guess.dialect)][-_TAIL_ROWS:]
    return Judged(guess=guess, shape=shape, parts=parts, head=head, tail_kinds=tail)


def is_regular(found: Survey, judged: Judged) -> bool:
    """Say whether DuckDB may read the file as it is."""
    dialect, segment = judged.guess.dialect, judged.shape.segment
    first = segment.first
    return (
        found.plain_ends
        and not found.nuls
        and len(dialect.delimiter) == 1
        and dialect.delimiter != " "
        and dialect.quote in ("", '"')
        and not dialect.escape
        and not dialect.comment
        and segment.width == dialect.width
        and first < len(judged.head)
        and judged.head[first].number == first
        and not any("\n" in cell for record in judged.head[:first] for cell in record.cells)
        and all(len(record.cells) == segment.width for record in judged.head[first:])
        and all(kind in (RowKind.DATA, RowKind.BLANK) for kind in judged.tail_kinds)
    )


def load_fast(connection: duckdb.DuckDBPyConnection, found: Survey, judged: Judged) -> Loaded:
    """Let DuckDB read the file itself, every cell as text, with the dialect told and nothing guessed."""
    dialect, first = judged.guess.dialect, judged.shape.segment.first
    width = judged.shape.grain.width
    columns = ", ".join(f"'c{index}': 'VARCHAR'" for index in range(width))
    quote = '"' if found.quotes else ""
    connection.execute(
        f"CREATE VIEW raw AS SELECT row_number() OVER () + {first - 1} AS row, * FROM read_csv("
        f"{_literal(str(found.path))}, auto_detect=false, header=false, skip={first}, strict_mode=true, "
        f"delim={_literal(dialect.delimiter)}, quote='{quote}', escape='{quote}', "
        f"null_padding=false, ignore_errors=false, columns={{{columns}}})"
    )
    return replace(_loaded(found, judged, _source(found, judged)), expected_rows=found.lines - first)


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _source(found: Survey, judged: Judged) -> Source:
    names = {"\t": "tsv", "|": "psv"}
    dialect, header = judged.guess.dialect, judged.shape.header_number
    return Source(
        format=names.get(dialect.delimiter, "csv"),
        encoding=found.encoding,
        delimiter=dialect.delimiter or None,
        quotechar=dialect.quote or None,
        header_row=header,
        preamble_rows=header or 0,
        mojibake=found.mojibake,
    )


def _loaded(found: Survey, judged: Judged, source: Source) -> Loaded:
    width, first = judged.shape.grain.width, judged.shape.segment.first
    body = [record.cells for record in judged.head[first : first + _SAMPLE_ROWS]]
    others = [
        record.cells
        for part in (judged.parts.middle, judged.parts.tail)
        for record in list(parse(part[:80], judged.guess.dialect))
    ]
    sample = [row for cells in (*body, *others) if (row := _of_width(cells, width)) is not None]
    kept = [row for row in sample if row_kind(row, judged.shape.grain) is RowKind.DATA]
    return Loaded(
        source=source,
        header=judged.shape.names,
        units=judged.shape.units,
        width=width,
        sample=kept,
        issues=[*found.issues, *judged.shape.issues],
        expected_rows=None,
    )


def _of_width(cells: Sequence[str], width: int) -> list[str] | None:
    """Fill a short row up, and cut empty cells off a long one; None where others would be lost."""
    if any(not is_blank(cell) for cell in cells[width:]):
        return None
    return [*cells[:width], *[""] * (width - len(cells))]


def load_slow(
    connection: duckdb.DuckDBPyConnection, found: Survey, judged: Judged, workspace: Workspace
) -> Loaded:
    """Read the file line by line, mend its rows, and give DuckDB a clean copy."""
    tally = Tally()
    target = workspace.path("raw.csv")
    dialect = judged.guess.dialect
    records = parse_stream(_blocks(found.path), replace(dialect, width=judged.shape.grain.width))
    first = (
        judged.head[judged.shape.segment.first].number if judged.shape.segment.first < len(judged.head) else 0
    )
    body = (record for record in records if record.number >= first or record.comment)
    last, rows = 0, 0
    with target.open("w", encoding="utf-8", newline="", errors="replace") as file:
        writer = csv.writer(file, lineterminator="\n")
        for number, cells in body_rows(body, judged.shape.grain, dialect.delimiter, tally):
            writer.writerow([number, *(cell.replace("\0", "") for cell in cells)])
            last, rows = number, rows + 1
    create_raw(connection, target, judged.shape.grain.width)
    nuls = [Issue(code=Code.NUL_REMOVED, count=found.nuls)] if found.nuls else []
    loaded = _loaded(found, judged, _source(found, judged))
    issues = [*loaded.issues, *nuls, *tally.issues()]
    footers = sum(row > last for row, _, _ in tally.first.values())
    return replace(
        loaded, source=replace(loaded.source, footer_rows=footers), issues=issues, expected_rows=rows
    )


def create_raw(connection: duckdb.DuckDBPyConnection, path: Path, width: int) -> None:
    """Make `raw` of a file that we have written ourselves: row number first, then the cells."""
    columns = ", ".join(["'row': 'BIGINT'", *(f"'c{index}': 'VARCHAR'" for index in range(width))])
    longest = max(path.stat().st_size + 2, 2_097_152)
    connection.execute(
        f"CREATE VIEW raw AS SELECT * FROM read_csv({_literal(str(path))}, auto_detect=false, header=false, "
        f"delim=',', quote='\"', escape='\"', new_line='\\n', parallel=false, max_line_size={longest}, "
        f"columns={{{columns}}})"
    )


def _blocks(path: Path) -> Iterator[str]:
    with path.open("r", encoding="utf-8-sig", errors="replace", newline="") as file:
        while block := file.read(_STREAM_BYTES):
            yield block


def misplaced_rows(
    connection: duckdb.DuckDBPyConnection, judged: Judged, typed: Sequence[int]
) -> tuple[Tally, Sequence[int]]:
    """Among rows with cells that fit no column, find copies of the header, totals and notes."""
    tally, numbers = Tally(), list[int]()
    if not typed:
        return tally, numbers
    odd = " OR ".join(f"x{index} IS NOT NULL" for index in typed)
    found = connection.execute(
        f"SELECT * FROM raw WHERE row IN (SELECT row FROM data WHERE {odd} ORDER BY row LIMIT 20000)"
    ).fetchall()
    codes = {
        RowKind.HEADER: Code.REPEATED_HEADER,
        RowKind.TOTAL: Code.TOTAL_ROW,
        RowKind.NOTE: Code.NOTE_ROW,
    }
    for number, *cells in found:
        texts = [cell or "" for cell in cells]
        code = codes.get(row_kind(texts, judged.shape.grain))
        if code is not None:
            tally.add(code, number, texts)
            numbers.append(number)
    return tally, numbers
