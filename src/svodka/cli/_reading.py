"""The options by which a person overrides what the reader would guess; shared by all commands that read."""

from pathlib import Path
from typing import Annotated, Literal, cast

import typer

from svodka.analysis import ReadOptions
from svodka.errors import SvodkaError
from svodka.texts import Figure, sentence

_PANEL = "What you know better"
_LONGEST_DELIMITER = 4

Encoding = Annotated[
    str | None, typer.Option(help="Encoding of the text, as Python names it.", rich_help_panel=_PANEL)
]
Delimiter = Annotated[
    str | None, typer.Option(help=r"Sign (or signs) between cells; \t for a tab.", rich_help_panel=_PANEL)
]
HeaderRow = Annotated[
    int | None, typer.Option(min=0, help="Record of the header, counted from 0.", rich_help_panel=_PANEL)
]
NoHeader = Annotated[bool, typer.Option("--no-header", help="There is no header.", rich_help_panel=_PANEL)]
Decimal = Annotated[
    Literal[".", ","] | None, typer.Option(help="Decimal mark of the numbers.", rich_help_panel=_PANEL)
]
DayFirst = Annotated[
    bool | None,
    typer.Option("--dayfirst/--no-dayfirst", help="In 03/04/2026, 3 is the day.", rich_help_panel=_PANEL),
]
SkipRows = Annotated[
    int, typer.Option(min=0, help="Records above the table to leave out.", rich_help_panel=_PANEL)
]
Sheet = Annotated[
    str | None, typer.Option(help="Sheet of a workbook, or table of a page.", rich_help_panel=_PANEL)
]


def read_options(
    *,
    encoding: str | None,
    delimiter: str | None,
    header_row: int | None,
    no_header: bool,
    decimal: Literal[".", ","] | None,
    dayfirst: bool | None,
    skip_rows: int,
    sheet: str | None,
) -> ReadOptions:
    """Check the options that need it, and make one value of them. Raises typer.BadParameter."""
    if encoding is not None:
        _check_encoding(encoding)
    if delimiter is not None:
        delimiter = {"tab": "\t"}.get(delimiter, delimiter.replace(r"\t", "\t"))
        if not 1 <= len(delimiter) <= _LONGEST_DELIMITER or any(map(str.isalnum, delimiter)):
            raise typer.BadParameter("is one sign or a few, or \\t for a tab", param_hint="--delimiter")
    if no_header and header_row is not None:
        raise typer.BadParameter("goes without --header-row", param_hint="--no-header")
    return ReadOptions(
        encoding=encoding,
        delimiter=delimiter,
        header_row=header_row,
        no_header=no_header,
        decimal=decimal,
        dayfirst=dayfirst,
        skip_rows=skip_rows,
        sheet=sheet,
    )


def refusal(file: Path, error: SvodkaError | OSError, lang: str) -> str:
    """Say in one line why a file cannot be read."""
    if isinstance(error, SvodkaError):
        return f"{file}: {sentence(error.code, lang, **cast('dict[str, Figure]', error.figures))}"
    return f"{file}: {error.strerror or error}"


def _check_encoding(name: str) -> None:
    try:
        "".encode(name)
    except LookupError:
        raise typer.BadParameter(f"{name!r} is not an encoding", param_hint="--encoding") from None
