"""The notation of a column: a small value that reads one cell, and says how DuckDB may read most of them.

`parse` is the one truth about a cell's meaning. `fast` is an expression that gives the same answer for the
plain cells of this notation and NULL for all others; it must never accept a cell with another meaning.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final, Protocol

from msgspec import Struct, field

from svodka.analysis.model import Type
from svodka.analysis.reading.values.missing import BLANKS
from svodka.analysis.reading.values.moments import YEARS, Moment, Order, read_moments, read_time
from svodka.analysis.reading.values.numbers import (
    MAX_DIGITS,
    Mark,
    NumberCell,
    plain,
    read_number,
    scale_needed,
    whole_digits,
)

_BIGINT_DIGITS: Final = 18
_EXCEL_EPOCH: Final = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - wall-clock time, as the table holds it
_UNIX_EPOCH: Final = dt.datetime(1970, 1, 1)  # noqa: DTZ001 - UTC, kept without a zone as the table holds it


class Format(Protocol):
    """How the cells of one column are written. Values are immutable."""

    @property
    def type(self) -> Type:
        """The column's type."""
        ...

    @property
    def sql_type(self) -> str:
        """DuckDB's name of the type that holds the values."""
        ...

    def parse(self, cell: str) -> str | None:
        """Return the value as DuckDB casts it to `sql_type`, None if the cell does not fit."""
        ...

    def fast(self, cell: str) -> str | None:
        """Return DuckDB's expression of the plain case over the expression `cell`, if there is one."""
        ...


class TextFormat(Struct, frozen=True, kw_only=True):
    """Cells are kept as they stand."""

    type: Type = Type.TEXT
    sql_type: str = "VARCHAR"

    def parse(self, cell: str) -> str | None:
        """Return the cell."""
        return cell

    def fast(self, cell: str) -> str | None:
        """Return the cell itself."""
        return cell


class NumberFormat(Struct, frozen=True, kw_only=True):
    """Numbers with one decimal mark; `digits` is the most that stand before the mark, `scale` after it."""

    mark: Mark = "."
    whole: bool = False
    digits: int = 1
    scale: int = 0

    @property
    def type(self) -> Type:
        """Integer or decimal."""
        return Type.INTEGER if self.whole else Type.DECIMAL

    @property
    def sql_type(self) -> str:
        """BIGINT or HUGEINT, or DECIMAL with room for all digits."""
        if self.whole:
            return "BIGINT" if self.digits <= _BIGINT_DIGITS else "HUGEINT"
        return f"DECIMAL({MAX_DIGITS},{self.scale})"

    def value(self, cell: str) -> Decimal | None:
        """Return the number, with the other decimal mark where only that one fits."""
        found = read_number(cell)
        return None if found is None else self.number(found)

    def number(self, found: NumberCell) -> Decimal | None:
        """Return the number that a cell was taken apart into, as `value` does."""
        number = found.value(self.mark)
        return found.value("," if self.mark == "." else ".") if number is None else number

    def parse(self, cell: str) -> str | None:
        """Return the number in plain notation, None if it has more digits than the column's type holds."""
        number = self.value(cell)
        if number is None or scale_needed(number) > self.scale or whole_digits(number) > self.digits:
            return None
        return plain(number)

    def fast(self, cell: str) -> str | None:
        """Accept digits with at most a sign and this decimal mark; more is left to `parse`.

        GLOB is three times as fast as a regular expression; what it lets through and is no number, or too
        long a one, TRY_CAST leaves over. Digits after the mark are counted, as the cast would round.
        """
        if not self.scale:
            return f"CASE WHEN NOT ({cell} GLOB '*[!0-9-]*') THEN TRY_CAST({cell} AS {self.sql_type}) END"
        text = cell if self.mark == "." else f"replace({cell}, ',', '.')"
        place = f"strpos({cell}, '{self.mark}')"
        return (
            f"CASE WHEN NOT ({cell} GLOB '*[!{self.mark}0-9-]*') AND ({place} = 0 OR strlen({cell}) - {place}"
            f" <= {self.scale}) THEN TRY_CAST({text} AS {self.sql_type}) END"
        )


class MomentFormat(Struct, frozen=True, kw_only=True):
    """Dates or moments. `orders` are tried in turn; `to_utc` brings differing offsets to UTC."""

    orders: tuple[Order, ...]
    with_time: bool
    to_utc: bool = False
    separator: str = ""

    @property
    def type(self) -> Type:
        """Date or datetime."""
        return Type.DATETIME if self.with_time else Type.DATE

    @property
    def sql_type(self) -> str:
        """DATE or TIMESTAMP."""
        return "TIMESTAMP" if self.with_time else "DATE"

    def moment(self, cell: str) -> Moment | None:
        """Return the reading that this column's order of parts asks for."""
        return self.chosen(read_moments(cell))

    def chosen(self, readings: Sequence[Moment]) -> Moment | None:
        """Return that one of a cell's readings."""
        for order in self.orders:
            for reading in readings:
                if reading.order is order:
                    return reading
        return None

    def parse(self, cell: str) -> str | None:
        """Return the date or moment in ISO notation."""
        moment = self.moment(cell)
        if moment is None:
            return None
        if not self.with_time:
            return moment.day.isoformat()
        stamp = moment.stamp()
        if self.to_utc and moment.offset:
            stamp -= dt.timedelta(minutes=moment.offset)
        return stamp.isoformat(" ")

    def fast(self, cell: str) -> str | None:
        """Accept the plain notation of the first order, four-digit years and no zone."""
        if self.orders[0] is Order.YMD and self.separator == "-":
            return self._cast(cell)
        layout = _FAST_LAYOUTS.get((self.orders[0], self.separator))
        if layout is None:
            return None
        pattern, form = layout
        if not self.with_time:
            return f"CASE WHEN regexp_full_match({cell}, '{pattern}') THEN try_strptime({cell}, '{form}')::DATE END"
        seconds = f"CASE WHEN regexp_full_match({cell}, '{pattern} [0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}')"
        return f"{seconds} THEN try_strptime({cell}, '{form} %H:%M:%S') END"

    def _cast(self, cell: str) -> str | None:
        """Accept ISO dates of ten characters and moments of nineteen, of which DuckDB's own cast makes the same."""
        if self.to_utc:
            return None
        size, low, high = (
            (19 if self.with_time else 10),
            f"DATE '{YEARS.start}-01-01'",
            f"DATE '{YEARS.stop}-01-01'",
        )
        value = f"TRY_CAST({cell} AS {self.sql_type})"
        return f"CASE WHEN strlen({cell}) = {size} AND {value} >= {low} AND {value} < {high} THEN {value} END"


_FAST_LAYOUTS: Final[Mapping[tuple[Order, str], tuple[str, str]]] = {
    (Order.DMY, "."): ("[0-9]{2}\\.[0-9]{2}\\.(19|20)[0-9]{2}", "%d.%m.%Y"),
    (Order.DMY, "/"): ("[0-9]{2}/[0-9]{2}/(19|20)[0-9]{2}", "%d/%m/%Y"),
    (Order.DMY, "-"): ("[0-9]{2}-[0-9]{2}-(19|20)[0-9]{2}", "%d-%m-%Y"),
    (Order.MDY, "/"): ("[0-9]{2}/[0-9]{2}/(19|20)[0-9]{2}", "%m/%d/%Y"),
    (Order.COMPACT, ""): ("(19|20)[0-9]{6}", "%Y%m%d"),
}


class CountedFormat(Struct, frozen=True, kw_only=True):
    """Moments counted in numbers: Excel's days since 1900, seconds or milliseconds since 1970."""

    unit: str
    with_time: bool

    @property
    def type(self) -> Type:
        """Date or datetime."""
        return Type.DATETIME if self.with_time else Type.DATE

    @property
    def sql_type(self) -> str:
        """DATE or TIMESTAMP."""
        return "TIMESTAMP" if self.with_time else "DATE"

    def parse(self, cell: str) -> str | None:
        """Return the moment in ISO notation."""
        found = read_number(cell)
        number = found.value("," if "," in cell else ".") if found else None
        if number is None or found is None or found.unit or number < 0:
            return None
        stamp = _counted(number, self.unit)
        if stamp is None:
            return None
        return stamp.isoformat(" ") if self.with_time else stamp.date().isoformat()

    def fast(self, cell: str) -> str | None:
        """Leave every cell to `parse`."""
        return None


def _counted(number: Decimal, unit: str) -> dt.datetime | None:
    try:
        if unit == "excel":
            return _EXCEL_EPOCH + dt.timedelta(seconds=round(number * 86_400))
        if unit == "milliseconds":
            return _UNIX_EPOCH + dt.timedelta(milliseconds=int(number))
        return _UNIX_EPOCH + dt.timedelta(seconds=float(number))
    except OverflowError:
        return None


class TimeFormat(Struct, frozen=True, kw_only=True):
    """Times of day."""

    type: Type = Type.TIME
    sql_type: str = "TIME"

    def parse(self, cell: str) -> str | None:
        """Return the time in ISO notation."""
        time = read_time(cell)
        return None if time is None else time.isoformat()

    def fast(self, cell: str) -> str | None:
        """Accept `HH:MM:SS`."""
        return (
            f"CASE WHEN regexp_full_match({cell}, '[0-2][0-9]:[0-5][0-9]:[0-5][0-9]')"
            f" THEN TRY_CAST({cell} AS TIME) END"
        )


class BooleanFormat(Struct, frozen=True, kw_only=True):
    """Two words that mean yes and no."""

    words: Mapping[str, bool] = field(default_factory=dict)
    type: Type = Type.BOOLEAN
    sql_type: str = "BOOLEAN"

    def parse(self, cell: str) -> str | None:
        """Return `true` or `false`."""
        answer = self.words.get(cell.strip(BLANKS).lower())
        return None if answer is None else str(answer).lower()

    def fast(self, cell: str) -> str | None:
        """Leave every cell to `parse`: there are only two."""
        return None
