"""Tables as programs write them in HTML and in Excel's XML of 2003: what people have when a file is called `.xls`."""

from collections.abc import Sequence
from html import escape
from typing import Final

SHEET_NAMESPACE: Final = "urn:schemas-microsoft-com:office:spreadsheet"

# A turnover sheet as 1C saves it: merged names in two rows, totals below.
TURNOVER: Final = """<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">
<HTML>
<HEAD>
<META HTTP-EQUIV="Content-Type" CONTENT="text/html; CHARSET=windows-1251">
<TITLE></TITLE>
<STYLE TYPE="text/css">
body { background: #ffffff; margin: 0; font-family: Arial; font-size: 8pt; }
tr.R0{ height: 15px; } td.R3C0{ text-align: center; border-left: #000000 1px solid; }
</STYLE>
</HEAD>
<BODY>
<TABLE CELLSPACING=0>
<COL WIDTH=60><COL WIDTH=170>
<TR CLASS=R0><TD COLSPAN=8><SPAN STYLE="white-space:nowrap">ООО &quot;Ромашка&quot;</SPAN></TD></TR>
<TR CLASS=R0><TD COLSPAN=8>Оборотно-сальдовая ведомость за 1 квартал 2026 г.</TD></TR>
<TR CLASS=R0><TD>&nbsp;</TD><TD></TD><TD></TD><TD></TD><TD></TD><TD></TD><TD></TD><TD></TD></TR>
<TR CLASS=R3>
<TD CLASS="R3C0" ROWSPAN=2>Счет</TD><TD ROWSPAN=2>Наименование<BR>счета</TD>
<TD COLSPAN=2>Сальдо на начало периода</TD><TD COLSPAN=2>Обороты за период</TD>
<TD COLSPAN=2>Сальдо на конец периода</TD></TR>
<TR><TD>Дебет</TD><TD>Кредит</TD><TD>Дебет</TD><TD>Кредит</TD><TD>Дебет</TD><TD>Кредит</TD></TR>
<TR><TD>10.01</TD><TD>Сырьё и&nbsp;материалы</TD><TD>1&nbsp;250,00</TD><TD></TD><TD>300,50</TD><TD>100,00</TD><TD>1&nbsp;450,50</TD><TD></TD></TR>
<TR><TD>41.01</TD><TD>Товары на складах</TD><TD>20&nbsp;000,00</TD><TD></TD><TD>5&nbsp;000,00</TD><TD>7&nbsp;500,00</TD><TD>17&nbsp;500,00</TD><TD></TD></TR>
<TR><TD>51</TD><TD>Расчетные счета</TD><TD>70&nbsp;000,00</TD><TD></TD><TD>9&nbsp;000,00</TD><TD>12&nbsp;000,00</TD><TD>67&nbsp;000,00</TD><TD></TD></TR>
<TR><TD>60.01</TD><TD>Расчеты с поставщиками</TD><TD></TD><TD>15&nbsp;300,00</TD><TD>8&nbsp;000,00</TD><TD>6&nbsp;100,00</TD><TD></TD><TD>13&nbsp;400,00</TD></TR>
<TR><TD>80.01</TD><TD>Уставный капитал</TD><TD></TD><TD>75&nbsp;950,00</TD><TD></TD><TD></TD><TD></TD><TD>75&nbsp;950,00</TD></TR>
<TR><TD>Итого</TD><TD></TD><TD>91&nbsp;250,00</TD><TD>91&nbsp;250,00</TD><TD>22&nbsp;300,50</TD><TD>25&nbsp;700,00</TD><TD>85&nbsp;950,50</TD><TD>89&nbsp;350,00</TD></TR>
</TABLE>
</BODY>
</HTML>
"""

# A bank's statement: a frame for the page, keys and values, operations, signatures; scripts; unclosed cells.
STATEMENT: Final = """
<html xmlns:x="urn:schemas-microsoft-com:office:excel">
<head><meta http-equiv=Content-Type content="text/html; charset=windows-1251">
<style><!-- td {mso-number-format:"\\@"; padding:0 > 1px} --></style>
<script>document.write("<table><tr><td>1<td>2</table>")</script>
<!--[if gte mso 9]><xml><x:ExcelWorkbook><x:ExcelWorksheets><x:ExcelWorksheet><x:Name>Лист1</x:Name>
</x:ExcelWorksheet></x:ExcelWorksheets></x:ExcelWorkbook></xml><![endif]-->
</head><body>
<table width=100% title="a > b"><tr><td>
<table border=0><tr><td>Счёт:</td><td>40817810099910004312</td></tr><tr><td>Владелец:</td><td>Иванов И. И.</td></tr></table>
<table border=1>
<thead><tr><th>Дата<th>Номер документа<th>Назначение платежа<th>Приход<th>Расход</thead>
<tbody>
<tr><td>12.01.2026<td style='mso-number-format:"\\@"'>000017<td>Оплата по сч. 5 &laquo;Ромашка&raquo;<br>НДС 20&nbsp;%<td x:num="1500.5">1 500,50<td>
<tr><td>13.01.2026<td>000018<td>Комиссия банка<td><td x:num="99.9">99,90
<tr><td>14.01.2026<td>000019<td>Аренда &amp; уборка<td><td x:num>25 000
<tr><td>15.01.2026<td>000020<td>Возврат<td x:num="0.333333">0,33<td>
</tbody></table>
<table><tr><td>Исполнитель</td><td>Петрова А. А.</td></tr></table>
</td></tr></table>
</body></html>
"""


def workbook_xml(sheets: dict[str, str], *, before: str = "") -> bytes:
    """Wrap the rows of sheets as Excel does."""
    inner = "".join(
        f'<Worksheet ss:Name="{escape(name)}"><Table>{rows}</Table></Worksheet>'
        for name, rows in sheets.items()
    )
    return (
        f'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n{before}<Workbook '
        f'xmlns="{SHEET_NAMESPACE}" xmlns:ss="{SHEET_NAMESPACE}"><Styles><Style ss:ID="s62">'
        f'<NumberFormat ss:Format="Short Date"/></Style></Styles>{inner}</Workbook>'
    ).encode()


def row_xml(*cells: tuple[str, str], attributes: str = "") -> str:
    """Write a row of (type, text)."""
    inner = "".join(
        f'<Cell><Data ss:Type="{kind}">{escape(text)}</Data></Cell>' if kind else "<Cell/>"
        for kind, text in cells
    )
    return f"<Row{attributes}>{inner}</Row>"


def page(rows: Sequence[Sequence[str]]) -> bytes:
    """Write rows as a page of HTML with one table."""
    inner = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>\n" for row in rows)
    return f"<html><body><table>{inner}</table></body></html>".encode()
