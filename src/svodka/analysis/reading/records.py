"""Text to records: a parser that knows quotes, escapes and comments, and lets no stray quote swallow the file."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from msgspec import Struct

_LINE_END: Final = re.compile(r"\r\n|\n|\r")
MAX_RECORD_LINES: Final = 2_000
_MAX_RECORD_CHARS: Final = 4_000_000
_MAX_TRIES: Final = 16


class Dialect(Struct, frozen=True, kw_only=True):
    """How cells are parted and quoted. An empty delimiter means one column; an empty quote none."""

    delimiter: str = ","
    quote: str = ""
    escape: str = ""
    comment: str = ""
    width: int = 0


class Record(Struct, frozen=True, kw_only=True):
    """One record: its number in the file, its cells, and the quotes in it that were kept as characters.

    `line` is the record as it was written; None where the cells and delimiters between them say it all.
    """

    number: int
    cells: Sequence[str]
    stray: bool = False
    unclosed: bool = False
    comment: bool = False
    line: str | None = None


def lines_of(text: str) -> list[str]:
    """Part a text at CR, LF and CRLF, and at nothing else."""
    lines = _LINE_END.split(text) if "\r" in text else text.split("\n")
    if lines and not lines[-1]:
        lines.pop()
    return lines


def parse(lines: Sequence[str], dialect: Dialect, *, first: int = 0) -> Iterator[Record]:
    """Yield the records of the lines; `first` is the number of the first one."""
    lines = list(lines)
    parser, position, number = _Parser(lines, dialect), 0, first
    while position < len(lines):
        record, position = parser.record(position, number)
        number += 1
        yield record


class Run(Struct, frozen=True, kw_only=True):
    """Lines one under the other that are a record each and need no parser: as they stand, with the first's number."""

    number: int
    lines: Sequence[str]


def parse_runs(
    blocks: Iterable[str], dialect: Dialect, odd: Callable[[Sequence[str]], Sequence[int]]
) -> Iterator[Run | Record]:
    """Read a text that comes in blocks. `odd` tells which of some lines need a parser; others come as runs."""
    number, rest = 0, ""
    pending: list[str] = []
    keep = MAX_RECORD_LINES if dialect.quote else 0  # a record may lie across two blocks
    for block, final in _with_end(blocks):
        text = rest + block
        cut = len(text) if final else max(text.rfind("\n"), text.rfind("\r", 0, -1)) + 1
        rest, lines = text[cut:], [*pending, *lines_of(text[:cut])]
        until = len(lines) if final else max(0, len(lines) - keep)
        parser, position = _Parser(lines, dialect), 0
        for index in odd(lines):
            if not position <= index < until:
                continue
            if index > position:
                yield Run(number=number, lines=lines[position:index])
                number += index - position
            record, position = parser.record(index, number)
            number += 1
            yield record
        if position < until:
            yield Run(number=number, lines=lines[position:until])
            number, position = number + until - position, until
        pending = lines[position:]


def _with_end(blocks: Iterable[str]) -> Iterator[tuple[str, bool]]:
    for block in blocks:
        yield block, False
    yield "", True


def split_plain(line: str, delimiter: str) -> list[str]:
    """Part a line in which no quote counts."""
    if not delimiter:
        return [line]
    if delimiter == " ":
        return line.split()
    return line.split(delimiter)


class _Parser:
    """Reads one record at a time from a list of lines."""

    def __init__(self, lines: Sequence[str], dialect: Dialect) -> None:
        self._lines = lines
        self._dialect = dialect
        self._quote = dialect.quote
        self._ahead = (
            10 * len(lines) + 20_000
        )  # lines that may be looked at in vain, so that work stays linear

    def record(self, position: int, number: int) -> tuple[Record, int]:
        """Read the record that begins in this line; return it and the line after it."""
        line = self._lines[position]
        if self._dialect.comment and line.startswith(self._dialect.comment):
            return Record(number=number, cells=[line], comment=True), position + 1
        plain = not self._quote or self._quote not in line
        if plain and not (self._dialect.escape and self._dialect.escape in line):
            return Record(number=number, cells=split_plain(line, self._dialect.delimiter)), position + 1
        cells, stray, open_cell = self._scan(line)
        if open_cell is None:
            if stray and len(cells) < self._dialect.width:
                cells = self._with_bare_quotes(line) or self._with_literal_quote(line, cells)
            return Record(number=number, cells=cells, stray=stray, line=line), position + 1
        joined = self._join(position, cells, line)
        if joined is not None:
            cells, stray, end = joined
            text = "\n".join(self._lines[position:end])
            return Record(number=number, cells=cells, stray=stray, line=text), end
        known = self._with_bare_quotes(line)
        if known is not None:
            return Record(number=number, cells=known, stray=True, line=line), position + 1
        cells, stray, _ = self._scan(line, literal_from=open_cell)
        return Record(number=number, cells=cells, stray=stray, unclosed=True, line=line), position + 1

    def _with_bare_quotes(self, line: str) -> list[str] | None:
        """Read a line again with a doubled quote before a delimiter as an inch mark and the end of its cell."""
        if not self._dialect.delimiter:
            return None
        cells, _, open_cell = self._scan(line, bare=True)
        return cells if open_cell is None and len(cells) == self._dialect.width else None

    def _with_literal_quote(self, line: str, cells: list[str]) -> list[str]:
        """Read a line again with one of its opening quotes as a character, if that gives the right width."""
        quote, delimiter = self._quote, self._dialect.delimiter
        places = [0] if line.startswith(quote) else []
        places += [match.end() - 1 for match in re.finditer(re.escape(delimiter + quote), line)]
        for place in places[:20]:
            again, _, open_cell = self._scan(line, literal_from=place)
            if open_cell is None and len(again) == self._dialect.width:
                return again
        return cells

    def _join(self, position: int, first: list[str], line: str) -> tuple[list[str], bool, int] | None:
        """Try to find the end of a quoted cell in the lines below; None if the quote is a stray one."""
        end, tries, size = position + 1, 0, len(line)
        limit = min(len(self._lines), position + min(MAX_RECORD_LINES, max(2, self._ahead)))
        while end < limit and tries < _MAX_TRIES and size < _MAX_RECORD_CHARS:
            following = self._lines[end]
            size += len(following)
            end += 1
            if not self._closes(following) or self._goes_on(following):
                self._ahead -= 1
                continue
            tries += 1
            cells, stray, open_cell = self._scan("\n".join(self._lines[position:end]))
            if open_cell is None:
                return (cells, stray, end) if self._believable(position, end, cells) else None
            if tries == _MAX_TRIES // 2 and not self._believable(position, end, first):
                return None
        return None

    def _closes(self, line: str) -> bool:
        """Say whether a quoted cell may end in the line."""
        quote, delimiter = self._quote, self._dialect.delimiter
        if quote not in line:
            return False
        return line.rstrip().endswith(quote) or (
            bool(delimiter) and quote + delimiter.strip(" ") in line.replace(" ", "")
        )

    def _goes_on(self, line: str) -> bool:
        """Say whether a line ends one quoted cell and begins another, such as the names of columns in lines do."""
        quote, edge = self._quote, self._dialect.delimiter.strip(" ")
        first, last = line.find(quote), line.rfind(quote)
        return (
            bool(edge)
            and first < last
            and not line.count(quote) % 2
            and bool(line[:first].strip())
            and not line[:first].rstrip().endswith(edge)
            and line[first + 1 :].lstrip().startswith(edge)
            and line[:last].rstrip().endswith(edge)
            and not line[last + 1 :].lstrip().startswith(edge)
        )

    def _believable(self, start: int, end: int, cells: list[str]) -> bool:
        """Say whether lines belong to one record, or are records of their own behind a stray quote."""
        width = self._dialect.width
        inner = self._lines[start + 1 : end]
        if width < 2:
            return len(inner) < 50
        alone = [len(split_plain(line, self._dialect.delimiter)) for line in inner]
        opened = any(self._opens(line) for line in inner)
        whole = sum(count == width for count in alone)
        if len(cells) == width and self._is_whole(inner[-1]):
            return False
        if len(cells) == width:
            literal = len(split_plain(self._lines[start], self._dialect.delimiter))
            return not (whole == len(inner) and (opened or (len(inner) > 1 and literal == width)))
        return not opened and whole * 2 < len(inner)

    def _is_whole(self, line: str) -> bool:
        """Say whether a line with quotes is a record of its own."""
        if line.count(self._quote) % 2 or self._quote not in line:
            return False
        cells, _, open_cell = self._scan(line)
        return open_cell is None and len(cells) == self._dialect.width

    def _opens(self, line: str) -> bool:
        """Say whether a quoted cell begins in the line."""
        quote, delimiter = self._quote, self._dialect.delimiter
        return line.startswith(quote) or bool(
            delimiter and f"{delimiter}{quote}" in line.replace(quote * 2, "\0\0")
        )

    def _scan(
        self, text: str, literal_from: int = -1, *, bare: bool = False
    ) -> tuple[list[str], bool, int | None]:
        """Part a text with quotes in it. Return cells, whether a quote was stray, and where a quote stays open."""
        delimiter, quote, escape = self._dialect.delimiter, self._quote, self._dialect.escape
        cells: list[str] = []
        position, stray, size = 0, False, len(text)
        while True:
            start = position
            while quote and start < size and text[start] in " \t" and text[start] != delimiter:
                start += 1
            if quote and text.startswith(quote, start) and start != literal_from:
                cell, position, odd = self._quoted(text, start, bare=bare)
                if position < 0:
                    return cells, stray, start
                stray = stray or odd
                cells.append(cell)
            else:
                end = self._plain_end(text, position)
                cell = text[position:end]
                stray = stray or bool(quote and quote in cell)
                cells.append(_unescape(cell, escape) if escape else cell)
                position = end
            if position >= size:
                return cells, stray, None
            position += len(delimiter)

    def _plain_end(self, text: str, start: int) -> int:
        delimiter, escape = self._dialect.delimiter, self._dialect.escape
        if not delimiter:
            return len(text)
        end = text.find(delimiter, start)
        while escape and end > 0 and text[end - 1] == escape and (end < 2 or text[end - 2] != escape):
            end = text.find(delimiter, end + len(delimiter))
        return len(text) if end < 0 else end

    def _quoted(self, text: str, start: int, *, bare: bool) -> tuple[str, int, bool]:
        """Read a quoted cell; return its text, the place behind it (-1: never closed) and whether it is odd."""
        quote, escape, delimiter = self._quote, self._dialect.escape, self._dialect.delimiter
        position, odd, size = start + 1, False, len(text)
        pieces: list[str] = []
        while True:
            end = text.find(quote, position)
            if end < 0:
                return "", -1, odd
            if escape and _escaped(text, end, escape, start + 1):
                pieces.append(text[position : end - 1] + quote)
                position = end + 1
                continue
            after = end + 1
            if text.startswith(quote, after) and escape != quote:
                if bare and end > start + 1 and (after + 1 == size or text.startswith(delimiter, after + 1)):
                    return "".join([*pieces, text[position:after]]), after + 1, True
                pieces.append(text[position:after])
                position = after + 1
                continue
            tail = after
            while tail < size and text[tail] in " \t" and not text.startswith(delimiter or "\0", tail):
                tail += 1
            if tail >= size or text[tail] == "\n" or (delimiter and text.startswith(delimiter, tail)):
                pieces.append(text[position:end])
                return "".join(pieces), tail, odd
            odd = True
            pieces.append(text[position:after])
            position = after


def _escaped(text: str, end: int, escape: str, start: int) -> bool:
    count = 0
    while end - 1 - count >= start and text[end - 1 - count] == escape:
        count += 1
    return count % 2 == 1


def _unescape(cell: str, escape: str) -> str:
    return re.sub(re.escape(escape) + r"([^\w\s])", r"\1", cell) if escape in cell else cell
