"""The ten sample files and the truth about each, reckoned with nothing but `csv` and `Decimal`.

Nothing of ours takes part: each sample says how it was written (encoding, delimiter, header), and which of
its columns hold money, numbers or dates; rows, sums and ranges follow.
"""

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from pathlib import Path

FOLDER = Path(__file__).parent

_MONTHS = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split()  # noqa: SIM905  # a line is easier to read than twelve


def ru_number(cell: str) -> Decimal | None:
    """Read `1 234,50 ₽` with any kind of space."""
    bare = "".join(cell.replace("₽", "").replace("%", "").split()).replace(",", ".")
    return Decimal(bare) if bare else None


def us_number(cell: str) -> Decimal | None:
    """Read `$1,234.50`, `($1.50)`, `−$1.50` and `1.5%`."""
    sign = -1 if cell.startswith(("(", "\u2212", "-")) else 1
    bare = cell.strip("()\u2212-%").replace("$", "").replace(",", "")
    return sign * Decimal(bare) if bare else None


def day(pattern: str) -> Callable[[str], dt.date]:
    return lambda cell: dt.datetime.strptime(cell, pattern).date()  # noqa: DTZ007  # a day has no zone


def moment(pattern: str) -> Callable[[str], dt.datetime]:
    return lambda cell: dt.datetime.strptime(cell, pattern)  # noqa: DTZ007  # wall-clock time, as written


def russian_day(cell: str) -> dt.date:
    """Read `1 января 2026 г.`."""
    number, month, year, _ = cell.split()
    return dt.date(int(year), _MONTHS.index(month) + 1, int(number))


Time = Callable[[str], dt.date]
Number = Callable[[str], Decimal | None]


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One file as it was written. `types` are the promised types of all columns, in order."""

    file: str
    encoding: str
    delimiter: str
    types: str
    header_row: int | None = 0
    footer_rows: int = 0
    numbers: dict[int, Number] = field(default_factory=dict)
    times: dict[int, Time] = field(default_factory=dict)
    transcode: str | None = None

    @property
    def name(self) -> str:
        """The name under which it is sent."""
        return f"utf8_{self.file}" if self.transcode else self.file

    @cached_property
    def content(self) -> bytes:
        """The bytes of the file."""
        content = (FOLDER / self.file).read_bytes()
        return content.decode("cp1251").encode(self.transcode) if self.transcode else content

    @cached_property
    def _records(self) -> list[list[str]]:
        text = self.content.decode(self.encoding).removeprefix("\ufeff")
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=self.delimiter))

    @cached_property
    def rows(self) -> list[list[str]]:
        """The data rows alone."""
        first = 0 if self.header_row is None else self.header_row + 1
        return self._records[first : len(self._records) - self.footer_rows]

    @property
    def columns(self) -> list[str]:
        """The names of the columns."""
        if self.header_row is None:
            return [f"column_{n + 1}" for n in range(len(self.rows[0]))]
        return self._records[self.header_row]

    def sums(self) -> Iterator[tuple[str, Decimal]]:
        """The exact sum of each number column, by name."""
        for index, read in self.numbers.items():
            values = [read(row[index]) for row in self.rows]
            yield self.columns[index], sum((v for v in values if v is not None), Decimal(0))

    def ranges(self) -> Iterator[tuple[str, str, str]]:
        """The first and last moment of each time column, ISO, by name."""
        for index, read in self.times.items():
            values = [read(row[index]) for row in self.rows]
            yield self.columns[index], min(values).isoformat(), max(values).isoformat()


_BANK = {
    "file": "bank_statement.csv",
    "delimiter": ";",
    "types": "datetime date text text decimal text decimal text text text text text decimal decimal decimal",
    "numbers": dict.fromkeys((4, 6, 12, 13, 14), ru_number),
    "times": {0: moment("%d.%m.%Y %H:%M:%S"), 1: day("%d.%m.%Y")},
}
_EXCEL = {
    "types": "date text decimal decimal integer text",
    "numbers": dict.fromkeys((2, 3, 4), ru_number),
    "times": {0: day("%d.%m.%Y")},
}

SAMPLES = (
    Sample(encoding="cp1251", **_BANK),  # type: ignore[arg-type]  # a table of keyword arguments
    Sample(encoding="utf-8-sig", transcode="utf-8-sig", **_BANK),  # type: ignore[arg-type]  # as above
    Sample(
        file="Выписка по счёту.csv",
        encoding="cp1251",
        delimiter=";",
        types="date text decimal decimal text",
        header_row=4,
        footer_rows=1,
        numbers={2: ru_number, 3: ru_number},
        times={0: day("%d.%m.%Y")},
    ),
    Sample(
        file="downloads(6).csv",
        encoding="utf-8",
        delimiter=",",
        types="datetime integer text text decimal text text text text",
        header_row=None,
        numbers={4: us_number},
        times={0: moment("%Y-%m-%dT%H:%M:%S+00:00")},
    ),
    Sample(
        file="statement.txt",
        encoding="utf-8-sig",
        delimiter="\t",
        types="date date text integer text decimal decimal decimal text decimal",
        numbers=dict.fromkeys((5, 6, 7, 9), us_number),
        times={1: day("%d-%b-%Y")},
    ),
    Sample(file="продажи.csv", encoding="utf-8-sig", delimiter=";", **_EXCEL),  # type: ignore[arg-type]  # as above
    Sample(file="Книга1.txt", encoding="utf-16", delimiter="\t", **_EXCEL),  # type: ignore[arg-type]  # as above
    Sample(
        file="ledger.csv",
        encoding="utf-8",
        delimiter=",",
        types="date text decimal decimal text",
        numbers={2: us_number, 3: us_number},
        times={0: day("%m/%d/%Y")},
    ),
    Sample(
        file="выручка.csv",
        encoding="utf-8",
        delimiter=";",
        types="date decimal integer boolean",
        numbers={1: ru_number, 2: ru_number},
        times={0: russian_day},
    ),
    Sample(
        file="sales_1mb.csv",
        encoding="utf-8",
        delimiter=",",
        types="text integer date datetime text text integer text integer decimal decimal decimal text text text text",
        numbers=dict.fromkeys((1, 8, 9, 10, 11), us_number),
        times={2: day("%Y-%m-%d"), 3: moment("%Y-%m-%d %H:%M:%S")},
    ),
)
