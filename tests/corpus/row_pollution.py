"""One row of a clean table spoilt in one way, at the first, second, a middle and the last place."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from svodka.analysis.reading import Code
from tests.corpus.plain import Pen, Plain
from tests.corpus.pollution import Polluted

_MENDED: Final = (Code.ROW_REALIGNED, Code.SHORT_ROW, Code.LONG_ROW)
_QUOTES: Final = (Code.STRAY_QUOTE, Code.UNCLOSED_QUOTE, *_MENDED)


def places(table: Plain) -> list[int]:
    """Return the rows that are spoilt in turn."""
    return [0, 1, len(table.rows) // 2, len(table.rows) - 1]


def _spoilt(
    table: Plain, place: int, kind: str, line: str, codes: Sequence[Code], row: list[str] | None = None
) -> Polluted:
    pen = Pen()
    lines = pen.lines(table)
    rows = [list(cells) for cells in table.rows]
    if row is not None:
        rows[place] = row
    return Polluted(
        kind=kind.split(":", 1)[0],
        name=f"{table.name}/{kind}, row {place}",
        data=pen.text([*lines[: place + 1], line, *lines[place + 2 :]]).encode(),
        header=table.header,
        rows=rows,
        codes=frozenset(codes),
    )


def widths(table: Plain) -> Iterator[Polluted]:
    """A cell too few or too many, an empty line, a row of empty cells."""
    pen, width = Pen(), len(table.header)
    for place in places(table):
        row = table.rows[place]
        short = [*row[:-1], ""]
        yield _spoilt(table, place, "row short: last cell", pen.line(row[:-1]), _MENDED, short)
        yield _spoilt(table, place, "row long: empty cell", pen.line([*row, ""]), ())
        yield _spoilt(table, place, "row long: three empty", pen.line([*row, "", "", ""]), ())
        yield _spoilt(table, place, "row long: empty first", pen.line(["", *row]), _MENDED)
        yield _spoilt(table, place, "row long: empty third", pen.line([*row[:2], "", *row[2:]]), _MENDED)
        head = pen.text(pen.lines(table)[: place + 1])
        tail = pen.text(pen.lines(table)[place + 1 :])
        for name, blank in (("blank", ""), ("of empty cells", "," * (width - 1))):
            yield Polluted(
                kind="row empty",
                name=f"{table.name}/row {name}, before row {place}",
                data=f"{head}{blank}\n{tail}".encode(),
                header=table.header,
                rows=table.rows,
                codes=frozenset((Code.BLANK_ROW,)),
            )


def delimiters(table: Plain) -> Iterator[Polluted]:
    """A row with another delimiter, and rows that lost one."""
    pen = Pen()
    for place in places(table):
        row = table.rows[place]
        for sign in (";", "\t", "|", " ", ", "):
            codes = () if sign == ", " else (Code.ROW_REALIGNED,)
            yield _spoilt(table, place, f"row delimiter: {sign!r}", Pen(delimiter=sign).line(row), codes)
        for column in range(0, len(row) - 1, 2):
            cells = [pen.cell(cell) for cell in row]
            left, right = cells[: column + 1], cells[column + 1 :]
            if not row[column] or not row[column + 1]:
                continue
            line = ",".join(left) + ",".join(right)
            yield _spoilt(table, place, f"lost delimiter: behind {column}", line, _QUOTES)


def quotes(table: Plain) -> Iterator[Polluted]:
    """A row in other quotes, with backslashes, or with a quote too many or too few."""
    pen = Pen()
    for place in places(table):
        row = table.rows[place]
        cells = [pen.cell(cell) for cell in row]
        other = Pen(quote="'", everywhere=True).line(row)
        yield _spoilt(table, place, "row quote: all in apostrophes", other, ())
        yield _spoilt(table, place, "row quote: all in quotes", Pen(everywhere=True).line(row), ())
        yield _spoilt(table, place, "row quote: apostrophes", Pen(quote="'").line(row), ())
        for column in range(len(row)):
            if not row[column] or '"' in row[column]:
                continue
            quoted = cells[column] != row[column]
            for name, line in _STRAY.items():
                spoilt = [*cells[:column], line(row[column], quoted), *cells[column + 1 :]]
                kind = f"stray quote: {name} {'quoted ' if quoted else ''}cell {column}"
                yield _spoilt(table, place, kind, ",".join(spoilt), _QUOTES)


_STRAY: Final[dict[str, Callable[[str, bool], str]]] = {
    "before": lambda text, quoted: f'""{text}"' if quoted else f'"{text}',
    "behind": lambda text, quoted: f'"{text}""' if quoted else f'{text}"',
}

ROW_POLLUTERS: Final = (widths, delimiters, quotes)
