"""Large texts: judged by pieces, loaded by DuckDB as they are if regular, else line by line by our own parser.

No row is lost: what DuckDB has read is counted against the lines of the file, and any difference sends the
file the slow way.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from svodka.analysis.model import Issue, ReadOptions, Source
from svodka.analysis.reading.delimited import check_width
from svodka.analysis.reading.dialect import Guess, detect
from svodka.analysis.reading.issues import Code
from svodka.analysis.reading.patching import Mender
from svodka.analysis.reading.records import Dialect, Record, parse
from svodka.analysis.reading.rows import Grain, RowKind, row_kind
from svodka.analysis.reading.shape import Plan, plan, uncomment
from svodka.analysis.reading.survey import MOST_LONE_QUOTES, Pieces, Survey, pieces
from svodka.analysis.reading.tally import Tally
from svodka.analysis.reading.trace import Trace
from svodka.analysis.reading.values.missing import is_blank
from svodka.analysis.reading.workspace import Workspace

_HEAD_LINES: Final = 300
_SAMPLE_ROWS: Final = 300
_STREAM_CHARS: Final = 2 << 20
_TAIL_ROWS: Final = 40
_MOST_STRAYS: Final = 0.3
_LINES_A_STRAY: Final = (
    1_000  # more lines with an odd number of quotes than one in so many are cells with line breaks
)


class Loaded(Struct, frozen=True, kw_only=True):
    """A relation of texts in DuckDB's language: what it was made of, a sample of its rows, what was noticed."""

    relation: str
    source: Source
    header: Sequence[str] | None
    units: Sequence[str]
    width: int
    sample: Sequence[Sequence[str]]
    issues: Sequence[Issue]
    expected_rows: int | None
    first_row: int | None = None


class Judged(Struct, frozen=True, kw_only=True):
    """What the pieces of a large file have shown."""

    guess: Guess
    shape: Plan
    parts: Pieces
    head: Sequence[Record]
    tail_kinds: Sequence[RowKind]
    strays: Sequence[str] = ()  # lines with quotes that are characters like any other, not signs of a dialect


def judge(found: Survey, options: ReadOptions, trace: Trace | None) -> Judged:
    """Find dialect and shape from the pieces of the file."""
    parts = pieces(found.path, found.size)
    guess = detect([*parts.head, *parts.middle, *parts.tail], delimiter=options.delimiter, trace=trace)
    check_width(guess.dialect.width)
    head = _records(parts.head[:_HEAD_LINES], guess.dialect)
    lines = [] if guess.dialect.quote else [*parts.head, *parts.middle, *parts.tail]
    quoted = [line for line in lines if '"' in line]
    strays = quoted if len(quoted) > _MOST_STRAYS * len(lines) else []
    shape = plan(head, options, trace=trace)
    below = _records(parts.tail or parts.head, guess.dialect)[-_TAIL_ROWS:]
    tail = [row_kind(record.cells, shape.grain) for record in below]
    return Judged(
        guess=guess,
        shape=shape,
        parts=parts,
        head=head,
        tail_kinds=tail,
        strays=strays,
    )


def _records(lines: Sequence[str], dialect: Dialect) -> list[Record]:
    return [record for record in uncomment(list(parse(lines, dialect)), dialect) if not record.comment]


def is_regular(found: Survey, judged: Judged) -> bool:
    """Say whether DuckDB may read the file as it is."""
    dialect, segment = judged.guess.dialect, judged.shape.segment
    first = segment.first
    return (
        found.plain_ends
        and not found.nuls
        and not (0 < found.lone_quotes <= min(MOST_LONE_QUOTES, max(2, found.lines // _LINES_A_STRAY)))
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


def load_fast(found: Survey, judged: Judged) -> Loaded:
    """Let DuckDB read the file itself, every cell as text, with the dialect told and nothing guessed."""
    dialect, first = judged.guess.dialect, judged.shape.segment.first
    width = judged.shape.grain.width
    columns = ", ".join(f"'c{index}': 'VARCHAR'" for index in range(width))
    quote = '"' if found.quotes and not judged.strays else ""
    relation = (
        f"read_csv({_literal(str(found.path))}, auto_detect=false, header=false, skip={first}, strict_mode=true, "
        f"delim={_literal(dialect.delimiter)}, quote='{quote}', escape='{quote}', "
        f"null_padding=false, ignore_errors=false, columns={{{columns}}})"
    )
    loaded = _loaded(found, judged, relation)
    return replace(loaded, expected_rows=found.lines - first, first_row=first)


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


def _loaded(found: Survey, judged: Judged, relation: str) -> Loaded:
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
        relation=relation,
        source=_source(found, judged),
        header=judged.shape.names,
        units=judged.shape.units,
        width=width,
        sample=kept,
        issues=[*found.issues, *judged.shape.issues, *_stray_issues(judged.strays)],
        expected_rows=None,
    )


def _stray_issues(strays: Sequence[str]) -> list[Issue]:
    if not strays:
        return []
    return [Issue(code=Code.STRAY_QUOTE, count=len(strays), value=strays[0][:120])]


def _of_width(cells: Sequence[str], width: int) -> list[str] | None:
    """Fill a short row up, and cut empty cells off a long one; None where others would be lost."""
    if any(not is_blank(cell) for cell in cells[width:]):
        return None
    return [*cells[:width], *[""] * (width - len(cells))]


def load_slow(found: Survey, judged: Judged, workspace: Workspace) -> Loaded:
    """Mend the lines that are not as all are, and give DuckDB a clean copy."""
    grain = judged.shape.grain
    quote = "" if judged.strays else '"'
    guessed = judged.guess.dialect
    dialect = replace(guessed, width=grain.width, quote=guessed.quote or quote)
    position = judged.shape.segment.first
    first = judged.head[position].number if position < len(judged.head) else 0
    mender = Mender(dialect, grain, first=first)
    target = workspace.path("raw.csv")
    with target.open("w", encoding="utf-8", newline="", errors="replace") as file:
        rows = mender.write(_blocks(found.path, nuls=found.nuls > 0), file)
    loaded = _loaded(found, judged, written_by_us(target, grain.width, mender.sign))
    nuls = [Issue(code=Code.NUL_REMOVED, count=found.nuls)] if found.nuls else []
    return replace(
        loaded,
        source=replace(loaded.source, footer_rows=mender.footers),
        issues=[*loaded.issues, *nuls, *mender.issues()],
        expected_rows=rows,
    )


def written_by_us(path: Path, width: int, delimiter: str = ",") -> str:
    """Return the relation of a file that we have written ourselves: row number first, then the cells."""
    columns = ", ".join(["'row': 'BIGINT'", *(f"'c{index}': 'VARCHAR'" for index in range(width))])
    longest = max(path.stat().st_size + 2, 2_097_152)
    return (
        f"read_csv({_literal(str(path))}, auto_detect=false, header=false, "
        f"delim={_literal(delimiter)}, quote='\"', escape='\"', new_line='\\n', parallel=false, max_line_size={longest}, "
        f"columns={{{columns}}})"
    )


def _blocks(path: Path, *, nuls: bool) -> Iterator[str]:
    with path.open("r", encoding="utf-8-sig", errors="replace", newline="") as file:
        while block := file.read(_STREAM_CHARS):
            yield block.replace("\0", "") if nuls else block


_LABELS: Final = (
    "Итог",
    "ИТОГ",
    "итог",
    "Всего",
    "ВСЕГО",
    "всего",
    "Total",
    "TOTAL",
    "total",
    "Grand",
    "Sub",
)
_CODES: Final = {
    RowKind.HEADER: Code.REPEATED_HEADER,
    RowKind.TOTAL: Code.TOTAL_ROW,
    RowKind.NOTE: Code.NOTE_ROW,
    RowKind.BLANK: Code.BLANK_ROW,
}


class BodySieve:
    """Finds copies of the header, totals and notes among rows that look suspicious; implements `Sieve`.

    `rewritten` says that there are rows which are written otherwise than the others, with `, ` or apostrophes.
    """

    def __init__(self, grain: Grain, sample: Sequence[Sequence[str]] = ()) -> None:
        self.tally = Tally()
        self.rewritten = False
        self._grain = grain
        self._marked = {j for row in sample for j, cell in enumerate(row) if cell[:1] in (" ", "'")}

    def suspects(self, texts: Sequence[int]) -> list[str]:
        """Suspect rows whose first texts begin as a total does, or repeat the names of their columns."""
        tests = [
            " OR ".join(f"starts_with(c{index}, {_literal(label)})" for label in _LABELS)
            for index in texts
            if index < 2
        ]
        names = self._grain.header[-1] if self._grain.header else ()
        tests += [f"c{j} = {_literal(names[j])}" for j in texts[:1] if j < len(names) and names[j]]
        plain = [j for j in texts if j and j not in self._marked]
        if len(plain) > 1:
            otherwise = (
                " AND ".join(f"starts_with(c{j}, {_literal(sign)})" for j in plain) for sign in (" ", "'")
            )
            # Both signs sort before a bracket: one cheap comparison spares nearly all rows the rest.
            tests.append(f"c{plain[0]} < '(' AND ({' OR '.join(otherwise)})")
        return tests

    def misplaced(self, rows: Sequence[tuple[int, Sequence[str]]]) -> Sequence[int]:
        """Return the numbers of the rows that are no data."""
        numbers = []
        for number, cells in rows:
            self.rewritten = self.rewritten or self._is_rewritten(cells)
            code = _CODES.get(row_kind(cells, self._grain))
            if code is not None:
                self.tally.add(code, number, cells)
                numbers.append(number)
        return numbers

    def _is_rewritten(self, cells: Sequence[str]) -> bool:
        firsts = [cell[:1] for j, cell in enumerate(cells) if j and j not in self._marked]
        return max(firsts.count(" "), firsts.count("'")) > 1
