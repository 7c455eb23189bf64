"""`svodka convert`: a table as it stands in the file, written as plain CSV."""

from pathlib import Path
from typing import Annotated

import typer

from svodka.analysis.reading import convert
from svodka.cli import _reading
from svodka.cli._exits import FAILED, complain, refuse
from svodka.cli._languages import LangOption, language
from svodka.cli._writing import written
from svodka.errors import UnreadableFileError


def command(
    source: Annotated[Path, typer.Argument(metavar="IN", help="A table: CSV, TSV, XLSX, XLS, ODS, HTML.")],
    target: Annotated[Path, typer.Argument(metavar="OUT.csv", help="Where to write it.")],
    lang: LangOption = None,
    encoding: _reading.Encoding = None,
    delimiter: _reading.Delimiter = None,
    header_row: _reading.HeaderRow = None,
    no_header: _reading.NoHeader = False,
    decimal: _reading.Decimal = None,
    dayfirst: _reading.DayFirst = None,
    skip_rows: _reading.SkipRows = 0,
    sheet: _reading.Sheet = None,
) -> None:
    """Write a table as CSV in UTF-8 with commas: cells unchanged, the header first if there is one.

    Exit code 2 means that the file cannot be read as a table.
    """
    options = _reading.read_options(
        encoding=encoding,
        delimiter=delimiter,
        header_row=header_row,
        no_header=no_header,
        decimal=decimal,
        dayfirst=dayfirst,
        skip_rows=skip_rows,
        sheet=sheet,
    )
    if source.resolve() == target.resolve():
        raise typer.BadParameter("is the file to be read", param_hint="OUT.csv")
    try:
        source.open("rb").close()
    except OSError as error:
        refuse(_reading.refusal(source, error, language(lang)))
    try:
        with written(target) as draft:
            convert(source, draft, options=options)
    except UnreadableFileError as error:
        refuse(_reading.refusal(source, error, language(lang)))
    except OSError as error:
        complain(f"{target}: {error.strerror or error}")
        raise typer.Exit(FAILED) from None
