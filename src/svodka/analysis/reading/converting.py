"""The table as it stands in the file, written as plain CSV: UTF-8, comma, CRLF, RFC 4180, cells unchanged."""

import csv
from pathlib import Path

from svodka.analysis.model import ReadOptions
from svodka.analysis.reading.reader import read_grid


def convert(
    source: Path | bytes,
    target: Path,
    *,
    options: ReadOptions = ReadOptions(),  # noqa: B008 - a frozen value
) -> None:
    """Write the table of a file: the header first if one was found, none invented if not."""
    data = source if isinstance(source, bytes) else source.read_bytes()
    grid = read_grid(data, options)
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        if grid.header is not None:
            writer.writerow(grid.header)
        writer.writerows(grid.rows)
