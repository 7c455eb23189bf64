"""Files made to hurt: each is a table or a typed refusal, in bounded time."""

import gzip
import time

import pytest

from svodka.analysis.reading import read
from svodka.errors import (
    DamagedFileError,
    EmptyFileError,
    FileTooLargeError,
    TableTooComplexError,
    TooManyColumnsError,
    UnreadableFileError,
)
from tests.corpus.hostile import (
    EXTERNAL,
    LAUGHS,
    QUADRATIC,
    cell,
    ods,
    ods_row,
    overlapping,
    parquet,
    shared,
    workbook,
    xls_corners,
    xls_shared,
    xlsb_corners,
    xlsb_shared,
    zipped,
)

MOST_CPU_S = 10.0

REFUSED: dict[str, tuple[bytes, type[UnreadableFileError]]] = {
    "20,000 columns": (b"\n".join([b",".join([b"7"] * 20_000)] * 3), TooManyColumnsError),
    "one long line": (b"x" * 20_000_000, TableTooComplexError),
    "one long line of cells": (b"a,b\n" + b"1,2," * 5_000_000, TableTooComplexError),
    "a cell beyond measure": (b"a,b\n1," + b"x" * 20_000_000 + b"\n2,y\n", TableTooComplexError),
    "an archive of a high ratio": (zipped(("a.csv", b"0" * 50_000_000)), FileTooLargeError),
    "an archive in an archive in an archive": (
        zipped(("a.zip", zipped(("b.zip", zipped(("c.csv", "a,b\n1,2\n")))))),
        UnreadableFileError,
    ),
    "a gzip of a high ratio": (gzip.compress(b"0" * 50_000_000), FileTooLargeError),
    "cells at the corners of a sheet": (
        workbook(cells=cell("A1", 1) + cell("XFD1048576", 1_048_576)),
        TableTooComplexError,
    ),
    "cells that do not say where they are, and one that does": (
        workbook(cells='<row><c><v>1</v></c></row><row><c r="XFD1048576"><v>1</v></c></row>'),
        TableTooComplexError,
    ),
    "cells at the corners of an XLS": (xls_corners(), TableTooComplexError),
    "cells at the corners of an XLSB": (xlsb_corners(), TableTooComplexError),
    "a far row above the last one": (
        workbook(cells=cell("A1", 1) + cell("XFD1048576", 1_048_576) + cell("A2", 2)),
        TableTooComplexError,
    ),
    "cells with a prefix": (
        workbook(cells="<x:row r='1'><x:c r='A1'/></x:row><x:row r='9'><x:c r='XFD1048576'/></x:row>"),
        UnreadableFileError,
    ),
    "one text in all cells": (shared(30_000, 20_000), TableTooComplexError),
    "one text in all cells of an XLS": (xls_shared(7_000, 60_000), TableTooComplexError),
    "one text of several records in all cells of an XLS": (xls_shared(60_000, 7_000), TableTooComplexError),
    "more texts than an XLS has room for": (xls_shared(9, 9, declared=2**31 - 1), TableTooComplexError),
    "one text in all cells of an XLSB": (xlsb_shared(30_000, 20_000), TableTooComplexError),
    "more texts than an XLSB has room for": (xlsb_shared(9, 9, declared=2**31 - 1), TableTooComplexError),
    "entities in a workbook": (
        workbook(cells=cell("A1", 1, text=True), before=LAUGHS, texts="<si><t>&j;</t></si>"),
        UnreadableFileError,
    ),
    "a long entity, many times": (
        workbook(cells=cell("A1", 1, text=True), before=QUADRATIC, texts=f"<si><t>{'&a;' * 9_000}</t></si>"),
        UnreadableFileError,
    ),
    "an entity from elsewhere": (
        workbook(cells=cell("A1", 1, text=True), before=EXTERNAL, texts="<si><t>&a;</t></si>"),
        UnreadableFileError,
    ),
    "entities in an ODS": (ods(ods_row("a", "b") + ods_row("&j;", "2"), LAUGHS), UnreadableFileError),
    "an entity from elsewhere in an ODS": (ods(ods_row("&a;", "2"), EXTERNAL), UnreadableFileError),
    "a cell repeated without end": (ods(ods_row("x", columns=2_000_000_000)), TableTooComplexError),
    "a row repeated without end": (ods(ods_row("a", "b") + ods_row("5", times=2**31)), TableTooComplexError),
    "a wide row in all rows": (ods(ods_row("x", columns=16_384) * 3_000), TableTooComplexError),
    "a long text repeated": (ods(ods_row("y" * 1_000_000, columns=1_000)), TableTooComplexError),
    "members that lie over each other": (overlapping(2_000, 4_000_000), FileTooLargeError),
    "a gzip in a zip": (zipped(("a.gz", gzip.compress(b"0" * 200_000_000))), FileTooLargeError),
    "many streams in a gzip": (gzip.compress(b"") * 100_000, FileTooLargeError),
    "a gzip cut short": (gzip.compress(b"a,b\n1,2\n" * 9)[:-9], DamagedFileError),
    "a hundred million rows of Parquet": (
        parquet("SELECT 1 AS a, 'x' AS b FROM range(100_000_000)"),
        TableTooComplexError,
    ),
    "one long text in all rows of Parquet": (
        parquet("SELECT repeat('x', 1_000_000) AS a FROM range(20_000)"),
        FileTooLargeError,
    ),
    "objects of which none has another's keys": (
        b"\n".join(b'{"k%d":1}' % n for n in range(60_000)),
        TableTooComplexError,
    ),
    "half a workbook": (workbook(cells=cell("A1", 1))[:600], UnreadableFileError),
    "a damaged XLS": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(range(256)) * 200, DamagedFileError),
    "a damaged ODS": (
        zipped(("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", "<a><b")),
        UnreadableFileError,
    ),
    "a PDF": (b"%PDF-1.7\n" + bytes(1_000), UnreadableFileError),
    "a photo": (b"\x89PNG\r\n\x1a\n" + bytes(1_000), UnreadableFileError),
    "a program": (b"MZ\x90\0" + bytes(range(256)) * 2_000, UnreadableFileError),
    "Parquet with a damaged footer": (
        b"PAR1" + bytes(range(256)) * 100 + b"\xff\xff\0\0PAR1",
        DamagedFileError,
    ),
    "NULs only": (b"\0" * 1_000_000, EmptyFileError),
    "line ends only": (b"\n" * 1_000_000, EmptyFileError),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_a_table_is_refused_by_name_and_soon(name: str) -> None:
    data, error = REFUSED[name]
    start = time.process_time()
    with pytest.raises(error):
        read(data).close()
    assert time.process_time() - start < MOST_CPU_S


EITHER: dict[str, bytes] = {
    "a sheet that claims all cells": workbook(cells=cell("A1", 1) + cell("A2", 2), ref="A1:XFD1048576"),
    "JSON without end": b'[{"a":' * 100_000,
    "arrays without end": b"[" * 400_000,
    "objects without end": b'{"a":' * 100_000,
    "a list in a list without end": b'[{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}]",
    "quotes only": b'"' * 1_000_000,
    "a quote a line": b'"\n' * 200_000,
    "delimiters only": b"," * 4_000,
    "lines of delimiters": b",,,\n" * 200_000,
    "many members": zipped(*((f"{n}.csv", "a,b\n1,2\n3,4\n") for n in range(3_000))),
}


@pytest.mark.parametrize("name", EITHER)
def test_what_is_made_to_hurt_is_read_or_refused_soon(name: str) -> None:
    start = time.process_time()
    try:
        read(EITHER[name]).close()
    except UnreadableFileError as error:
        assert error.code != "internal"  # noqa: PT017 - either outcome is right
    assert time.process_time() - start < MOST_CPU_S


READ: dict[str, tuple[bytes, int]] = {
    "a cell far below the table": (
        ods(ods_row("a", "b") + ods_row("1", "2") * 2 + ods_row("", times=900_000) + ods_row("3", "4")),
        3,
    ),
    "as many rows as a sheet has": (ods(ods_row("a", "b") + ods_row("1", "2", times=1_048_575)), 1_048_575),
    "2,000 columns": (
        b"\n".join(b",".join(b"%d" % (n * k % 97) for n in range(2_000)) for k in range(60)),
        60,
    ),
    "NULs in cells": (b"a,b\n" + b"1,\0\0x\n" * 100_000, 100_000),
    "UTF-16 of an odd number of bytes": (
        ("a;b\n" + "".join(f"{n};ж{n}\n" for n in range(20_000))).encode("utf-16") + b"\x31",
        20_000,
    ),
    "a million short rows": (b"n\n" + b"".join(b"%d\n" % (n % 100) for n in range(1_000_000)), 1_000_000),
    "lines that end in CR": (b"n,t\r" + b"".join(b"%d,x\r" % n for n in range(100_000)), 100_000),
    "an unclosed quote at the head": (b'n,t\n1,"a\n' + b"2,b\n" * 200_000, 200_001),
}


@pytest.mark.parametrize("name", READ)
def test_what_only_looks_broken_is_read_whole(name: str) -> None:
    data, rows = READ[name]
    with read(data) as table:
        assert table.rows == rows
