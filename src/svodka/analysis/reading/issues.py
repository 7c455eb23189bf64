"""Every code an `Issue` of the reader can carry, what it means and which figures its sentence has.

The one place to look a code up: texts are written from it, tests compare it with what is raised.
`row`, `column`, `value` and `count` are fields of every issue; `FIGURES` lists what comes on top.
"""

import enum
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final


class Code(enum.StrEnum):
    """The stable name of something assumed, repaired, skipped or left doubtful."""

    # Bytes
    ENCODING_GUESSED = (
        "encoding_guessed"  # no BOM, not UTF-8: the code page is a judgement (value: the codec)
    )
    ENCODING_DOUBTFUL = "encoding_doubtful"  # the second best code page is nearly as likely
    ENCODING_MIXED = "encoding_mixed"  # `count` lines were in another encoding and were read by it
    UNDECODABLE_BYTES = "undecodable_bytes"  # `count` bytes fit no encoding and became U+FFFD
    MOJIBAKE_REVERSED = "mojibake_reversed"  # text had been decoded wrongly and saved again; undone
    NUL_REMOVED = "nul_removed"  # `count` NUL characters were left out
    MEMBERS_IGNORED = "members_ignored"  # an archive or workbook holds further tables
    # Dialect
    DELIMITER_DOUBTFUL = "delimiter_doubtful"  # another delimiter reads nearly as well
    SEP_LINE = "sep_line"  # a first line `sep=;` was obeyed and left out
    COMMENT_LINES = "comment_lines"  # `count` lines that begin with a comment sign were left out
    STRAY_QUOTE = "stray_quote"  # a quote inside a cell was kept as a character, or left out at its edge
    UNCLOSED_QUOTE = (
        "unclosed_quote"  # a quote that is never closed encloses nothing: kept, or left out likewise
    )
    TRAILING_DELIMITER = "trailing_delimiter"  # each row ends with a delimiter: no column was made of it
    # Shape
    PREAMBLE = "preamble"  # `count` records above the table
    HEADER_JOINED = "header_joined"  # the header stands in `count` rows, joined with a space
    HEADER_GUESSED = "header_guessed"  # the first row was taken for names without firm evidence
    NO_HEADER = "no_header"  # no row of names: columns were numbered
    HEADER_SHIFTED = "header_shifted"  # the header lacks the name of the first column
    UNITS_ROW = "units_row"  # a row of units under the header was taken out
    NUMBER_ROW = "number_row"  # a row 1, 2, 3 … under the header was taken out
    REPEATED_HEADER = "repeated_header"  # `count` further copies of the header were taken out
    BLANK_ROW = "blank_row"  # `count` blank records inside the table
    TOTAL_ROW = "total_row"  # `count` rows of totals or subtotals were taken out
    NOTE_ROW = "note_row"  # `count` notes under or between the rows were taken out
    OTHER_TABLE = "other_table"  # another table in the same file was left out
    SHORT_ROW = "short_row"  # `count` rows have too few cells: filled with empty ones at the end
    LONG_ROW = (
        "long_row"  # `count` rows have too many cells: the rest was joined to a text, left out behind a value
    )
    ROW_REALIGNED = "row_realigned"  # `count` rows of a wrong width were mended where it was plain how
    EMPTY_COLUMN = "empty_column"  # a column has neither a name nor a value and was left out
    DUPLICATE_NAME = "duplicate_name"  # a column's name occurs again; it was numbered
    EMPTY_NAME = "empty_name"  # a column has no name; it was given its number
    TRANSPOSED = "transposed"  # the table seems to lie on its side: names in the first column
    # Values
    MISSING_SIGN = "missing_token"  # `count` cells hold a sign for "no value" (value: the sign)
    BAD_VALUE = "bad_value"  # `count` cells do not fit the column's type
    AMBIGUOUS_DATE = "ambiguous_date"  # day and month could be either way round; one was assumed
    MIXED_DATES = "mixed_dates"  # a column holds dates in several notations
    TWO_DIGIT_YEAR = "two_digit_year"  # years of two digits were completed
    MONTH_PRECISION = "month_precision"  # the values name months; the first day stands for each
    QUARTER_PRECISION = "quarter_precision"  # ... quarters
    WEEK_PRECISION = "week_precision"  # ... weeks; the Monday stands for each
    EXCEL_SERIAL = "excel_serial"  # numbers were read as days since 1900
    UNIX_TIME = "unix_time"  # numbers were read as seconds or milliseconds since 1970
    OFFSETS_MIXED = "offsets_mixed"  # offsets differ within the column: all times were brought to UTC
    OFFSET_DROPPED = "offset_dropped"  # all times carry one offset: the wall-clock time was kept
    AMBIGUOUS_NUMBER = "ambiguous_number"  # "1,234" could be a thousand or a fraction; one was assumed
    MIXED_DECIMAL = "mixed_decimal"  # both decimal marks occur in one column
    DEBIT_CREDIT = "debit_credit"  # DR was taken as minus, CR as plus
    MIXED_UNITS = "mixed_units"  # several currencies or units in one column; numbers were kept as they are
    TOO_PRECISE = "too_precise"  # numbers of more than 38 digits: the column stays text
    IDENTIFIER_KEPT = "identifier_kept"  # digits that are names, not amounts: kept as text


FIGURES: Final[Mapping[Code, tuple[str, ...]]] = MappingProxyType(
    {
        Code.ENCODING_DOUBTFUL: ("other",),
        Code.ENCODING_MIXED: ("encoding",),
        Code.MEMBERS_IGNORED: ("names",),
        Code.DELIMITER_DOUBTFUL: ("other",),
        Code.OTHER_TABLE: ("rows", "columns"),
        Code.SHORT_ROW: ("expected", "found"),
        Code.LONG_ROW: ("expected", "found"),
        Code.ROW_REALIGNED: ("expected", "found"),
        Code.AMBIGUOUS_DATE: ("order",),
        Code.TWO_DIGIT_YEAR: ("year",),
        Code.AMBIGUOUS_NUMBER: ("decimal",),
        Code.OFFSET_DROPPED: ("offset",),
        Code.MIXED_UNITS: ("units",),
        Code.IDENTIFIER_KEPT: ("reason",),
    }
)
