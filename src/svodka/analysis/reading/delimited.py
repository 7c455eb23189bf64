"""Delimited text to a grid: dialect, records, shape and rows, one after the other."""

from collections.abc import Sequence
from typing import Final

from msgspec.structs import replace

from svodka.analysis.model import Issue, ReadOptions, Severity, Source
from svodka.analysis.reading.body import body_rows, last_data
from svodka.analysis.reading.dialect import CLOSE, Guess, detect
from svodka.analysis.reading.drawn import Drawn, read_drawn
from svodka.analysis.reading.encoding import Decoded
from svodka.analysis.reading.grid import Grid
from svodka.analysis.reading.issues import Code
from svodka.analysis.reading.prose import is_prose
from svodka.analysis.reading.records import Record, lines_of, parse
from svodka.analysis.reading.shape import Plan, plan, uncomment
from svodka.analysis.reading.tally import Tally
from svodka.analysis.reading.trace import Trace
from svodka.analysis.reading.values.missing import is_blank
from svodka.errors import TableTooComplexError, TooManyColumnsError, UnreadableFileError

MAX_LINE_CHARS: Final = 16_000_000
MAX_COLUMNS: Final = 20_000
MAX_TYPED_COLUMNS: Final = 5_000
_NAMES = {"\t": "tsv", "|": "psv"}


def read_delimited(decoded: Decoded, options: ReadOptions, *, trace: Trace | None = None) -> Grid:
    """Read a whole text into a grid."""
    text, issues = _without_nuls(decoded.text)
    issues = [*decoded.issues, *issues]
    lines = lines_of(text)
    check_lines(len(max(lines, key=len, default="")))
    told, offset = _sep_line(lines)
    if told:
        issues.append(Issue(code=Code.SEP_LINE, row=0, value=lines[0]))
    drawn = None if options.delimiter or told else read_drawn(lines)
    if drawn is not None:
        return _from_drawn(drawn, decoded.encoding, options, issues, trace)
    guess = detect(lines[offset:], delimiter=options.delimiter or told, trace=trace)
    issues += _dialect_issues(guess, forced=bool(options.delimiter or told))
    records = list(uncomment(list(parse(lines[offset:], guess.dialect, first=offset)), guess.dialect))
    check_width(max((len(record.cells) for record in records), default=0), most=MAX_COLUMNS)
    if not (options.delimiter or told) and is_prose(lines, records):
        raise UnreadableFileError("sentences and no table", found="text")
    if guess.dialect.delimiter == "|" and _is_padded(records):
        records = [replace(r, cells=[cell.strip(" ") for cell in r.cells], line=None) for r in records]
    found = Source(
        format=_NAMES.get(guess.dialect.delimiter, "csv"),
        encoding=decoded.encoding,
        delimiter=guess.dialect.delimiter or None,
        quotechar=guess.dialect.quote or None,
    )
    return make_grid(records, found, options, issues, delimiter=guess.dialect.delimiter, trace=trace)


def _from_drawn(
    drawn: Drawn, encoding: str, options: ReadOptions, issues: Sequence[Issue], trace: Trace | None
) -> Grid:
    if trace is not None:
        places = ", ".join(map(str, drawn.starts))
        trace.note("dialect", f"fixed width, columns at {places}" if drawn.starts else "rows between bars")
    source = Source(
        format="fixed" if drawn.starts else "psv", encoding=encoding, delimiter=None if drawn.starts else "|"
    )
    return make_grid(drawn.records, source, options, issues, trace=trace)


def _is_padded(records: Sequence[Record]) -> bool:
    """Say whether blanks stand around all cells, as in tables drawn with bars."""
    inner = [
        cell for record in records for cell in record.cells[1:-1] if cell and not set(cell) <= set("-=+: ")
    ]
    return bool(inner) and all(cell[0] == " " == cell[-1] for cell in inner)


def make_grid(
    records: Sequence[Record],
    source: Source,
    options: ReadOptions,
    issues: Sequence[Issue],
    *,
    delimiter: str = "",
    trace: Trace | None = None,
) -> Grid:
    """Find the table among records of any origin and take its rows."""
    kept, margin = _without_margin([record for record in records if not record.comment])
    comments = [record for record in records if record.comment]
    shape = plan(kept, options, trace=trace)
    tally = Tally()
    for comment in comments:
        tally.add(Code.COMMENT_LINES, comment.number, comment.cells)
    section = kept[shape.segment.first : shape.segment.end]
    ends = last_data(section, shape.grain, delimiter)
    pairs = list(body_rows(section, shape.grain, delimiter, tally, ends=ends))
    header, units, rows, dropped = _without_empty_columns(shape, [cells for _, cells in pairs])
    last = pairs[-1][0] if pairs else (shape.header_number or 0)
    placed = replace(
        source,
        header_row=shape.header_number,
        preamble_rows=shape.header_number
        if shape.header_number is not None
        else (pairs[0][0] if pairs else 0),
        footer_rows=_footers(records, last),
    )
    return Grid(
        source=placed,
        header=header,
        units=units,
        width=shape.grain.width - len(dropped),
        numbers=[number for number, _ in pairs],
        rows=rows,
        issues=[
            *issues,
            *margin,
            *shape.issues,
            *tally.issues(),
            *_dropped_issues(dropped, shape),
            *(_trailing_issues(section, shape.grain.width) if delimiter else ()),
        ],
    )


def _without_margin(records: list[Record]) -> tuple[list[Record], list[Issue]]:
    """Leave out columns on the left that are empty in the whole file, as sheets have them."""
    live = [record for record in records if any(not is_blank(cell) for cell in record.cells)]
    margin = min((_blanks_before(record.cells) for record in live), default=0)
    if not margin:
        return records, []
    issue = Issue(code=Code.EMPTY_COLUMN, count=margin, value="1")
    return [replace(record, cells=record.cells[margin:]) for record in records], [issue]


def _blanks_before(cells: Sequence[str]) -> int:
    return next(index for index, cell in enumerate(cells) if not is_blank(cell))


def check_lines(longest: int) -> None:
    """Refuse a line so long that no person wrote it and no table needs it."""
    if longest > MAX_LINE_CHARS:
        raise TableTooComplexError(f"a line of {longest} characters", longest=longest)


def check_width(width: int, *, most: int = MAX_TYPED_COLUMNS) -> None:
    """Refuse more columns than can be read, or typed: DuckDB holds a block of 2,048 values for each of them."""
    if width > most:
        raise TooManyColumnsError(f"{width} columns", columns=width, most=most)


def _footers(records: Sequence[Record], last: int) -> int:
    return sum(
        record.number > last and any(not is_blank(cell) for cell in record.cells) for record in records
    )


def _without_nuls(text: str) -> tuple[str, list[Issue]]:
    count = text.count("\0")
    if not count:
        return text, []
    return text.replace("\0", ""), [Issue(code=Code.NUL_REMOVED, severity=Severity.WARNING, count=count)]


def _sep_line(lines: Sequence[str]) -> tuple[str | None, int]:
    """Obey a first line `sep=;`, as Excel writes and reads it."""
    if lines and lines[0].strip('" \t\ufeff').lower().startswith("sep="):
        sign = lines[0].strip('" \ufeff')[4:5]
        return (sign or None), 1
    return None, 0


def _dialect_issues(guess: Guess, *, forced: bool) -> list[Issue]:
    close = guess.runner_up_score > CLOSE * guess.score
    if forced or not close or not guess.dialect.delimiter or guess.runner_up is None:
        return []
    return [
        Issue(
            code=Code.DELIMITER_DOUBTFUL,
            severity=Severity.WARNING,
            value=guess.dialect.delimiter,
            figures={"other": guess.runner_up},
        )
    ]


def _without_empty_columns(
    shape: Plan, rows: list[list[str]]
) -> tuple[Sequence[str] | None, Sequence[str], list[list[str]], list[int]]:
    """Leave out columns that have neither a name nor a value."""
    width, names = shape.grain.width, shape.names
    bare = [j for j in range(width) if names is None or j >= len(names) or is_blank(names[j])]
    if names is None and len(rows) < 2:
        bare = []  # One row is no evidence that a column is always empty.
    dropped = [j for j in bare if all(is_blank(row[j]) for row in rows)]
    if not dropped or len(dropped) == width:
        return names, shape.units, rows, []
    keep = [j for j in range(width) if j not in set(dropped)]
    header = None if names is None else [names[j] for j in keep]
    units = [shape.units[j] if j < len(shape.units) else "" for j in keep] if shape.units else []
    return header, units, [[row[j] for j in keep] for row in rows], dropped


def _trailing_issues(section: Sequence[Record], width: int) -> list[Issue]:
    """Say that rows end in delimiters with nothing behind them."""
    extra = [len(record.cells) - width for record in section if len(record.cells) > 1]
    if sum(count > 0 for count in extra) * 2 <= len(extra):
        return []
    return [Issue(code=Code.TRAILING_DELIMITER, count=min(count for count in extra if count > 0))]


def _dropped_issues(dropped: Sequence[int], shape: Plan) -> list[Issue]:
    if not dropped:
        return []
    trailing = list(dropped) == list(range(shape.grain.width - len(dropped), shape.grain.width))
    code = Code.TRAILING_DELIMITER if trailing else Code.EMPTY_COLUMN
    return [Issue(code=code, count=len(dropped), value=str(dropped[0] + 1))]
