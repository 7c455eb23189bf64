"""The same table as a workbook, as JSON lines and as Parquet, written with as little as each format asks for."""

import io
import json
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Final

import duckdb

from tests.corpus.plain import Plain

_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_ODF: Final = "urn:oasis:names:tc:opendocument:xmlns"
Rows = Sequence[Sequence[str]]


def written(table: Plain) -> Iterator[tuple[str, bytes]]:
    """Yield a name and the bytes of each format."""
    rows = [table.header, *table.rows]
    yield "xlsx", xlsx({"Data": rows})
    yield "xlsx, second sheet", xlsx({"Read me": [["A report"], ["of the year"]], "Data": rows, "Empty": []})
    yield "xlsm", xlsx({"Data": rows}, macros=True)
    yield "ods", ods({"Data": rows})
    yield "json lines", _json_lines(table)
    yield "json", json.dumps([dict(zip(table.header, row, strict=True)) for row in table.rows]).encode()
    yield "parquet", _parquet(table)


def xlsx(sheets: dict[str, Rows], *, macros: bool = False) -> bytes:
    """Write a workbook whose cells are all texts."""
    kind = (
        "vnd.ms-excel.sheet.macroEnabled.main+xml"
        if macros
        else "vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    )
    numbers = range(1, len(sheets) + 1)
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="application/{kind}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        + "".join(
            f'<sheet name="{escape(name)}" sheetId="{n}" r:id="r{n}"/>'
            for n, name in zip(numbers, sheets, strict=True)
        )
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        + "".join(
            f'<Relationship Id="r{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
            for n in numbers
        )
        + "</Relationships>",
    }
    for n, rows in zip(numbers, sheets.values(), strict=True):
        body = "".join(f"<row>{''.join(map(_xlsx_cell, row))}</row>" for row in rows)
        parts[f"xl/worksheets/sheet{n}.xml"] = (
            f'<worksheet xmlns="{_MAIN}"><sheetData>{body}</sheetData></worksheet>'
        )
    return _zipped(parts)


def _xlsx_cell(text: str) -> str:
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>' if text else "<c/>"


def ods(sheets: dict[str, Rows]) -> bytes:
    """Write an OpenDocument sheet whose cells are all texts."""
    tables = "".join(
        f'<table:table table:name="{escape(name)}">'
        + "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows)
        + "</table:table>"
        for name, rows in sheets.items()
    )
    content = (
        f'<office:document-content xmlns:office="{_ODF}:office:1.0" xmlns:table="{_ODF}:table:1.0" '
        f'xmlns:text="{_ODF}:text:1.0"><office:body><office:spreadsheet>{tables}</office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        f'<manifest:manifest xmlns:manifest="{_ODF}:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    return _zipped({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest})


def _ods_cell(text: str) -> str:
    if not text:
        return "<table:table-cell/>"
    return f'<table:table-cell office:value-type="string"><text:p>{escape(text)}</text:p></table:table-cell>'


def _zipped(parts: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            head = "" if name == "mimetype" else '<?xml version="1.0" encoding="UTF-8"?>'
            kind = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(name, head + text, kind)
    return buffer.getvalue()


def _json_lines(table: Plain) -> bytes:
    lines = [json.dumps(dict(zip(table.header, row, strict=True)), ensure_ascii=False) for row in table.rows]
    return ("\n".join(lines) + "\n").encode()


def _parquet(table: Plain) -> bytes:
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        path = Path(folder) / "t.parquet"
        names = ", ".join('"' + name.replace('"', '""') + '" VARCHAR' for name in table.header)
        connection.execute(f"CREATE TABLE t ({names})")
        connection.executemany(f"INSERT INTO t VALUES ({', '.join('?' * len(table.header))})", table.rows)
        connection.execute(f"COPY t TO '{path}' (FORMAT parquet)")
        return path.read_bytes()
