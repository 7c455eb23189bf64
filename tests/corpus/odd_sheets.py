"""Further sheets: merged cells on the left, names with marks, titles beside each other, sparse and wordy tables."""

import random
from typing import Final

from tests.corpus.sheets import GOODS, PLACES, Layout, Maker, day, number, say


def merged_left(r: random.Random, lang: str) -> Layout:
    """A region stands in the first of its rows only, as a merged cell leaves it."""
    names = [
        say(lang, "Регион", "Region", "Region"),
        say(lang, "Товар", "Product", "Produkt"),
        "2024",
        "2025",
    ]
    body = [
        [place if k == 0 else "", name, number(r, lang), number(r, lang)]
        for place in PLACES[lang][:4]
        for k, name in enumerate(GOODS[lang][:4])
    ]
    return Layout(
        above=[[say(lang, "Продажи по регионам", "Sales by region", "Umsatz")], []], names=[names], body=body
    )


def marked_years(r: random.Random, lang: str) -> Layout:
    """Years with marks and words beside them."""
    style = r.choice(["{}*", "{} г." if lang == "ru" else "FY{}", "{}/26", "{} (p)", "{} {}"])
    word = say(lang, "план", "plan", "Plan")
    names = [say(lang, "Показатель", "Item", "Posten"), *(style.format(2019 + k, word) for k in range(5))]
    body = [[name, *(number(r, lang) for _ in range(5))] for name in GOODS[lang]]
    return Layout(
        above=[
            [say(lang, "Основные показатели деятельности", "Key figures", "Kennzahlen")],
            [say(lang, "млн руб.", "USD million", "Mio. EUR")],
        ],
        names=[names],
        body=body,
        below=[[say(lang, "* оценка", "* estimate", "* geschätzt")]],
    )


def lower_sparse(r: random.Random, lang: str) -> Layout:
    """Two rows of names of which the lower one names only parts of the last group."""
    upper = ["№", say(lang, "Наименование", "Name", "Name"), say(lang, "Ед.", "Unit", "Einheit"),
             say(lang, "Количество", "Quantity", "Menge"), "", ""]  # fmt: skip
    lower = [
        "",
        "",
        "",
        say(lang, "план", "plan", "Plan"),
        say(lang, "факт", "actual", "Ist"),
        say(lang, "откл.", "diff.", "Abw."),
    ]
    body = [
        [str(n + 1), name, "шт" if lang == "ru" else "pcs", *(str(r.randrange(1, 90)) for _ in range(3))]
        for n, name in enumerate(GOODS[lang] * 2)
    ]
    return Layout(
        above=[[say(lang, "Выполнение плана", "Plan execution", "Planerfüllung")], []],
        names=[upper, lower],
        body=body,
    )


def right_title(r: random.Random, lang: str) -> Layout:
    """A title on the left and a date on the right of one row, filters below it."""
    names = [
        say(lang, n, e, d)
        for n, e, d in (
            ("Дата", "Date", "Datum"),
            ("Клиент", "Customer", "Kunde"),
            ("Город", "City", "Stadt"),
            ("Сумма", "Amount", "Betrag"),
            ("Статус", "Status", "Status"),
        )
    ]
    body = [
        [
            day(r, lang),
            r.choice(GOODS[lang]),
            r.choice(PLACES[lang]),
            number(r, lang, digits=2),
            r.choice(["ok", "new"]),
        ]
        for _ in range(15)
    ]
    return Layout(
        above=[
            [
                say(lang, "Реестр заказов", "Order register", "Auftragsliste"),
                "",
                "",
                say(lang, "Дата отчёта:", "Printed on:", "Gedruckt:"),
                day(r, lang),
            ],
            [
                say(lang, "Отбор:", "Filter:", "Filter:"),
                say(lang, "Статус не равно «удалён»", "Status is not deleted", "Status ungleich gelöscht"),
            ],
        ],
        names=[names],
        body=body,
        below=[[say(lang, "Итого", "Total", "Summe"), "", "", number(r, lang, digits=2), ""]],
    )


def long_names(r: random.Random, lang: str) -> Layout:
    """Names of a whole sentence each, numbers below, gaps between blocks of rows."""
    base = say(
        lang,
        "Среднемесячная номинальная начисленная заработная плата работников организаций, рублей, в возрасте",
        "Average number of persons employed in establishments with ten or more employees, aged",
        "Durchschnittliche Zahl der Beschäftigten in Betrieben mit zehn und mehr Beschäftigten im Alter von",
    )
    names = [
        say(lang, "Вид деятельности", "Industry", "Branche"),
        *(f"{base} {a}-{a + 9}" for a in (20, 30, 40)),
    ]
    body = [[name, *(number(r, lang) for _ in range(3))] for name in GOODS[lang]]
    return Layout(
        above=[[say(lang, "Раздел 3. Труд", "Section 3. Labour", "Abschnitt 3. Arbeit")], []],
        names=[names],
        body=body,
    )


def wordy(r: random.Random, lang: str) -> Layout:
    """A schedule: words in all columns, cells that repeat."""
    names = [
        say(lang, "День недели", "Weekday", "Wochentag"),
        say(lang, "Предмет", "Subject", "Fach"),
        say(lang, "Преподаватель", "Teacher", "Lehrer"),
        say(lang, "Аудитория", "Room", "Raum"),
    ]
    week = say(
        lang, "понедельник вторник среда", "Monday Tuesday Wednesday", "Montag Dienstag Mittwoch"
    ).split()
    body = [
        [
            d,
            r.choice(GOODS[lang]),
            f"{chr(65 + n)}. {r.choice(('Stone', 'Field', 'Wood'))}",
            r.choice(("A", "B", "C")) + say(lang, " корпус", " wing", " Flügel"),
        ]
        for d in week
        for n in range(5)
    ]
    return Layout(
        above=[
            [say(lang, "Расписание занятий", "Timetable", "Stundenplan")],
            [say(lang, "весенний семестр", "spring term", "Sommersemester")],
            [],
        ],
        names=[names],
        body=body,
    )


def sparse(r: random.Random, lang: str) -> Layout:
    """Most cells are empty; the names are not."""
    names = [say(lang, "Точка", "Site", "Stelle"), *(["pH", "Fe", "Mn", "Zn", "Cu", "Pb", "Cd"])]
    body = [
        [
            f"{place[:3]}-{n}",
            *(number(r, lang, 0, 9, 2) if k == n % 7 or r.random() < 0.3 else "" for k in range(7)),
        ]
        for n, place in enumerate(PLACES[lang] * 3)
    ]
    return Layout(
        above=[
            [say(lang, "Результаты проб", "Sample results", "Proben")],
            [say(lang, "мг/л", "mg/l", "mg/l")],
            [],
        ],
        names=[names],
        body=body,
    )


def total_first(r: random.Random, lang: str) -> Layout:
    """The sum of all rows stands right under the names."""
    names = [
        say(lang, "Регион", "State", "Land"),
        say(lang, "Всего", "All", "Alle"),
        say(lang, "Мужчины", "Men", "Männer"),
        say(lang, "Женщины", "Women", "Frauen"),
    ]
    body = [[place, *(number(r, lang) for _ in range(3))] for place in PLACES[lang] * 2]
    return Layout(
        above=[
            [say(lang, "Численность по полу", "Population by sex", "Bevölkerung")],
            [say(lang, "на 1 января 2026 г.", "1 January 2026", "1. Januar 2026")],
        ],
        names=[names],
        under=[[say(lang, "Всего", "Total", "Insgesamt"), *(number(r, lang) for _ in range(3))]],
        body=body,
    )


def dated_columns(r: random.Random, lang: str) -> Layout:
    """Dates across, marks of presence below."""
    names = [say(lang, "Сотрудник", "Employee", "Name"), *(f"{d:02d}.03.2026" for d in range(2, 9))]
    body = [
        [
            f"{name} {chr(65 + n)}.",
            *(r.choice(["8", "8", "7", "В" if lang == "ru" else "V"]) for _ in range(7)),
        ]
        for n, name in enumerate(GOODS[lang] * 2)
    ]
    return Layout(
        above=[
            [say(lang, "Табель учёта рабочего времени", "Time sheet", "Zeiterfassung")],
            [],
            [say(lang, "март 2026", "March 2026", "März 2026")],
        ],
        names=[names],
        body=body,
    )


ODD_MAKERS: Final[tuple[Maker, ...]] = (
    merged_left, marked_years, lower_sparse, right_title, long_names, wordy, sparse, total_first, dated_columns,
)  # fmt: skip
