"""Makes the sample files that `svodka demo` offers: invented tables, the same at every run.

Run it from the root of the repository: `.venv/bin/python scripts/make_samples.py`.
"""

import csv
import io
import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Final

SAMPLES: Final = Path("src/svodka/cli/samples")

_SHOPS: Final = [
    "Гастроном №7",
    "Рынок",
    "Аптека «Липа»",
    "Такси",
    "Книжный",
    "Пекарня",
    "АЗС «Север»",
    "Кофейня",
]
_CATEGORIES: Final = ["Продукты", "Продукты", "Здоровье", "Транспорт", "Книги", "Продукты", "Авто", "Кафе"]
_PRODUCTS: Final = [
    ("Desk lamp", "Lighting", "39.90"),
    ("Floor lamp", "Lighting", "119.00"),
    ("Office chair", "Furniture", "249.00"),
    ("Standing desk", "Furniture", "549.00"),
    ("Notebook A5", "Paper", "4.50"),
    ("Gel pens, 12 pcs", "Paper", "9.99"),
    ('Monitor 27"', "Electronics", "289.00"),
    ("USB-C hub", "Electronics", "54.90"),
]
_COUNTRIES: Final = ["Germany", "France", "Poland", "Spain", "Italy", "Netherlands"]
_PARTS: Final = [
    "Болт М8",
    "Гайка М8",
    "Шайба 8",
    "Саморез 4×40",
    "Дюбель 6",
    "Анкер 10×100",
    "Петля накладная",
]


def _csv(rows: Sequence[Sequence[object]], *, delimiter: str) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def _russian(amount: Decimal) -> str:
    return f"{amount:,.2f}".replace(",", "\u00a0").replace(".", ",")


def bank_statement(chance: random.Random) -> bytes:
    """Make a Russian bank's export: cp1251, semicolons, lines above and below the table, refused payments."""
    rows: list[list[object]] = []
    day, total = date(2026, 1, 3), Decimal(0)

    def add(status: str, amount: Decimal, category: str, text: str) -> None:
        rows.append([f"{day:%d.%m.%Y}", "*4417", status, _russian(amount), "RUB", category, text])

    while day < date(2026, 4, 1):
        for _ in range(chance.randint(1, 4)):
            number = chance.randrange(len(_SHOPS))
            amount = -Decimal(chance.randint(120_00, 6_500_00)) / 100
            status = "FAILED" if chance.random() < 0.06 else "OK"
            add(status, amount, _CATEGORIES[number], _SHOPS[number])
            total += amount if status == "OK" else 0
        if day.day in (10, 25):
            add("OK", Decimal(74_500), "Доход", "Зарплата")
            total += 74_500
        day += timedelta(days=chance.randint(1, 2))
    head = [
        ["Выписка по счёту 40817810500000004417"],
        ["Период: 01.01.2026 – 31.03.2026"],
        [],
        ["Дата операции", "Карта", "Статус", "Сумма операции", "Валюта", "Категория", "Описание"],
    ]
    foot = [["Итого", "", "", _russian(total), "", "", ""]]
    return _csv([*head, *rows, *foot], delimiter=";").encode("cp1251")


def sales(chance: random.Random) -> bytes:
    """Make an English shop's export: UTF-8, commas, a season, a few refunds and repeated lines."""
    rows: list[list[object]] = []
    moment = datetime(2025, 9, 1, 8)  # noqa: DTZ001 - a shop's till knows no zone
    for order in range(10_001, 10_421):
        moment += timedelta(minutes=chance.randint(30, 900 if moment.month < 11 else 420))
        name, category, price = chance.choice(_PRODUCTS)
        quantity = chance.choice([1, 1, 1, 2, 3, -1]) if chance.random() < 0.3 else 1
        percent = chance.choice([0, 0, 0, 5, 10])
        amount = (Decimal(price) * quantity * (100 - percent) / 100).quantize(Decimal("0.01"))
        discount = f"{percent}%" if percent else ""
        country = chance.choice(_COUNTRIES)
        rows.append(
            [order, f"{moment:%Y-%m-%d %H:%M}", country, name, category, quantity, price, discount, amount]
        )
        if chance.random() < 0.01:
            rows.append(rows[-1])
    header = [
        "Order",
        "Date",
        "Country",
        "Product",
        "Category",
        "Quantity",
        "Unit price",
        "Discount",
        "Total",
    ]
    return _csv([header, *rows], delimiter=",").encode()


def stock(chance: random.Random) -> bytes:
    """Make a storehouse's list: tabs, codes with leading zeros, gaps."""
    return _csv(
        [["Артикул", "Наименование", "Склад", "Остаток", "Цена"], *_stock(chance)], delimiter="\t"
    ).encode()


def _stock(chance: random.Random) -> Iterator[list[object]]:
    for number in range(120):
        price = _russian(Decimal(chance.randint(90, 45_000)) / 100)
        left = "" if chance.random() < 0.08 else chance.randint(0, 900)
        place = chance.choice(["Москва", "Казань", "Тверь"])
        yield [f"{number * 37:06d}", chance.choice(_PARTS), place, left, price]


if __name__ == "__main__":
    SAMPLES.mkdir(exist_ok=True)
    for name, make in (("bank_statement.csv", bank_statement), ("sales.csv", sales), ("stock.tsv", stock)):
        (SAMPLES / name).write_bytes(make(random.Random(name)))  # noqa: S311 - invented data, not secrets
