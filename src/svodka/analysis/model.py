"""The values that the table engine speaks in: what was read, what was found, what was doubted.

No behaviour beyond what the values themselves imply, and no I/O.
"""

import enum
from decimal import Decimal
from typing import Literal

from msgspec import Struct, field

Lang = Literal["ru", "en"]


class Type(enum.StrEnum):
    """The type of a column, as the JSON of `svodka analyze` promises it."""

    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    DATETIME = "datetime"
    TIME = "time"
    BOOLEAN = "boolean"
    TEXT = "text"


class Role(enum.StrEnum):
    """What a column is for."""

    TIME = "time"
    MEASURE = "measure"
    CATEGORY = "category"
    IDENTIFIER = "identifier"
    TEXT = "text"
    GEOGRAPHY = "geography"
    CONTACT = "contact"
    FLAG = "flag"


class Severity(enum.StrEnum):
    """How much an issue may cost the reader."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class Issue(Struct, frozen=True, kw_only=True):
    """Something assumed, repaired, skipped or left doubtful.

    `row` is the 0-based record in the file, counted like `Source.header_row`; `column` a column's name.
    `count` says how often it happened, `row` and `value` show the first of them.
    `figures` are further values of its sentence.
    """

    code: str
    severity: Severity = Severity.INFO
    row: int | None = None
    column: str | None = None
    count: int = 1
    value: str | None = None
    figures: dict[str, str | int | Decimal] = field(default_factory=dict)


class Source(Struct, frozen=True, kw_only=True):
    """How the bytes were understood.

    `header_row` is the 0-based record of the (first) header row, None where the file has none.
    `encoding` is Python's codec name. `member` names the archive member or sheet that was read.
    `mojibake` names the wrong codec that was undone, if any.
    """

    format: str
    encoding: str | None = None
    delimiter: str | None = None
    quotechar: str | None = None
    header_row: int | None = None
    preamble_rows: int = 0
    footer_rows: int = 0
    mojibake: str | None = None
    member: str | None = None

    @property
    def skip_initial_space(self) -> bool:
        """Whether the delimiter is one sign with blanks behind it, as `, `: by its first sign alone, skip them."""
        sign = self.delimiter or ""
        return len(sign) > 1 and not sign.startswith(" ") and not sign[1:].strip(" ")


class Column(Struct, frozen=True, kw_only=True):
    """One column of the table that was read. `index` n means column `c<n>` of the DuckDB table `data`."""

    index: int
    name: str
    type: Type
    role: Role
    unit: str | None = None


class ReadOptions(Struct, frozen=True, kw_only=True):
    """What the caller knows better than we guess; None means: find out.

    `header_row` is a 0-based record; `no_header` says that there is none. `decimal` is "." or ",".
    """

    encoding: str | None = None
    delimiter: str | None = None
    header_row: int | None = None
    no_header: bool = False
    decimal: Literal[".", ","] | None = None
    dayfirst: bool | None = None
    skip_rows: int = 0
    sheet: str | None = None
