"""A database that holds a stranger's table sees no file but that one, no network, and loads nothing."""

from pathlib import Path

import duckdb
import pytest

from svodka.analysis.reading.parquet import _opened
from svodka.errors import DamagedFileError
from tests.analysis.reading.helpers import table_of

OTHERS = ["read_text('/etc/passwd')", "read_csv('http://127.0.0.1:9/x.csv')", "glob('/etc/*')"]


@pytest.mark.parametrize("other", OTHERS)
def test_a_table_that_was_read_reaches_nothing(other: str) -> None:
    with table_of("a,b\n1,2\n3,4\n") as table:
        with pytest.raises(duckdb.Error):
            table.connection.execute(f"SELECT * FROM {other}").fetchall()
        for change in ("enable_external_access=true", "autoload_known_extensions=true"):
            with pytest.raises(duckdb.Error):
                table.connection.execute(f"SET {change}")


@pytest.mark.parametrize("other", OTHERS)
def test_a_parquet_file_is_read_and_nothing_else(tmp_path: Path, other: str) -> None:
    path, beside = tmp_path / "it's.parquet", tmp_path / "other.parquet"
    for each in (path, beside):
        duckdb.execute(f"COPY (SELECT 1 AS a) TO '{str(each).replace(chr(39), chr(39) * 2)}'")

    with _opened(path) as connection:
        assert connection.execute("SELECT * FROM read_parquet(?)", [str(path)]).fetchall() == [(1,)]
    for refused in (other, f"read_parquet('{beside}')"):
        with pytest.raises(DamagedFileError), _opened(path) as connection:
            connection.execute(f"SELECT * FROM {refused}").fetchall()
    with pytest.raises(DamagedFileError), _opened(path) as connection:
        connection.execute("LOAD httpfs")
