"""The cleaned table as a workbook: typed cells, and a second sheet that lists every change and assumption.

The sheets' XML is put together by SQL, row by row, and zipped as it comes: no library of 100,000 objects
stands between. Office Open XML: ECMA-376, part 1, chapter 18.
"""

import zipfile
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Final

from svodka.analysis.cleaning.csv_file import harmless, runs_sql
from svodka.analysis.cleaning.lines import lines
from svodka.analysis.cleaning.log import Loss, log_rows
from svodka.analysis.model import Column, Role, Type
from svodka.analysis.plain import plain
from svodka.analysis.table import Table
from svodka.analysis.wording import Wording

MOST_ROWS: Final = 1_048_575
_LONGEST_CELL: Final = 32_767
_ROWS_AT_ONCE: Final = 5_000
_ASKED_AT_ONCE: Final = 250
_COMPRESSION: Final = 3
# Excel keeps 15 digits of a number; longer ones, and identifiers, stay text.
_MOST_DIGITS: Final = 15
# XML 1.0 knows no such characters.
_CONTROLS: Final = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x{fffe}\x{ffff}]"
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEET_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
# Positions in <cellXfs>.
_PLAIN, _HEADER, _DATE, _MOMENT, _TIME, _MONEY, _WRAPPED = range(7)


def write_xlsx(table: Table, target: Path, wording: Wording) -> None:
    """Write the table and its change log; rows beyond what a sheet holds are left out of it."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=_COMPRESSION) as book:
        for name, text in _fixed_parts(wording).items():
            book.writestr(name, text)
        with book.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for text in _data_sheet(table):
                sheet.write(text.encode())
        book.writestr("xl/worksheets/sheet2.xml", "".join(_log_sheet(table, wording)))


def losses(table: Table) -> list[Loss]:
    """Return what a sheet cannot hold of this table: rows, long texts, controls, early dates, many digits."""
    asked = [(column, code, sql) for column in table.columns for code, sql in _lost_sql(column)]
    found = [Loss(code="rows", column=None, count=max(0, table.rows - MOST_ROWS))]
    # Only of a table with too many rows it matters which of them are written.
    rows = f"(SELECT * FROM data ORDER BY row LIMIT {MOST_ROWS})" if table.rows > MOST_ROWS else "data"
    for start in range(0, len(asked), _ASKED_AT_ONCE):
        part = asked[start : start + _ASKED_AT_ONCE]
        counts = ", ".join(f"count(*) FILTER ({sql})" for *_, sql in part)
        row = table.connection.execute(f"SELECT {counts} FROM {rows}").fetchone()
        assert row is not None
        found += [
            Loss(code=code, column=column, count=count)
            for (column, code, _), count in zip(part, row, strict=True)
        ]
    return [loss for loss in found if loss.count]


def _lost_sql(column: Column) -> Iterator[tuple[str, str]]:
    name = f"c{column.index}"
    match column.type:
        case Type.TEXT:
            yield "cut", f"length({name}) >= {_LONGEST_CELL}"
            yield "controls", f"regexp_matches({name}, '{_CONTROLS}')"
        case Type.DATE | Type.DATETIME:
            yield "early", f"{name} < DATE '1900-03-01'"
        case Type.INTEGER | Type.DECIMAL if column.role is not Role.IDENTIFIER:
            yield "digits", _many_digits_sql(column)


def _data_sheet(table: Table) -> Iterator[str]:
    last = f"{_letters(len(table.columns))}{min(table.rows, MOST_ROWS) + 1}"
    widths = "".join(
        f'<col min="{n}" max="{n}" width="{_width(column)}" customWidth="1"/>'
        for n, column in enumerate(table.columns, 1)
    )
    yield (
        f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{_MAIN}"><sheetViews>'
        '<sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
        f"</sheetView></sheetViews><cols>{widths}</cols><sheetData>"
    )
    yield _text_row([harmless(column.name) for column in table.columns], _HEADER)
    cells = ["'<row>'", *(_cell_sql(column) for column in table.columns), "'</row>'"]
    for rows in lines(table, cells, at_once=_ROWS_AT_ONCE, most_rows=MOST_ROWS):
        yield "".join(rows)
    yield f'</sheetData><autoFilter ref="A1:{last}"/></worksheet>'


def _width(column: Column) -> int:
    least = {Type.DATE: 12, Type.DATETIME: 19, Type.TEXT: 18}.get(column.type, 12)
    return max(least, min(len(column.name) + 4, 40))


def _cell_sql(column: Column) -> str:
    """Return SQL for the cell's XML; a missing value is an empty cell."""
    name = f"c{column.index}"
    match column.type:
        case Type.BOOLEAN:
            written = f"'<c t=\"b\"><v>' || {name}::INTEGER || '</v></c>'"
        case Type.DATE:
            written = _serial_sql(name, _DATE, f"epoch({name}) / 86400 + 25569")
        case Type.DATETIME:
            written = _serial_sql(name, _MOMENT, f"epoch({name}) / 86400 + 25569")
        case Type.TIME:
            written = _number_sql(_TIME, f"(epoch({name}) / 86400)::VARCHAR")
        case Type.INTEGER | Type.DECIMAL if column.role is not Role.IDENTIFIER:
            style = _MONEY if column.type is Type.DECIMAL else _PLAIN
            number = f"{name}::VARCHAR"
            long = _many_digits_sql(column)
            written = f"CASE WHEN {long} THEN {_text_sql(number)} ELSE {_number_sql(style, number)} END"
        case Type.TEXT:
            written = _text_sql(_safe_sql(name))
        case _:
            written = _text_sql(f"{name}::VARCHAR")
    return f"CASE WHEN {name} IS NULL THEN '<c/>' ELSE {written} END"


def _many_digits_sql(column: Column) -> str:
    """Return SQL that is true of numbers that Excel would round."""
    text = f"c{column.index}::VARCHAR"
    text = f"rtrim({text}, '0')" if column.type is Type.DECIMAL else text
    return f"length(replace(ltrim({text}, '-0.'), '.', '')) > {_MOST_DIGITS}"


def _serial_sql(name: str, style: int, serial: str) -> str:
    """Return SQL for a date as Excel counts it; what Excel cannot count (before March 1900) stays text."""
    text, number = _text_sql(f"{name}::VARCHAR"), _number_sql(style, f"({serial})::VARCHAR")
    return f"CASE WHEN {name} < DATE '1900-03-01' THEN {text} ELSE {number} END"


def _number_sql(style: int, value: str) -> str:
    return f"'<c s=\"{style}\"><v>' || {value} || '</v></c>'"


def _safe_sql(name: str) -> str:
    """Return SQL for a text that is safe in XML and in a spreadsheet, escaped, at most as long as a cell."""
    cut = f"left({name}, {_LONGEST_CELL - 1})"
    clean = f"regexp_replace({cut}, '{_CONTROLS}', '', 'g')"
    # What looks like Office's own escape for a character, or a return, would be read as something else.
    told = f"regexp_replace({clean}, '_(x[0-9a-fA-F]{{4}}_)', '_x005F_\\1', 'g')"
    escaped = f"replace(replace(replace({told}, '&', '&amp;'), '<', '&lt;'), '>', '&gt;')"
    escaped = f"replace({escaped}, chr(13), '&#13;')"
    return f"CASE WHEN {runs_sql(name)} THEN '''' ELSE '' END || {escaped}"


def _text_sql(value: str) -> str:
    return f"'<c t=\"inlineStr\"><is><t xml:space=\"preserve\">' || {value} || '</t></is></c>'"


def _log_sheet(table: Table, wording: Wording) -> Iterator[str]:
    """Return the second sheet: what was changed or assumed."""
    yield (
        f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{_MAIN}"><sheetViews>'
        '<sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
        '</sheetView></sheetViews><cols><col min="1" max="1" width="10" customWidth="1"/>'
        '<col min="2" max="2" width="28" customWidth="1"/><col min="3" max="3" width="10" customWidth="1"/>'
        '<col min="4" max="4" width="24" customWidth="1"/><col min="5" max="5" width="90" customWidth="1"/></cols>'
        "<sheetData>"
    )
    for n, cells in enumerate(log_rows(table, wording, losses(table))):
        yield _text_row(cells, _WRAPPED if n else _HEADER)
    yield "</sheetData></worksheet>"


def _text_row(cells: Sequence[str], style: int) -> str:
    written = "".join(
        f'<c s="{style}" t="inlineStr"><is><t xml:space="preserve">{escape(plain(cell), quote=False)}</t></is></c>'
        for cell in cells
    )
    return f"<row>{written}</row>"


def _letters(number: int) -> str:
    """Return the letters of a column counted from 1."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _fixed_parts(wording: Wording) -> dict[str, str]:
    """Return the parts of the package that do not depend on the table."""
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    sheets = "".join(
        f'<sheet name="{escape(wording.say(code))}" sheetId="{n}" r:id="rId{n}"/>'
        for n, code in ((1, "log-data"), (2, "log-changes"))
    )
    parts = {
        "/xl/workbook.xml": "sheet.main",
        "/xl/worksheets/sheet1.xml": "worksheet",
        "/xl/worksheets/sheet2.xml": "worksheet",
        "/xl/styles.xml": "styles",
    }
    overrides = "".join(
        f'<Override PartName="{name}" ContentType="{_SHEET_TYPE}.{kind}+xml"/>'
        for name, kind in parts.items()
    )
    relations = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/{kind}" Target="{path}"/>'
        for n, kind, path in (
            (1, "worksheet", "worksheets/sheet1.xml"),
            (2, "worksheet", "worksheets/sheet2.xml"),
            (3, "styles", "styles.xml"),
        )
    )
    return {
        "[Content_Types].xml": f'{head}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>',
        "_rels/.rels": f'{head}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{head}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{sheets}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{head}<Relationships xmlns="{_PACKAGE}/relationships">{relations}'
        "</Relationships>",
        "xl/styles.xml": _styles(head),
    }


def _styles(head: str) -> str:
    formats = {_PLAIN: 0, _HEADER: 0, _DATE: 14, _MOMENT: 22, _TIME: 21, _MONEY: 4, _WRAPPED: 0}
    cells = "".join(
        f'<xf numFmtId="{number}" fontId="{1 if style == _HEADER else 0}" fillId="0" borderId="0" xfId="0"'
        f' applyNumberFormat="1"><alignment vertical="top" wrapText="{int(style in {_HEADER, _WRAPPED})}"/></xf>'
        for style, number in sorted(formats.items())
    )
    return (
        f'{head}<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
        '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill'
        ' patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1">'
        '<border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf'
        f' numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="{len(formats)}">{cells}'
        "</cellXfs></styleSheet>"
    )
