"""Files made to hurt: small ones that claim, or unpack to, more than any machine has."""

import gzip
import io
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import duckdb

HEAD: Final = '<?xml version="1.0"?>'
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_ODF: Final = "urn:oasis:names:tc:opendocument:xmlns"
_SHEET_KIND: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
LAUGHS: Final = (
    '<!DOCTYPE x [<!ENTITY a "lol">'
    + "".join(f'<!ENTITY {chr(97 + n)} "{("&" + chr(96 + n) + ";") * 10}">' for n in range(1, 10))
    + "]>"
)
QUADRATIC: Final = f'<!DOCTYPE x [<!ENTITY a "{"x" * 100_000}">]>'
EXTERNAL: Final = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def zipped(*members: tuple[str, str | bytes]) -> bytes:
    """Write an archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return buffer.getvalue()


def workbook(
    *, cells: str = "", texts: str = "<si><t>x</t></si>", before: str = "", ref: str = "A1:B2"
) -> bytes:
    """Write a workbook of one sheet: `cells` are its rows, `texts` its shared texts, `before` stands above them."""
    sheet = (
        f'{HEAD}<worksheet xmlns="{_MAIN}"><dimension ref="{ref}"/><sheetData>{cells}</sheetData></worksheet>'
    )
    book = (
        f'{HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets><sheet name="S" sheetId="1" r:id="a"/>'
        "</sheets></workbook>"
    )
    links = (
        f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="a" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="b" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    )
    types = (
        f'{HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEET_KIND}"/></Types>'
    )
    start = (
        f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="r" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    )
    return zipped(
        ("[Content_Types].xml", types),
        ("_rels/.rels", start),
        ("xl/workbook.xml", book),
        ("xl/_rels/workbook.xml.rels", links),
        ("xl/worksheets/sheet1.xml", sheet),
        ("xl/sharedStrings.xml", f'{HEAD}{before}<sst xmlns="{_MAIN}">{texts}</sst>'),
    )


def cell(place: str, row: int, *, text: bool = False) -> str:
    """Write a row of one cell: a number, or the first of the shared texts."""
    kind = ' t="s"><v>0</v>' if text else "><v>1</v>"
    return f'<row r="{row}"><c r="{place}"{kind}</c></row>'


def shared(length: int, times: int) -> bytes:
    """Write a workbook that shows one text of this length this many times."""
    rows = "".join(cell(f"A{n}", n, text=True) for n in range(1, times + 1))
    return workbook(cells=rows, texts=f"<si><t>{'x' * length}</t></si>")


def ods(rows: str, before: str = "") -> bytes:
    """Write an OpenDocument sheet; `before` stands above its root."""
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    content = (
        f'{HEAD}{before}<office:document-content xmlns:office="{_ODF}:office:1.0" xmlns:table="{_ODF}:table:1.0" '
        f'xmlns:text="{_ODF}:text:1.0"><office:body><office:spreadsheet><table:table table:name="S">{rows}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        f'{HEAD}<manifest:manifest xmlns:manifest="{_ODF}:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    return zipped(("mimetype", kind), ("content.xml", content), ("META-INF/manifest.xml", manifest))


def ods_row(*texts: str, columns: int = 1, times: int = 1) -> str:
    """Write a row of texts, the last of them repeated over columns and the row itself repeated."""
    cells = "".join(
        f'<table:table-cell office:value-type="string" '
        f'table:number-columns-repeated="{columns if n == len(texts) else 1}"><text:p>{text}</text:p></table:table-cell>'
        for n, text in enumerate(texts, 1)
    )
    return f'<table:table-row table:number-rows-repeated="{times}">{cells}</table:table-row>'


def overlapping(members: int, size: int) -> bytes:
    """Write an archive of which all members are the same bytes, as the worst archive bombs are."""
    plain, name = b"1,2\n" * (size // 4), b"a.csv"
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(plain) + packer.flush()
    sizes = (zlib.crc32(plain), len(packed), size, len(name))
    out = struct.pack("<4sHHHHHIIIHH", b"PK\x03\x04", 20, 0, 8, 0, 0, *sizes, 0) + name + packed
    entry = (
        struct.pack("<4sHHHHHHIIIHHHHHII", b"PK\x01\x02", 20, 20, 0, 8, 0, 0, *sizes, 0, 0, 0, 0, 0, 0) + name
    )
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, members, members, len(entry) * members, len(out), 0)
    return out + entry * members + end


def parquet(query: str) -> bytes:
    """Write what a query returns as Parquet."""
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        path = Path(folder) / "table.parquet"
        connection.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet)")
        return path.read_bytes()


def packed_text(rows: int) -> bytes:
    """Pack a plain table of this many rows, of some 14 bytes each."""
    block = b"".join(b"%d,%d,abc\n" % (n, n * n % 977) for n in range(10_000, 20_000))
    return gzip.compress(b"n,m,t\n" + block * (rows // 10_000), 1)


def xlsb_corners() -> bytes:
    """Write as much of an XLSB file as tells that its two cells are at the corners of the sheet."""
    cells = [_binary(_XLSB_NUMBER, struct.pack("<I8x", column)) for column in (0, 16_383)]
    return _xlsb(zip((0, 1_048_575), cells, strict=True))


def xlsb_shared(length: int, times: int, *, declared: int = 1) -> bytes:
    """Write an XLSB file that shows one text of this length this many times, from a list of `declared` texts."""
    text = "x".encode("utf-16-le") * length
    texts = _binary(_XLSB_TEXTS, struct.pack("<II", times, declared))
    texts += _binary(_XLSB_TEXT, b"\0" + struct.pack("<I", length) + text) + _binary(_XLSB_TEXTS + 1, b"")
    return _xlsb(((row, _binary(_XLSB_SHOWN, bytes(12))) for row in range(times)), texts)


_XLSB_TEXTS: Final = 159
_XLSB_TEXT: Final = 19
_XLSB_NUMBER: Final = 2
_XLSB_SHOWN: Final = 7


def _binary(kind: int, data: bytes) -> bytes:
    """Write a record of an XLSB file: kind and size in seven bits a byte."""
    return _in_sevens(kind) + _in_sevens(len(data)) + data


def _in_sevens(number: int) -> bytes:
    more, last = number >> 7, number & 0x7F
    return bytes([last | 0x80]) + _in_sevens(more) if more else bytes([last])


def _xlsb(cells: Iterable[tuple[int, bytes]], texts: bytes = b"") -> bytes:
    """Write a workbook of one sheet; `cells` are the records of the cells, with their rows."""
    book = _binary(156, struct.pack("<II", 0, 1) + _wide("rId1") + _wide("S"))
    book = _binary(143, b"") + book + _binary(144, b"")
    sheet = b"".join(_binary(0, struct.pack("<I13x", row)) + cell for row, cell in cells)
    sheet = _binary(148, bytes(16)) + _binary(145, b"") + sheet + _binary(146, b"")
    kind = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"
    return zipped(
        (
            "[Content_Types].xml",
            f'<Types><Override PartName="/xl/workbook.bin" ContentType="{kind}"/></Types>',
        ),
        ("xl/workbook.bin", book),
        (
            "xl/_rels/workbook.bin.rels",
            f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
            f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.bin"/></Relationships>',
        ),
        ("xl/worksheets/sheet1.bin", sheet),
        *([("xl/sharedStrings.bin", texts)] if texts else []),
    )


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def xls_corners() -> bytes:
    """Write an XLS file of one sheet with two cells, at its corners."""
    return _xls(_record(0x203, struct.pack("<HHHd", *place, 0, 1.0)) for place in ((0, 0), (65_535, 255)))


def xls_shared(length: int, times: int, *, declared: int = 1) -> bytes:
    """Write an XLS file that shows one text of this length this many times, from a list of `declared` texts."""
    head = struct.pack("<IIHB", times, declared, length, 0)
    texts = _record(0xFC, head + b"x" * min(length, _RECORD_BYTES - len(head)))
    for start in range(_RECORD_BYTES - len(head), length, _RECORD_BYTES - 1):
        texts += _record(0x3C, b"\0" + b"x" * min(length - start, _RECORD_BYTES - 1))
    return _xls((_record(0xFD, struct.pack("<HHHI", row, 0, 0, 0)) for row in range(times)), texts)


def xls_locked() -> bytes:
    """Write an XLS file whose records behind the first two are encrypted with a password (RC4)."""
    lock = _record(0x2F, struct.pack("<HHH", 1, 1, 1) + bytes(range(48)))
    return _xls([_record(0x203, bytes(range(14)))], lock)


_RECORD_BYTES: Final = 8_224


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _xls(cells: Iterable[bytes], before: bytes = b"") -> bytes:
    """Write a workbook of one sheet with these records of cells; `before` are the first ones of the workbook."""

    def begin(kind: int) -> bytes:
        return _record(0x809, struct.pack("<HHHHII", 0x600, kind, 0, 1997, 0, 6))

    globals_size = len(begin(5)) + len(before) + 4 + 9 + 4
    book = begin(5) + before + _record(0x85, struct.pack("<IHBB", globals_size, 0, 1, 0) + b"S")
    book += _record(0x0A, b"")
    return _compound((book + begin(0x10) + b"".join(cells) + _record(0x0A, b"")).ljust(4_096, b"\0"))


def _compound(stream: bytes) -> bytes:
    """Wrap the stream of a workbook: a header, the list of sectors, the directory, the stream."""
    none, end = 0xFFFFFFFF, 0xFFFFFFFE
    length = -(-len(stream) // 512)
    lists = next(n for n in range(1, 110) if n * 128 >= n + 1 + length)
    first = lists + 1
    links = [*[0xFFFFFFFD] * lists, end, *range(first + 1, first + length), end]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<9I", 0, lists, lists, 0, 4_096, end, 0, end, 0)
    header += struct.pack("<109I", *range(lists), *[none] * (109 - lists))
    entries = [("Root Entry", 5, 1, end, 0), ("Workbook", 2, none, first, len(stream)), ("", 0, none, 0, 0)]
    directory = b"".join(
        name.encode("utf-16-le").ljust(64, b"\0")
        + struct.pack("<HBB3I", 2 * len(name) + 2 if name else 0, kind, 1, none, none, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
        for name, kind, child, start, size in [*entries, entries[-1]]
    )
    sectors = struct.pack(f"<{lists * 128}I", *links, *[none] * (lists * 128 - len(links)))
    return header + sectors + directory + stream.ljust(length * 512, b"\0")
