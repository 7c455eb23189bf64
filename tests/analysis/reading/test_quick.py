"""What DuckDB is trusted with: it reads a cell as our own notation does, or leaves it for it."""

from decimal import Decimal

import duckdb
import pytest

from svodka.analysis.reading.quick import grouped, quick
from svodka.analysis.reading.values.formats import (
    BooleanFormat,
    Format,
    MomentFormat,
    NumberFormat,
    TimeFormat,
)
from svodka.analysis.reading.values.moments import Order

LISTED = """1.5|1e3|1e-3|+5|1_000|0x1F|0xFFFFF|0b1|5.|.5|.9|-.5|-.9|1.0|9.9|9.999|99.95|-9.95|1.2345|1e-9|1.e-9
1.5e-4|15e-3|1e-05|1_0.5|1.5_0|007|00|-0|-|--|.|-.|1,5|1,50|1.234|1,234|1.234,50|1,234.50|inf|nan|0.004|0.005|-5|-10
-99|10|100|1000|10000|100000|999999999999999999|1000000000000000000|9223372036854775807|-9223372036854775808
9223372036854775808|99999999999999999999999|1.00000000000000000000|0|7|12|12.30|12.3|0.5|123456789012345678.25
 5|5 |\t5|1 000|1\u00a0000|12 345,60|1'000|1 000,5|1 00|12 34|1 000 000|
2026-01-05|2026-1-5|2026/01/05|infinity|epoch|0026-01-05|12026-01-05|1799-12-31|2200-01-01|05.01.2026|5.1.2026
05.01.26|31.02.2026|05/01/2026|12/31/2026|20260105|05-01-2026|01.13.2026|10:00:00|25:00:00|10:00|2026-01-05 10:00:00
2026-01-05T10:00:00|2026-01-05 10:00:00.5| 2026-01-0|05.01.2026 10:00:00|Да|нет|НЕТ|дa|text"""
CELLS = [cell for line in LISTED.split("\n") for cell in line.split("|")]
WORDS = {"да": True, "нет": False}
FORMATS: list[Format] = [
    NumberFormat(whole=True, digits=18),
    NumberFormat(whole=True, digits=38),
    *(NumberFormat(mark=mark, scale=n, digits=38 - n) for mark in (".", ",") for n in (1, 2, 3, 4)),
    *(MomentFormat(orders=(Order.YMD,), with_time=timed, separator="-") for timed in (False, True)),
    *(
        MomentFormat(orders=(order,), with_time=timed, separator=sign)
        for order, sign in (
            (Order.DMY, "."),
            (Order.DMY, "/"),
            (Order.MDY, "/"),
            (Order.DMY, "-"),
            (Order.COMPACT, ""),
        )
        for timed in (False, True)
    ),
    TimeFormat(),
    BooleanFormat(words=WORDS),
]


def taken(form: Format) -> dict[str, str | None]:
    """Return the cells that DuckDB keeps, and their values."""
    value = quick(form, 0)
    assert value is not None
    with duckdb.connect() as connection:
        rows = connection.execute(
            f"SELECT c0, ({value.value})::VARCHAR FROM (SELECT *, {', '.join(value.inner)} FROM"
            f" (SELECT unnest(?::VARCHAR[]) AS c0)) WHERE ({value.odd}) IS NOT TRUE",
            [CELLS],
        ).fetchall()
    return dict(rows)


def same(form: Format, cell: str, value: str | None) -> bool:
    if value is None:
        return False
    if isinstance(form, NumberFormat):
        return form.value(cell) == Decimal(value)
    with duckdb.connect() as connection:
        row = connection.execute(
            f"SELECT CAST(? AS {form.sql_type}) = CAST(? AS {form.sql_type})", [form.parse(cell), value]
        ).fetchone()
    return bool(row and row[0])


@pytest.mark.parametrize("form", FORMATS, ids=repr)
def test_no_cell_is_taken_with_another_meaning(form: Format) -> None:
    meaning_kept = {
        "1_000",
        "1_0.5",
        "1.5_0",
        "0xFFFFF",
    }  # So programs write numbers; ours reads none of them.
    wrong = {c: v for c, v in taken(form).items() if c not in meaning_kept and not same(form, c, v)}
    assert wrong == {}


def test_the_plain_cells_of_each_notation_are_taken() -> None:
    assert {"0", "7", "10", "1000", "-10", "999999999999999999"} <= taken(FORMATS[0]).keys()
    assert {"12.30", "12.3", "0.5", "1000"} <= taken(NumberFormat(scale=2, digits=36)).keys()
    assert {"1,5", "1,50", "10"} <= taken(NumberFormat(mark=",", scale=2, digits=36)).keys()
    assert taken(MomentFormat(orders=(Order.DMY,), with_time=False, separator=".")).keys() == {"05.01.2026"}
    assert {"Да", "нет", "НЕТ"} == taken(BooleanFormat(words=WORDS)).keys()


@pytest.mark.parametrize("mark", [".", ","])
def test_numbers_in_groups_are_read_as_our_own_notation_reads_them(mark: str) -> None:
    form = NumberFormat(mark="," if mark == "," else ".", scale=2, digits=36)
    wholes = [
        "1",
        "12",
        "1 234",
        "1 234 567",
        "12 34",
        "1 234",
        "1'234",
        "1.234",
        "1,234",
        "1 234 567",
        "0",
        "-5",
    ]
    cells = [f"{whole}{tail}" for whole in wholes for tail in ("", f"{mark}5", f"{mark}50", f"{mark}505")]
    sql = grouped(form, "c", ("", " ₽"))
    assert sql is not None
    with duckdb.connect() as connection:
        rows = connection.execute(
            f"SELECT c, ({sql})::VARCHAR FROM (SELECT unnest(?::VARCHAR[]) AS c)", [[f"{c} ₽" for c in cells]]
        ).fetchall()
    read = {cell: Decimal(value) for cell, value in rows if value is not None}
    assert {cell: form.value(cell) for cell in read} == read
    assert len(read) >= 20
