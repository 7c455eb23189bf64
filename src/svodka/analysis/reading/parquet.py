"""Parquet, by DuckDB: the types that the file declares are written out as text and read like any other."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import duckdb

from svodka.analysis.model import ReadOptions, Source
from svodka.analysis.reading.grid import Grid
from svodka.analysis.reading.loading import lock
from svodka.analysis.reading.spooling import LARGE_CELLS, Spool, check_cells, check_chars, told
from svodka.analysis.reading.workspace import Workspace
from svodka.errors import DamagedFileError, TableTooComplexError

_LARGE_CHARS: Final = 8_000_000
_CONFINED: Final[dict[str, str | bool | int | float | list[str]]] = {
    "threads": 1,
    "memory_limit": "200MB",
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}


def read_parquet(content: Path | bytes, options: ReadOptions, workspace: Workspace) -> Grid | Spool:
    """Read a Parquet file: a small one into a grid, a large one into a file of ours."""
    path = str(content if isinstance(content, Path) else workspace.keep("table.parquet", content))
    source = Source(format="parquet")
    with _opened(path, workspace.path("parquet.csv")) as connection:
        rows, columns = _declared(connection, path)
        check_cells(rows, columns)
        found = connection.execute("DESCRIBE SELECT * FROM read_parquet(?)", [path]).fetchall()
        names = [str(name) for name, *_ in found]
        lengths = " + ".join(f"coalesce(sum(strlen({_quoted(name)}::VARCHAR)), 0)" for name in names)
        measured = connection.execute(f"SELECT ({lengths})::BIGINT FROM read_parquet(?)", [path]).fetchone()
        chars = check_chars(measured[0] if measured else 0)
        texts = f"SELECT {', '.join(f'{_quoted(name)}::VARCHAR' for name in names)} FROM read_parquet(?)"
        if rows * len(names) > LARGE_CELLS or chars > _LARGE_CHARS:
            target = workspace.path("parquet.csv")
            connection.execute(f"COPY ({texts}) TO '{_escaped(target)}' (FORMAT csv, HEADER true)", [path])
            return Spool(path=target, options=told(options, named=True), source=source)
        cells = [[cell or "" for cell in row] for row in connection.execute(texts, [path]).fetchall()]
    return Grid(
        source=source,
        header=names,
        units=(),
        width=len(names),
        numbers=range(len(cells)),
        rows=cells,
        issues=(),
    )


def _declared(connection: duckdb.DuckDBPyConnection, path: str) -> tuple[int, int]:
    """Return how many rows and columns there are, by the file's footer."""
    rows = connection.execute("SELECT sum(num_rows)::BIGINT FROM parquet_file_metadata(?)", [path]).fetchone()
    columns = connection.execute("SELECT count(*) - 1 FROM parquet_schema(?)", [path]).fetchone()
    return (rows[0] if rows else 0), max(1, columns[0] if columns else 1)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _escaped(path: Path) -> str:
    return str(path).replace("'", "''")


@contextmanager
def _opened(*paths: str | Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a database that sees these paths and nothing else; what it says of the file becomes an error of ours.

    It fetches no extension either, whatever a file asks for.
    """
    with duckdb.connect(config=_CONFINED) as connection:
        listed = ", ".join(f"'{_escaped(Path(path))}'" for path in paths)
        connection.execute(f"SET allowed_paths=[{listed}]")
        lock(connection)
        try:
            yield connection
        except (duckdb.OutOfMemoryException, MemoryError) as error:
            raise TableTooComplexError(f"the Parquet file takes too much memory: {error}") from error
        except duckdb.Error as error:
            raise DamagedFileError(f"the Parquet file cannot be read: {error}") from error
