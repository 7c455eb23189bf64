"""The cleaned table as a CSV file that spreadsheet programs open right: typed values, harmless texts."""

import csv
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from svodka.analysis.cleaning.lines import lines
from svodka.analysis.model import Column, Lang, Type
from svodka.analysis.profiling.held import known_values
from svodka.analysis.table import Table

_ROWS_AT_ONCE: Final = 20_000
# Russian Excel splits columns at the semicolon and reads a decimal comma.
_DELIMITERS: Final[dict[Lang, str]] = {"ru": ";", "en": ","}
_FORMULA: Final = r"^[=+\-@\t\r]."
# A telephone, or a code with a sign before it: nothing that can be run, and it must stay as it is written.
_SIGNED_DIGITS: Final = r"[+\-][0-9][0-9 ().\-]*"
_EOL: Final = "\r\n"


def write_csv(table: Table, target: Path, lang: Lang) -> None:
    """Write the table as UTF-8 with a byte order mark, in the dialect of the language's Excel."""
    delimiter = _DELIMITERS[lang]
    cells = [_cell_sql(table, column, lang, delimiter) for column in table.columns]
    if len(cells) == 1:
        # A row of one empty cell would be a blank line, which readers skip.
        cells = [f"CASE WHEN {cells[0]} = '' THEN '\"\"' ELSE {cells[0]} END"]
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        names = [_quoted(harmless(column.name), delimiter) for column in table.columns]
        file.write(delimiter.join(names) + _EOL)
        for rows in lines(table, cells, delimiter, at_once=_ROWS_AT_ONCE):
            file.write(_EOL.join(rows) + _EOL)


def write_rows(rows: Iterable[Sequence[str]], target: Path, lang: Lang) -> None:
    """Write a few rows of text in the same dialect."""
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=_DELIMITERS[lang], lineterminator=_EOL).writerows(rows)


def harmless(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet program would run as a formula."""
    runs = re.match(_FORMULA, text, re.DOTALL) and not re.fullmatch(_SIGNED_DIGITS, text)
    return f"'{text}" if runs else text


def runs_sql(name: str) -> str:
    """Return SQL that is true of such texts."""
    return (
        f"(regexp_matches({name}, '{_FORMULA}', 's') AND NOT regexp_full_match({name}, '{_SIGNED_DIGITS}'))"
    )


def _quoted(text: str, delimiter: str) -> str:
    if any(character in text for character in (delimiter, '"', "\n", "\r")):
        return '"' + text.replace('"', '""') + '"'
    return text


def _as_it_stands(table: Table, column: Column, delimiter: str) -> bool:
    """Tell whether it is known that no text of a column need be quoted or made harmless, which takes SQL its time."""
    known = known_values(table, column)
    return known is not None and all(
        text == _quoted(text, delimiter) and text == harmless(text) for text in known
    )


def _cell_sql(table: Table, column: Column, lang: Lang, delimiter: str) -> str:
    name = f"c{column.index}"
    match column.type:
        case Type.DECIMAL:
            text = f"{name}::VARCHAR"
            text = f"replace({text}, '.', ',')" if lang == "ru" else text
        case Type.BOOLEAN:
            words = ("да", "нет") if lang == "ru" else ("yes", "no")
            text = f"CASE {name} WHEN true THEN '{words[0]}' WHEN false THEN '{words[1]}' END"
        case Type.TEXT if _as_it_stands(table, column, delimiter):
            text = name
        case Type.TEXT:
            safe = f"CASE WHEN {runs_sql(name)} THEN '''' || {name} ELSE {name} END"
            quoted = f"'\"' || replace({safe}, '\"', '\"\"') || '\"'"
            text = f"CASE WHEN regexp_matches({name}, '[{delimiter}\"\\r\\n]') THEN {quoted} ELSE {safe} END"
        case _:
            text = f"{name}::VARCHAR"
    return f"coalesce({text}, '')"
