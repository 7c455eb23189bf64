"""The table as it stands in the file, written as plain CSV: UTF-8, comma, CRLF, RFC 4180, cells unchanged."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from svodka.analysis.model import ReadOptions
from svodka.analysis.reading.grid import Grid
from svodka.analysis.reading.opening import open_archives
from svodka.analysis.reading.reader import read_by_pieces, read_grid_of
from svodka.analysis.reading.workspace import Workspace


def convert(
    source: Path | bytes,
    target: Path,
    *,
    options: ReadOptions = ReadOptions(),  # noqa: B008 - a frozen value
) -> None:
    """Write the table of a file: the header first if one was found, none invented if not."""

    def write(header: Sequence[str] | None, rows: Iterable[Sequence[str | None]]) -> None:
        with target.open("w", encoding="utf-8", newline="", errors="replace") as file:
            writer = csv.writer(file)
            if header is not None:
                writer.writerow(header)
            writer.writerows(rows)

    workspace = Workspace()
    try:
        opened = open_archives(source, options, workspace)
        found = read_grid_of(opened, workspace)
        if isinstance(found, Grid):
            write(found.header, found.rows)
        else:
            read_by_pieces(opened, found, tap=write).close()
    finally:
        workspace.close()
