"""Files made to hurt: each is a table or a typed refusal, in bounded time."""

import gzip
import io
import time
import zipfile

import pytest

from svodka.analysis.reading import read
from svodka.errors import (
    DamagedFileError,
    EmptyFileError,
    FileTooLargeError,
    TableTooComplexError,
    UnreadableFileError,
)

MOST_CPU_S = 20.0
_HEAD = '<?xml version="1.0"?>'
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_LAUGHS = '<!DOCTYPE x [<!ENTITY a "lol">' + "".join(
    f'<!ENTITY {chr(97 + n)} "{("&" + chr(96 + n) + ";") * 10}">' for n in range(1, 10)
)


def zipped(*members: tuple[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return buffer.getvalue()


def workbook(
    *, cells: str = "", texts: str = "<si><t>x</t></si>", before: str = "", ref: str = "A1:B2"
) -> bytes:
    """Make a workbook of one sheet by hand."""
    sheet = f'{_HEAD}<worksheet {_MAIN}><dimension ref="{ref}"/><sheetData>{cells}</sheetData></worksheet>'
    book = f'{_HEAD}<workbook {_MAIN} xmlns:r="{_OFFICE}"><sheets><sheet name="S" sheetId="1" r:id="a"/></sheets></workbook>'
    links = (
        f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="a" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="b" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    )
    strings = f'{_HEAD}{before}<sst {_MAIN} count="1" uniqueCount="1">{texts}</sst>'
    return zipped(
        ("[Content_Types].xml", f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"/>'),
        ("xl/workbook.xml", book),
        ("xl/_rels/workbook.xml.rels", links),
        ("xl/worksheets/sheet1.xml", sheet),
        ("xl/sharedStrings.xml", strings),
    )


def cell(place: str, row: int, text: bool = False) -> str:
    kind = ' t="s"><v>0</v>' if text else "><v>1</v>"
    return f'<row r="{row}"><c r="{place}"{kind}</c></row>'


REFUSED: dict[str, tuple[bytes, type[UnreadableFileError]]] = {
    "20,000 columns": (b"\n".join([b",".join([b"7"] * 20_000)] * 3), TableTooComplexError),
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
    "entities in the texts of a workbook": workbook(
        cells=cell("A1", 1, text=True) + cell("A2", 2), before=_LAUGHS + "]>", texts="<si><t>&j;</t></si>"
    ),
    "a sheet that claims all cells": workbook(cells=cell("A1", 1) + cell("A2", 2), ref="A1:XFD1048576"),
    "JSON without end": b'[{"a":' * 100_000,
    "arrays without end": b"[" * 400_000,
    "objects without end": b'{"a":' * 100_000,
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
