"""Exports of the trade are read as a careful person reads them."""

from decimal import Decimal

import pytest

from svodka.analysis.reading import read
from tests.analysis.reading.helpers import types
from tests.corpus.exports import EXPORTS, Export


@pytest.mark.parametrize("export", EXPORTS, ids=lambda export: export.name)
def test_an_export_is_read_with_its_header_rows_types_and_sums(export: Export) -> None:
    with read(export.data) as table:
        assert table.source.delimiter == export.delimiter
        assert table.source.header_row == export.header_row
        assert table.rows == export.rows
        assert " ".join(types(table)) == export.types
        index = {column.name: column.index for column in table.columns}
        for name, total in export.sums.items():
            found = table.connection.execute(f"SELECT sum(c{index[name]}) FROM data").fetchone()
            assert found is not None
            assert Decimal(found[0]) == Decimal(total)


@pytest.mark.parametrize(
    ("sign", "skips"), [(",", False), (", ", True), ("; ", True), (" ", False), ("||", False)]
)
def test_a_delimiter_with_a_blank_behind_it_is_told_both_ways(sign: str, skips: bool) -> None:
    rows = [["day", "shop", "sum"], *([f"0{n}.02.2026", "Mug", f"{n}.5"] for n in range(1, 8))]

    with read("\n".join(sign.join(row) for row in rows).encode()) as table:
        assert table.source.delimiter == sign
        assert table.source.skip_initial_space is skips
