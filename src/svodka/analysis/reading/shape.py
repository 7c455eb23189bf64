"""Where the table is among the records of a file: its segment, its header, its rows, and what lies around it."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

from svodka.analysis.model import Issue, ReadOptions, Severity
from svodka.analysis.reading.blocks import part_at_tables
from svodka.analysis.reading.cells import Kind, is_typed, kind_of
from svodka.analysis.reading.header import Header, Row, filled, find_header, join_names
from svodka.analysis.reading.issues import Code
from svodka.analysis.reading.records import Dialect, Record, parse
from svodka.analysis.reading.rows import Grain, RowKind, row_kind
from svodka.analysis.reading.trace import Trace
from svodka.analysis.reading.transposed import is_transposed
from svodka.analysis.reading.values.missing import is_blank
from svodka.errors import OptionMismatchError

_MATTERS: Final = 0.34
_TITLES_WORTH: Final = 0.1
_FOREIGN: Final = (";", "\t", "|", ",")
_MOST_NAMES_ROWS: Final = 6
_FEW_FACTS: Final = 12
_LONGEST_NAME: Final = 40
_WIDE: Final = 4


class Segment(Struct, frozen=True, kw_only=True):
    """Records [start, end) that belong to one table, with the header found in them (positions in the file).

    `foreign` is the delimiter of a table that has another one than the file.
    """

    start: int
    end: int
    header: Header | None
    width: int
    foreign: str = ""

    @property
    def first(self) -> int:
        """The position of the first row of data."""
        if self.header is None:
            return self.start
        return (
            max(row for row in (*self.header.rows, self.header.units, self.header.numbers) if row is not None)
            + 1
        )


class Plan(Struct, frozen=True, kw_only=True):
    """The table that was found: its names, its units, and what its rows look like."""

    segment: Segment
    names: Sequence[str] | None
    units: Sequence[str] = ()
    grain: Grain
    issues: Sequence[Issue] = ()
    header_number: int | None = None
    others: Sequence[Segment] = field(default_factory=tuple)


def uncomment(records: Sequence[Record], dialect: Dialect) -> Sequence[Record]:
    """Take the last comment above the rows for the names, if it has as many cells as they, words over values."""
    first = next((i for i, record in enumerate(records) if not record.comment and filled(record.cells)), 0)
    if not first or not records[first - 1].comment:
        return records
    last = records[first - 1]
    bare = last.cells[0].lstrip(dialect.comment + " \t")
    names = next(parse([bare], replace(dialect, comment=""))).cells
    row = records[first].cells
    if (
        1 < len(names) == len(row)
        and all(0 < len(name.strip()) <= _LONGEST_NAME and not is_typed(kind_of(name)) for name in names)
        and any(is_typed(kind_of(cell)) for cell in row)
    ):
        return [*records[: first - 1], replace(last, cells=names, comment=False), *records[first:]]
    return records


def plan(records: Sequence[Record], options: ReadOptions, *, trace: Trace | None = None) -> Plan:
    """Find the table among the records."""
    rows = [record.cells for record in records]
    segments = _segments(rows, records, options, trace)
    main = _main(rows, segments)
    others = tuple(s for s in segments if s is not main and _is_table(s) and not _is_title(rows, s, main))
    header = main.header
    header_rows = [rows[i] for i in header.rows] if header else []
    names = join_names(header_rows, main.width) if header else None
    shifted = names is not None and _lacks_first(header_rows, rows[main.first : main.end], main.width)
    if shifted and names is not None:
        names = ["", *names[:-1]]
    body = rows[main.first : main.end]
    grain = Grain.of(body, main.width, [*header_rows, names or ()] if header else ())
    issues = [*_header_issues(records, main, names), *_other_issues(records, main, others)]
    if shifted:
        issues.append(Issue(code=Code.HEADER_SHIFTED, row=records[header.rows[0]].number if header else None))
    if is_transposed(rows[main.start : main.end]):
        issues.append(Issue(code=Code.TRANSPOSED, severity=Severity.WARNING, row=records[main.start].number))
    return Plan(
        segment=main,
        names=names,
        units=rows[header.units] if header and header.units is not None else (),
        grain=grain,
        issues=issues,
        header_number=records[header.rows[0]].number if header else None,
        others=others,
    )


def _is_table(segment: Segment) -> bool:
    if segment.foreign:
        return True
    return segment.header is not None and segment.end - segment.first >= 1 and segment.width > 1


def _is_title(rows: Sequence[Row], segment: Segment, main: Segment) -> bool:
    """Say whether a block above the table is a list of keys and values."""
    return segment.start < main.start and segment.width <= 2 < main.width and _has_keys(rows, segment)


def _has_keys(rows: Sequence[Row], segment: Segment) -> bool:
    """Say whether the rows of a small block begin with a word each, as keys before their values do."""
    block = rows[segment.start : segment.end]
    return len(block) < 12 and all(kind_of(row[0]) in (Kind.TEXT, Kind.EMPTY) for row in block if row)


def _segments(
    rows: Sequence[Row], records: Sequence[Record], options: ReadOptions, trace: Trace | None
) -> list[Segment]:
    start = next((i for i, record in enumerate(records) if record.number >= options.skip_rows), len(rows))
    if records and start == len(rows):
        raise OptionMismatchError(
            f"{options.skip_rows} rows to skip of {start}", option="skip-rows", value=options.skip_rows
        )
    if options.header_row is not None or options.no_header:
        return [_told(rows, records, options, start)]
    blocks = part_at_tables(rows, start)
    found: list[Segment] = []
    for begin, end in blocks:
        segment = _foreign(rows, begin, end) or _examine(rows, begin, end, trace)
        if segment.foreign or (found and found[-1].foreign):
            found.append(segment)
        elif found and (joined := _names_above(rows, found[-1], segment)) is not None:
            found[-1] = joined
        elif found and _continues(rows, found[-1], segment):
            last = found[-1]
            found[-1] = Segment(start=last.start, end=segment.end, header=last.header, width=last.width)
        else:
            found.append(segment)
    return found or [Segment(start=start, end=len(rows), header=None, width=1)]


def _told(rows: Sequence[Row], records: Sequence[Record], options: ReadOptions, start: int) -> Segment:
    """Obey the caller who knows where the header is, or that there is none."""
    if options.no_header or options.header_row is None:
        return Segment(start=start, end=len(rows), header=None, width=_width(rows[start:]))
    wanted = options.header_row
    place = next((i for i, record in enumerate(records) if record.number >= wanted), None)
    if place is None:
        raise OptionMismatchError(f"no record {wanted}", option="header-row", value=wanted)
    width = _width(rows[place:])
    return Segment(start=place, end=len(rows), header=Header(rows=(place,), score=1.0), width=width)


def _foreign(rows: Sequence[Row], begin: int, end: int) -> Segment | None:
    """Recognise a block of lines that are not parted by the file's delimiter but, all alike, by another one."""
    block = rows[begin:end]
    if len(block) < 3 or any(len(row) != 1 for row in block) or all(len(row) == 1 for row in rows):
        return None
    for sign in _FOREIGN:
        widths = {row[0].count(sign) + 1 for row in block}
        if len(widths) == 1 and (width := widths.pop()) > 1:
            return Segment(start=begin, end=end, header=None, width=width, foreign=sign)
    return None


def _examine(rows: Sequence[Row], begin: int, end: int, trace: Trace | None) -> Segment:
    block = rows[begin:end]
    header = find_header(block, trace=trace)
    if header is not None:
        header = Header(
            rows=tuple(begin + row for row in header.rows),
            units=None if header.units is None else begin + header.units,
            numbers=None if header.numbers is None else begin + header.numbers,
            score=header.score,
            firm=header.firm,
        )
        width = max(_width(rows[header.rows[0] : end]), _named(rows, header))
        return Segment(start=begin, end=end, header=header, width=width)
    start = begin
    width = _width(block) if len(block) > 1 else len(block[0])
    while start < end - 1 and width > 2 and filled(rows[start]) == 1 and filled(rows[end - 1]) > 1:
        start += 1
    return Segment(start=start, end=end, header=None, width=width)


def _width(block: Sequence[Row]) -> int:
    """Return the width that most rows have, not counting empty cells that all of them end with."""
    counts = Counter(len(row) for row in block[:5_000])
    if not counts:
        return 1
    width = max(counts, key=lambda w: (counts[w] * (w > 1), w))
    reach = max((_reach(row[:width]) for row in block[:5_000] if len(row) <= width), default=1)
    return max(1, min(width, reach))


def _named(rows: Sequence[Row], header: Header) -> int:
    """Return how many columns one row of names without a gap has: there may be names of columns with no cells."""
    names = rows[header.rows[0]]
    return _reach(names) if len(header.rows) == 1 and _reach(names) == filled(names) else 0


def _reach(row: Row) -> int:
    for index in range(len(row) - 1, -1, -1):
        if row[index].strip():
            return index + 1
    return 0


def _names_above(rows: Sequence[Row], last: Segment, segment: Segment) -> Segment | None:
    """Join a block that holds nothing but names, over a blank line, to the rows below it."""
    if last.end - last.start > _MOST_NAMES_ROWS or last.end - last.first > 1:
        return None
    header = find_header(rows[last.start : segment.end])
    if header is None or header.numbers or header.units:
        return None
    if not header.firm and (last.start > 0 or last.end - last.start > 1):
        return None
    lowest = rows[last.start + header.rows[-1]]
    if last.start + header.rows[-1] != last.end - 1 or filled(lowest) * 4 < segment.width * 3:
        return None
    if segment.header is not None and segment.header.firm and segment.header.score > header.score - 0.2:
        return None
    placed = replace(header, rows=tuple(last.start + row for row in header.rows))
    return Segment(
        start=last.start, end=segment.end, header=placed, width=_width(rows[placed.rows[0] : segment.end])
    )


def _continues(rows: Sequence[Row], last: Segment, segment: Segment) -> bool:
    """Say whether a block behind a blank line is more of the same table."""
    if last.end - last.first < 1 or (last.header is None and last.end - last.start < 2):
        return False
    body = rows[last.first : last.end]
    grain = Grain.of(body, last.width, [rows[i] for i in last.header.rows] if last.header else ())
    first = rows[segment.start]
    if _same_names(rows, last.header, segment.header) or (
        row_kind(first, grain) in (RowKind.HEADER, RowKind.TOTAL)
    ):
        return True
    note = filled(first) == 1 or row_kind(first, grain, last=True) is RowKind.NOTE
    if segment.end - segment.start == 1 and note:
        return grain.width >= 2
    if all(filled(row) == 1 for row in rows[segment.start : segment.end]) and grain.width >= 3:
        return True
    own_names = segment.header is not None and segment.header.firm and segment.end - segment.first >= 1
    return (
        not own_names
        and abs(segment.width - last.width) <= 1
        and _alike(rows[segment.start : segment.end], grain)
    )


def _same_names(rows: Sequence[Row], one: Header | None, other: Header | None) -> bool:
    """Say whether both headers hold the same names: the second repeats the first."""
    if one is None or other is None:
        return False
    first, second = ([[cell.strip() for cell in rows[i]] for i in header.rows] for header in (one, other))
    return first == second


def _alike(block: Sequence[Row], grain: Grain) -> bool:
    """Say whether most rows of a block have values where the table has them."""
    good = seen = 0
    for row in block[:50]:
        for cell, kind in zip(row, grain.kinds, strict=False):
            if is_typed(kind) and cell.strip():
                seen += 1
                good += kind_of(cell) in (kind, Kind.EMPTY)
    return good * 2 >= seen


def _main(rows: Sequence[Row], segments: Sequence[Segment]) -> Segment:
    """Choose the first table that is not dwarfed by another."""
    widest = max(segment.width for segment in segments)
    # Lines of one cell beside a table of more are titles, however many there are; so are keys with their values.
    sizes = [
        _size(rows, s) * (_TITLES_WORTH if s.width == 1 < widest or _are_facts(rows, s, widest) else 1)
        for s in segments
    ]
    largest = max(sizes)
    for segment, size in zip(segments, sizes, strict=True):
        if size >= _MATTERS * largest:
            return segment
    return segments[0]


def _are_facts(rows: Sequence[Row], segment: Segment, widest: int) -> bool:
    """Say whether a small block tells of the file: a key in each row, and values that no column would hold."""
    if segment.foreign or widest < _WIDE:
        return False
    block = [row for row in rows[segment.start : segment.end] if filled(row)]
    if not block or len(block) >= _FEW_FACTS:
        return False
    keys = [row[0].strip() for row in block]
    values = [row[1] for row in block[1:] if len(row) > 1 and not is_blank(row[1])]
    kinds = Counter(map(kind_of, values))
    typed = sum(map(is_typed, kinds.elements()))
    return (
        max(map(filled, block)) * 2 <= widest
        and sum(filled(row) <= 2 for row in block) * 2 > len(block)
        and not any(is_typed(kind_of(key)) for key in keys)
        and len(set(keys)) == len(keys)
        and (typed < len(values) or len(kinds) > 1 or len(values) < 2)
    )


def _size(rows: Sequence[Row], segment: Segment) -> float:
    body = rows[segment.first : segment.end]
    cells = sum(filled(row) for row in body[:2_000]) * max(1.0, len(body) / 2_000)
    if segment.foreign:
        return 0.0
    weight = 1.0 if segment.header is not None else 0.5
    if segment.width <= 2 and len(body) < 12 and _has_keys(rows, segment):
        weight *= 0.3
    if len(body) <= 2 and segment.header is not None:
        labels = [cell for row in segment.header.rows for cell in rows[row]]
        weight *= 0.1 if any(cell.rstrip().endswith(":") for cell in labels) else 0.4
    return weight * (cells + 0.5)


def _lacks_first(header: Sequence[Row], body: Sequence[Row], width: int) -> bool:
    """Say whether the names are one fewer than the cells of every row: the first column, of labels, has none."""
    return (
        len(header) == 1
        and len(header[0]) == width - 1
        and bool(body)
        and width > 2
        and all(len(row) == width for row in body[:50])
    )


def _header_issues(records: Sequence[Record], main: Segment, names: Sequence[str] | None) -> list[Issue]:
    header = main.header
    if header is None:
        return [Issue(code=Code.NO_HEADER)]
    issues = []
    row = records[header.rows[0]].number
    if header.rows[0] > 0:
        first = records[0]
        issues.append(
            Issue(code=Code.PREAMBLE, row=first.number, count=header.rows[0], value=_shown(first.cells))
        )
    if len(header.rows) > 1:
        issues.append(
            Issue(code=Code.HEADER_JOINED, row=row, count=len(header.rows), value=next(iter(names or ()), ""))
        )
    if not header.firm:
        issues.append(Issue(code=Code.HEADER_GUESSED, row=row, value=_shown(records[header.rows[0]].cells)))
    for position, code in ((header.units, Code.UNITS_ROW), (header.numbers, Code.NUMBER_ROW)):
        if position is not None:
            issues.append(
                Issue(code=code, row=records[position].number, value=_shown(records[position].cells))
            )
    return issues


def _other_issues(records: Sequence[Record], main: Segment, others: Sequence[Segment]) -> list[Issue]:
    return [
        Issue(
            code=Code.OTHER_TABLE,
            severity=Severity.WARNING,
            row=records[other.header.rows[0]].number if other.header else records[other.start].number,
            value=_shown(records[other.header.rows[0] if other.header else other.start].cells),
            figures={"rows": other.end - other.first - bool(other.foreign), "columns": other.width},
        )
        for other in others
    ]


def _shown(cells: Row) -> str:
    return ", ".join(cell.strip() for cell in cells if cell.strip())[:120]
