"""Other ways to read one line: with another delimiter, quote or escape, or with one sign too many or too few."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from svodka.analysis.reading.records import Dialect, parse

_DELIMITERS: Final = (",", ";", "\t", "|", " ")
_MOST_PLACES: Final = 40
_LONGEST_LINE: Final = 20_000


def rereadings(line: str, delimiter: str) -> Iterator[tuple[Sequence[str], int]]:
    """Yield the cells of each reading, with how doubtful it is: 0 to 2."""
    if len(line) > _LONGEST_LINE:
        return
    own = Dialect(delimiter=delimiter, quote='"')
    yield from _read(line, own, 0)
    if "\\" in line:
        yield from _read(line, Dialect(delimiter=delimiter, quote='"', escape="\\"), 0)
    if "'" in line:
        yield from _read(line, Dialect(delimiter=delimiter, quote="'"), 0)
        yield from _read(line, Dialect(delimiter=delimiter, quote="'", escape="\\"), 1)
    if delimiter + " " in line:
        yield from _read(line, Dialect(delimiter=f"{delimiter} ", quote='"'), 0)
    if '"' in line:
        for other in _one_sign_changed(line, delimiter):
            yield from _read(other, own, 1)
    for sign in _DELIMITERS:
        if sign != delimiter and sign in line:
            yield from _read(line, Dialect(delimiter=sign, quote='"'), 2 if sign == " " else 1)


def _read(line: str, dialect: Dialect, doubt: int) -> Iterator[tuple[Sequence[str], int]]:
    records = list(parse([line] if "\n" not in line else line.split("\n"), dialect))
    if len(records) == 1 and not records[0].unclosed:
        yield records[0].cells, doubt


def _one_sign_changed(line: str, delimiter: str) -> Iterator[str]:
    """Leave out a quote at the edge of a cell, or put a delimiter before or behind a quoted cell."""
    sign = re.escape(delimiter)
    for count, match in enumerate(re.finditer('"', line)):
        if count == _MOST_PLACES:
            return
        place = match.start()
        before, behind = line[:place], line[place + 1 :]
        starts = not before or before.endswith(delimiter)
        ends = not behind or behind.startswith(delimiter)
        if starts or ends:
            yield before + behind
        if not starts and not re.search(rf'(?:{sign}|")$', before):
            yield f'{before}{delimiter}"{behind}'
        if not ends and not behind.startswith('"'):
            yield f'{before}"{delimiter}{behind}'
