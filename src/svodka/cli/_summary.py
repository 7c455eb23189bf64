"""The report as it is read on a terminal: the summary, a table of the columns, and what was doubted."""

import datetime as dt
import re
from collections.abc import Iterable
from decimal import Decimal
from html import unescape
from typing import Any, Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from svodka.analysis import Report
from svodka.analysis.model import Type
from svodka.cli._safe import harmless
from svodka.texts import date, number, sentence

_MOST_COLUMNS: Final = 50
_LONGEST_VALUE: Final = 24
_WIDTH_IN_A_PIPE: Final = 200
_MARKS: Final = {"error": ("✗", "red"), "warning": ("!", "yellow"), "info": ("·", "dim")}


def print_summary(report: Report, lang: str) -> None:
    """Print the report on stdout."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = _WIDTH_IN_A_PIPE
    document = report.to_dict()
    columns = _columns_of(document)
    title, *lines = unescape(re.sub(r"<[^>]*>", "", report.chat().summary)).splitlines()
    console.print(harmless(title), style="bold")
    for line in filter(None, lines):
        console.print(harmless(line))
    console.print()
    console.print(_table(columns[:_MOST_COLUMNS], rows=report.rows, lang=lang))
    if len(columns) > _MOST_COLUMNS:
        console.print(sentence("cli-more-columns", lang, count=len(columns) - _MOST_COLUMNS))
    for remark in _remarks(document):
        mark, style = _MARKS[remark["severity"]]
        console.print(Text(mark, style=style), harmless(remark["message"]))


def _columns_of(document: dict[str, Any]) -> list[dict[str, Any]]:
    columns: list[dict[str, Any]] = document["table"]["columns"]
    return columns


def _remarks(document: dict[str, Any]) -> Iterable[dict[str, Any]]:
    return [*document["issues"], *document["quality"]]


def _table(columns: list[dict[str, Any]], *, rows: int, lang: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for code, right in (
        ("cli-column", False),
        ("cli-type", False),
        ("cli-empty", True),
        ("cli-distinct", True),
        ("cli-least", True),
        ("cli-most", True),
        ("cli-sum", True),
    ):
        table.add_column(sentence(code, lang), justify="right" if right else "left")
    for column in columns:
        kind = sentence(f"type-{column['type']}", lang) + (f", {column['unit']}" if column["unit"] else "")
        table.add_row(
            harmless(" ".join(column["name"].split())),
            harmless(kind),
            _share(column["nulls"], rows, lang),
            number(column["distinct"], lang),
            *(harmless(_shown(column.get(key), column["type"], lang)) for key in ("min", "max", "sum")),
        )
    return table


def _share(part: int, whole: int, lang: str) -> str:
    if part == 0:
        return ""
    percent = 100 * part / whole
    return ("<1" if percent < 1 else number(round(percent), lang)) + " %"


def _shown(value: str | None, kind: str, lang: str) -> str:
    """Write an exact value as the language does; a long text is cut."""
    if value is None:
        return ""
    if kind in (Type.INTEGER, Type.DECIMAL):
        return number(Decimal(value), lang, decimals=len(value.partition(".")[2]))
    if kind == Type.DATE:
        return date(dt.date.fromisoformat(value), lang)
    line = " ".join(value.replace("T", " ").split() if kind == Type.DATETIME else value.split())
    return line if len(line) <= _LONGEST_VALUE else line[: _LONGEST_VALUE - 1] + "…"
