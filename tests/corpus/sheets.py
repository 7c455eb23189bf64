"""Sheets as offices and institutions make them: a title block, a header of one to three rows, rows, notes below.

Each maker returns the rows above, the rows of names (and of units or numbers under them), the rows of data and
the rows below; `sheets` writes them out as padded CSV, ragged CSV or a workbook, with the truth beside them.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from svodka.analysis.model import ReadOptions
from svodka.analysis.reading import Code
from svodka.analysis.reading.reader import read_grid
from tests.corpus.plain import Pen
from tests.corpus.sheets_file import xlsx

Grid = list[list[str]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Layout:
    """The parts of a sheet. `under` are rows of units or column numbers; `within` counts rows that are no data."""

    above: Grid
    names: Grid
    body: Grid
    under: Grid = field(default_factory=list)
    below: Grid = field(default_factory=list)
    within: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """A file with the record of its (first) row of names and its number of rows of data."""

    name: str
    data: bytes
    header_row: int
    header_rows: int
    rows: int


Maker = Callable[[random.Random, str], Layout]
PLACES: Final = {
    "ru": (
        "Белгородская область",
        "Брянская область",
        "Республика Коми",
        "г. Москва",
        "Чукотский АО",
        "Тула",
    ),
    "en": ("Alabama", "Alaska", "New Mexico", "District of Columbia", "Puerto Rico", "Ohio"),
    "de": ("Bayern", "Baden-Württemberg", "Berlin", "Sachsen-Anhalt", "Nordrhein-Westfalen", "Hessen"),
}
GOODS: Final = {
    "ru": ("Болт М8", "Дрель ударная 600 Вт", "Кабель ВВГ 3х2,5", "Лампа LED", "Перчатки", "Уровень 60 см"),
    "en": ("Bolt M8", "Hammer drill", "Cable 3x2.5", "LED bulb", "Gloves, leather", "Spirit level"),
    "de": ("Schraube M8", "Schlagbohrer", "Kabel 3x2,5", "LED-Lampe", "Handschuhe", "Wasserwaage"),
}


def say(lang: str, ru: str, en: str, de: str) -> str:
    return {"ru": ru, "en": en, "de": de}[lang]


def number(r: random.Random, lang: str, low: int = 10, high: int = 90_000, digits: int = 1) -> str:
    text = f"{r.uniform(low, high):,.{digits}f}"
    if lang == "en":
        return text
    group = " " if lang == "ru" else "."
    return text.replace(",", "\0").replace(".", ",").replace("\0", group)


def day(r: random.Random, lang: str) -> str:
    day, month = r.randrange(1, 29), r.randrange(1, 13)
    return f"{month:02d}/{day:02d}/2025" if lang == "en" else f"{day:02d}.{month:02d}.2025"


def years(r: random.Random, lang: str) -> Layout:
    """Official statistics: regions down, years across, notes below."""
    first = r.randrange(1990, 2018)
    count = r.randrange(3, 9)
    corner = r.choice(["", say(lang, "Регион", "State", "Land")])
    body = [[place, *(number(r, lang) for _ in range(count))] for place in PLACES[lang]]
    return Layout(
        above=[
            [say(lang, "Таблица 2.1", "Table 2.1", "Tabelle 2.1")],
            [
                say(
                    lang,
                    "Численность населения по субъектам",
                    "Resident population by state",
                    "Bevölkerung nach Ländern",
                )
            ],
            [say(lang, "(на конец года; тысяч человек)", "(thousands, end of year)", "(in 1.000)")],
            *([[]] if r.random() < 0.5 else []),
        ],
        names=[[corner, *(str(first + k) for k in range(count))]],
        body=body,
        below=[
            [],
            [say(lang, "Источник: Росстат", "Source: Census Bureau", "Quelle: Statistisches Bundesamt")],
        ],
    )


def groups(r: random.Random, lang: str) -> Layout:
    """Two rows of names: groups over several columns, as merged cells leave them."""
    upper = [
        say(lang, "Субъект", "Area", "Gebiet"),
        say(lang, "Население", "Population", "Einwohner"), "", "",
        say(lang, "Площадь", "Area, km2", "Fläche"), "",
    ]  # fmt: skip
    parts = ["всего", "городское", "сельское"] if lang == "ru" else ["total", "urban", "rural"]
    lower = ["", *parts, say(lang, "тыс. км2", "land", "Land"), say(lang, "доля", "water", "Wasser")]
    body = [[place, *(number(r, lang) for _ in range(5))] for place in PLACES[lang]]
    return Layout(
        above=[
            [say(lang, "Основные показатели", "Main indicators", "Kennzahlen")],
            [str(r.randrange(2015, 2026))],
            [],
        ],
        names=[upper, lower],
        body=body,
        below=[["1) " + say(lang, "Предварительные данные.", "Preliminary.", "Vorläufig.")]],
    )


def group_years(r: random.Random, lang: str) -> Layout:
    """Groups above, years below them."""
    upper = [say(lang, "Отрасль", "Industry", "Branche"), say(lang, "Экспорт", "Exports", "Ausfuhr"), "", "",
             say(lang, "Импорт", "Imports", "Einfuhr"), "", ""]  # fmt: skip
    lower = ["", "2019", "2020", "2021", "2019", "2020", "2021"]
    body = [[name, *(number(r, lang) for _ in range(6))] for name in GOODS[lang]]
    return Layout(
        above=[
            [say(lang, "Внешняя торговля", "Foreign trade", "Außenhandel")],
            [say(lang, "млн долл. США", "million USD", "Mio. EUR")],
        ],
        names=[upper, lower],
        body=body,
    )


def price_list(r: random.Random, lang: str) -> Layout:
    """A company's price list: contacts above, groups of goods within."""
    names = {
        "ru": ["№", "Наименование", "Артикул", "Ед. изм.", "Цена, руб."],
        "en": ["No.", "Description", "Part number", "Unit", "Price, USD"],
        "de": ["Nr.", "Bezeichnung", "Artikelnummer", "Einheit", "Preis, EUR"],
    }[lang]
    unit = say(lang, "шт", "pcs", "Stk")
    body: Grid = []
    heads = r.randrange(0, 3)
    for n, name in enumerate(GOODS[lang] * 2):
        if heads and n % 5 == 0 and n // 5 < heads:
            body.append([say(lang, f"Раздел {n}", f"Section {n}", f"Gruppe {n}"), "", "", "", ""])
        body.append([str(n + 1), name, f"A-{r.randrange(1000, 9999)}", unit, number(r, lang, 5, 900, 2)])
    return Layout(
        above=[
            [say(lang, "ООО «Инструмент-Сервис»", "Example Tools Ltd.", "Muster Werkzeug GmbH")],
            [say(lang, "г. Тула, ул. Ленина, д. 5, тел. (4872) 55-55-55", "12 High Street, London, tel. 020 7946 0000", "Hauptstr. 5, 10115 Berlin, Tel. 030 555555")],
            ["e-mail: info@example.com"],
            [],
            [say(lang, "Прайс-лист от 01.03.2026", "Price list as of 1 March 2026", "Preisliste vom 01.03.2026")],
            *([[]] if r.random() < 0.5 else []),
        ],
        names=[names],
        body=body,
        below=[[], [say(lang, "Цены указаны с НДС", "Prices include VAT", "Preise inkl. MwSt.")]],
        within=min(heads, 3),
    )  # fmt: skip


def statement(r: random.Random, lang: str) -> Layout:
    """A bank's statement: keys and values above, balances and totals below."""
    names = {
        "ru": ["Дата", "Номер документа", "Контрагент", "Назначение платежа", "Дебет", "Кредит"],
        "en": ["Date", "Description", "Reference", "Debit", "Credit", "Balance"],
        "de": ["Buchungstag", "Wertstellung", "Verwendungszweck", "Auftraggeber", "Betrag", "Saldo"],
    }[lang]
    body: Grid = []
    for n in range(12):
        money = number(r, lang, 5, 90_000, 2)
        pair = [money, ""] if n % 3 else ["", money]
        text = say(lang, "Оплата по счёту № 5, НДС не облагается", "Card payment, shop", "Lastschrift Miete")
        if lang == "ru":
            body.append([day(r, lang), str(100 + n), "ООО «Ромашка»", text, *pair])
        elif lang == "en":
            body.append([day(r, lang), text, f"REF{n}", *pair, number(r, lang, 5, 900, 2)])
        else:
            body.append([day(r, lang), day(r, lang), text, "Muster AG", money, number(r, lang, 5, 900, 2)])
    return Layout(
        above=[
            [say(lang, "Выписка по счёту", "Account statement", "Kontoauszug")],
            [say(lang, "Владелец:", "Account holder:", "Inhaber:"), say(lang, "ИП Иванов И. И.", "J. Smith", "M. Muster")],
            [say(lang, "Счёт:", "Account number:", "IBAN:"), "40802810900000012345"],
            [say(lang, "Период:", "Period:", "Zeitraum:"), "01.01.2025", say(lang, "по", "to", "bis"), "31.12.2025"],
            [say(lang, "Входящий остаток:", "Opening balance:", "Anfangssaldo:"), number(r, lang, 5, 9_000, 2)],
            *([[]] if r.random() < 0.6 else []),
        ],
        names=[names],
        body=body,
        below=[[say(lang, "Исходящий остаток:", "Closing balance:", "Endsaldo:"), number(r, lang, 5, 9_000, 2)]],
    )  # fmt: skip


def indicators(r: random.Random, lang: str) -> Layout:
    """A world data bank's export: source and date above, codes and years in the header."""
    start = r.randrange(1960, 2010)
    names = ["Country Name", "Country Code", "Indicator Name", *(str(start + k) for k in range(8))]
    body = [
        [
            place,
            place[:3].upper(),
            "GDP (current US$)",
            *(f"{r.uniform(1e8, 1e10):.6g}" if k > 2 else "" for k in range(8)),
        ]
        for place in PLACES[lang]
    ]
    return Layout(
        above=[["Data Source", "World Development Indicators"], [], ["Last Updated Date", "2025-10-07"], []],
        names=[names],
        body=body,
    )


def people(r: random.Random, lang: str) -> Layout:
    """A list of people: nothing but words."""
    names = {
        "ru": ["ФИО", "Должность", "Отдел", "Телефон", "Почта"],
        "en": ["Name", "Position", "Department", "Phone", "Email"],
        "de": ["Name", "Funktion", "Abteilung", "Telefon", "E-Mail"],
    }[lang]
    first = {
        "ru": ("Иванов Пётр", "Ким Анна", "Ли Олег"),
        "en": ("Bob Stone", "Ann Lee", "Joe Poe"),
        "de": ("Max Muster", "Eva Roth", "Uwe Beck"),
    }[lang]
    jobs = say(lang, "бухгалтер|инженер|водитель", "clerk|engineer|driver", "Leiter|Fahrer|Ingenieur").split(
        "|"
    )
    body = [
        [f"{r.choice(first)} {chr(1040 + n) if lang == 'ru' else chr(65 + n)}.", r.choice(jobs), r.choice(jobs) + " 1",
         f"+7 9{n:02d} 555-{n:02d}-01", f"p{n}@example.com"] for n in range(14)
    ]  # fmt: skip
    return Layout(
        above=[
            [say(lang, "Телефонный справочник", "Staff directory", "Telefonliste")],
            [say(lang, "по состоянию на 01.02.2026", "as of 1 Feb 2026", "Stand 01.02.2026")],
            [],
        ],
        names=[names],
        body=body,
    )


def survey(r: random.Random, lang: str) -> Layout:
    """Questions as names, answers as words."""
    questions = say(
        lang,
        "Отметка времени|Насколько вы довольны качеством обслуживания в нашем офисе?|Порекомендуете ли вы нас друзьям?|Что нам стоит улучшить?",
        "Timestamp|How satisfied are you with the service at our office?|Would you recommend us to friends?|What could we improve?",
        "Zeitstempel|Wie zufrieden sind Sie mit unserem Service?|Würden Sie uns weiterempfehlen?|Was können wir verbessern?",
    ).split("|")
    good = say(
        lang,
        "Очень доволен|Скорее доволен|Нет",
        "Very satisfied|Satisfied|No",
        "Sehr zufrieden|Zufrieden|Nein",
    ).split("|")
    body = [
        [f"{day(r, lang)} 1{n % 10}:20:0{n % 10}", r.choice(good), r.choice(good), r.choice(["", good[0]])]
        for n in range(15)
    ]
    return Layout(
        above=[[say(lang, "Ответы на форму", "Form responses", "Antworten")], []],
        names=[questions],
        body=body,
    )


def budget(r: random.Random, lang: str) -> Layout:
    """A form with a row of column numbers under the names."""
    names = {
        "ru": ["Наименование показателя", "Код строки", "Утверждено", "Исполнено", "Отклонение"],
        "en": ["Line item", "Code", "Approved", "Executed", "Difference"],
        "de": ["Posten", "Code", "Plan", "Ist", "Abweichung"],
    }[lang]
    body = [
        [name, f"{10 * (n + 1):03d}", *(number(r, lang, digits=2) for _ in range(3))]
        for n, name in enumerate(GOODS[lang])
    ]
    return Layout(
        above=[
            ["", "", "", "", say(lang, "Форма 0503127", "Form 127", "Formular 127")],
            [say(lang, "ОТЧЁТ ОБ ИСПОЛНЕНИИ БЮДЖЕТА", "BUDGET EXECUTION REPORT", "HAUSHALTSBERICHT")],
            [say(lang, "на 1 января 2026 г.", "as of 1 January 2026", "zum 1. Januar 2026")],
            [say(lang, "Единица измерения: руб.", "Unit: USD", "Einheit: EUR")],
            [],
        ],
        names=[names],
        under=[["1", "2", "3", "4", "5"]],
        body=body,
    )


def months(r: random.Random, lang: str) -> Layout:
    """Months across, a total at the end and below."""
    names = {
        "ru": ["Статья", "янв", "фев", "мар", "апр", "май", "июн", "Итого"],
        "en": ["Item", "Jan-25", "Feb-25", "Mar-25", "Apr-25", "May-25", "Jun-25", "Total"],
        "de": ["Posten", "Jan", "Feb", "Mrz", "Apr", "Mai", "Jun", "Summe"],
    }[lang]
    body = [[name, *(number(r, lang) for _ in range(7))] for name in GOODS[lang]]
    total = [say(lang, "Итого", "Total", "Summe"), *(number(r, lang) for _ in range(7))]
    return Layout(
        above=[["", "", "", say(lang, "Бюджет доходов и расходов", "Budget 2025", "Budget 2025")], []],
        names=[names],
        body=body,
        below=[total],
    )


def votes(r: random.Random, lang: str) -> Layout:
    """Groups of two columns each, as elections have them, and a total first."""
    who = ["A. Stone", "B. Rivers", "C. Field"]
    upper = [say(lang, "Участок", "Precinct", "Wahlkreis"), *(x for w in who for x in (w, ""))]
    lower = ["", *([say(lang, "голоса", "votes", "Stimmen"), "%"] * 3)]
    body = [
        [place, *(x for _ in who for x in (str(r.randrange(100, 9000)), number(r, lang, 1, 90)))]
        for place in PLACES[lang] * 2
    ]
    return Layout(
        above=[[say(lang, "Результаты выборов", "Election results", "Wahlergebnis")], [day(r, lang)]],
        names=[upper, lower],
        body=body,
    )


def measured(r: random.Random, lang: str) -> Layout:
    """A logger's file: settings above, units under the names."""
    names = [say(lang, "Время", "Time", "Zeit"), "T1", "T2", "P", "U"]
    body = [
        [f"2025-06-01 1{n % 10}:0{n // 10}:00", *(number(r, lang, 1, 40, 2) for _ in range(4))]
        for n in range(20)
    ]
    return Layout(
        above=[
            ["Logger", "X-200"],
            [say(lang, "Широта", "Latitude", "Breite"), "52.10"],
            ["Serial", "000123"],
            ["Interval, s", "60"],
            [],
        ],
        names=[names],
        under=[["", "°C", "°C", "kPa", "V"]] if r.random() < 0.5 else [],
        body=body,
    )


def invoice(r: random.Random, lang: str) -> Layout:
    """An invoice: parties above, sums below."""
    names = {
        "ru": ["Товар", "Кол-во", "Ед.", "Цена", "Сумма"],
        "en": ["Item", "Qty", "Unit", "Unit price", "Amount"],
        "de": ["Artikel", "Menge", "Einheit", "Einzelpreis", "Betrag"],
    }[lang]
    body = [
        [
            name,
            str(r.randrange(1, 9)),
            say(lang, "шт", "pcs", "Stk"),
            number(r, lang, 1, 99, 2),
            number(r, lang, 1, 900, 2),
        ]
        for name in GOODS[lang]
    ]
    return Layout(
        above=[
            [say(lang, "Счёт на оплату № 15 от 3 марта 2026 г.", "INVOICE No. 15", "Rechnung Nr. 15")],
            [
                say(lang, "Поставщик:", "From:", "Von:"),
                "Example Ltd",
                "",
                say(lang, "Дата:", "Date:", "Datum:"),
                day(r, lang),
            ],
            [
                say(lang, "Покупатель:", "Bill to:", "An:"),
                "Daisy Inc",
                "",
                say(lang, "Срок:", "Due:", "Fällig:"),
                day(r, lang),
            ],
            [],
        ],
        names=[names],
        body=body,
        below=[
            [say(lang, "Итого:", "Subtotal", "Summe"), "", "", "", number(r, lang, 1, 9000, 2)],
            [say(lang, "Всего к оплате:", "Total", "Gesamtsumme"), "", "", "", number(r, lang, 1, 9000, 2)],
        ],
    )


def league(r: random.Random, lang: str) -> Layout:
    """Short names of columns over short numbers."""
    names = ["#", say(lang, "Команда", "Team", "Mannschaft"), "P", "W", "D", "L", "Pts"]
    body = [
        [str(n + 1), place, *(str(r.randrange(0, 30)) for _ in range(5))]
        for n, place in enumerate(PLACES[lang])
    ]
    return Layout(
        above=[[say(lang, "Первенство области 2025", "League standings 2025", "Tabelle 2025")]],
        names=[names],
        body=body,
    )


def flagged(r: random.Random, lang: str) -> Layout:
    """Statistics with flags, gaps and dots instead of numbers; a remark on units right above the header."""
    first = r.randrange(1995, 2015)
    names = [
        say(lang, "Показатель", "Indicator", "Merkmal"),
        *(x for k in range(4) for x in (str(first + k), "")),
    ]
    body = [
        [
            f"{name}, {say(lang, 'всего', 'total', 'insgesamt')}",
            *(
                x
                for _ in range(4)
                for x in (r.choice([number(r, lang), "..", number(r, lang)]), r.choice(["", "p", "b"]))
            ),
        ]
        for name in GOODS[lang] * 2
    ]
    return Layout(
        above=[[say(lang, "Потребление домашних хозяйств", "Household consumption", "Konsum")], [], [say(lang, "Все суммы в миллионах рублей, если не указано иное", "All figures in millions unless stated otherwise", "Alle Angaben in Mio. EUR")]],
        names=[names],
        body=body,
        below=[[], [say(lang, "Условные обозначения: .. нет данных", "Symbols: .. not available", "Zeichen: .. nicht verfügbar")], [say(lang, "Дата выгрузки 07.10.2025", "Extracted on 7 October 2025", "Abruf 07.10.2025")]],
    )  # fmt: skip


MAKERS: Final[tuple[Maker, ...]] = (
    years, groups, group_years, price_list, statement, indicators, people, survey, budget, months, votes, measured,
    invoice, league, flagged,
)  # fmt: skip
_STYLES: Final = ("padded", "ragged", "margin", "inset", "workbook", "semicolon")


def sheets(seed: int, makers: Sequence[Maker] = MAKERS) -> Iterator[Sheet]:
    """Write each layout in each language and in each style."""
    for make in makers:
        for lang in ("ru", "en", "de"):
            for style in _STYLES:
                name = f"{make.__name__}-{lang}-{style}"
                yield _sheet(name, make(random.Random(f"{seed}-{name}"), lang), style)


def _sheet(name: str, layout: Layout, style: str) -> Sheet:
    rows = [*layout.above, *layout.names, *layout.under, *layout.body, *layout.below]
    width = max(map(len, rows))
    if style == "margin":
        rows = [["", *row] for row in rows]
        width += 1
    if style == "inset":  # titles begin one column to the left of the table
        rows = [row if n < len(layout.above) else ["", *row] for n, row in enumerate(rows)]
        width += 1
    padded = [[*row, *[""] * (width - len(row))] for row in rows]
    pen = Pen(delimiter=";" if style == "semicolon" else ",", end="\r\n")
    if style == "workbook":
        data = xlsx({"Лист1": padded})
    else:
        lines = [pen.line(row) for row in (rows if style == "ragged" else padded)]
        data = pen.text(lines).encode()
    return Sheet(
        name=name,
        data=data,
        header_row=len(layout.above),
        header_rows=len(layout.names),
        rows=len(layout.body) - layout.within,
    )


def faults(sheet: Sheet) -> Sequence[str]:
    """Read a sheet and compare what was found with the truth."""
    grid = read_grid(sheet.data, ReadOptions())
    levels = next((issue.count for issue in grid.issues if issue.code == Code.HEADER_JOINED), 1)
    pairs = {
        "header": (grid.source.header_row, sheet.header_row),
        "rows of names": (levels, sheet.header_rows),
        "rows": (len(grid.rows), sheet.rows),
    }
    return [f"{name} {found} not {true}" for name, (found, true) in pairs.items() if found != true]
