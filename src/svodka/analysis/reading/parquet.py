"""Parquet to a grid, by DuckDB: the types that the file declares are written out as text and read like any other."""

from pathlib import Path

import duckdb

from svodka.analysis.model import Source
from svodka.analysis.reading.grid import Grid
from svodka.analysis.reading.workspace import Workspace
from svodka.errors import DamagedFileError


def read_parquet(data: bytes) -> Grid:
    """Read a Parquet file into a grid."""
    workspace = Workspace()
    try:
        return _read(workspace.keep("table.parquet", data))
    except duckdb.Error as error:
        raise DamagedFileError(f"the Parquet file cannot be read: {error}") from error
    finally:
        workspace.close()


def _read(path: Path) -> Grid:
    with duckdb.connect(config={"threads": 2, "memory_limit": "320MB"}) as connection:
        found = connection.execute("SELECT columns(*)::VARCHAR FROM read_parquet(?)", [str(path)])
        names = [column[0] for column in found.description or ()]
        rows = [[cell or "" for cell in row] for row in found.fetchall()]
    return Grid(
        source=Source(format="parquet"),
        header=names,
        units=(),
        width=len(names),
        numbers=range(len(rows)),
        rows=rows,
        issues=(),
    )
