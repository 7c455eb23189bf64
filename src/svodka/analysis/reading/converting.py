"""The table as it stands in the file, written as plain CSV: UTF-8, comma, CRLF, RFC 4180, cells unchanged."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from svodka.analysis.model import ReadOptions
from svodka.analysis.reading.bulk import read_large
from svodka.analysis.reading.reader import is_large_text, read_grid


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

    if is_large_text(source, options):
        read_large(source, options, tap=write).close()
        return
    grid = read_grid(source if isinstance(source, bytes) else source.read_bytes(), options)
    write(grid.header, grid.rows)
