"""The samples through the whole analysis: figures equal a reckoning by csv and Decimal, not our own output."""

import csv
import datetime as dt
from collections import Counter, defaultdict
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from svodka.analysis import analyze
from svodka.analysis.chat import CAPTION_UNITS, MESSAGE_UNITS, shown_units
from tests.samples import SAMPLES, Sample, ru_number

if TYPE_CHECKING:
    from svodka.analysis.model import Lang

ALL = pytest.mark.parametrize("sample", SAMPLES, ids=[sample.name for sample in SAMPLES])
LENSES = {
    "bank_statement.csv": "bank_statement",
    "Выписка по счёту.csv": "bank_statement",
    "downloads(6).csv": "stock_sales",
    "statement.txt": "stock_sales",
    "продажи.csv": "sales",
    "Книга1.txt": "sales",
    "ledger.csv": "sales",
    "выручка.csv": "time_series",
    "sales_1mb.csv": "sales",
}


@cache
def _document(name: str) -> dict[str, Any]:
    sample = next(sample for sample in SAMPLES if sample.name == name)
    with analyze(sample.content, name=sample.name) as report:
        return report.to_dict()


def document(sample: Sample) -> dict[str, Any]:
    return _document(sample.name)


def facts(sample: Sample) -> dict[str, dict[str, str]]:
    return {fact["code"]: fact["figures"] for fact in document(sample)["facts"]}


def of(file: str) -> Sample:
    return next(sample for sample in SAMPLES if sample.file == file)


@ALL
def test_rows_columns_and_types_are_right(sample: Sample) -> None:
    made = document(sample)
    assert made["file"]["bytes"] == len(sample.content)
    assert made["source"]["header_row"] == sample.header_row
    assert made["table"]["rows"] == len(sample.rows)
    columns = made["table"]["columns"]
    assert [column["name"] for column in columns] == list(sample.columns)
    assert [column["type"] for column in columns] == sample.types.split()


@ALL
def test_figures_of_numbers_are_right(sample: Sample) -> None:
    columns = document(sample)["table"]["columns"]
    for index, read in sample.numbers.items():
        values = [value for row in sample.rows if (value := read(row[index])) is not None]
        column = columns[index]
        digits = max(2, *(-int(value.as_tuple().exponent) for value in values))
        mean = (sum(values) / Decimal(len(values))).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_EVEN)

        assert Decimal(column["sum"]) == sum(values)
        assert Decimal(column["mean"]) == mean
        assert (Decimal(column["min"]), Decimal(column["max"])) == (min(values), max(values))
        assert column["nulls"] == len(sample.rows) - len(values)
        assert column["distinct"] == len(set(values))
        ranked = sorted(values)
        middle = (ranked[(len(ranked) - 1) // 2] + ranked[len(ranked) // 2]) / 2
        assert Decimal(column["median"]) == middle
        assert "E" not in column["sum"]


@ALL
def test_ranges_of_times_are_right(sample: Sample) -> None:
    columns = {column["name"]: column for column in document(sample)["table"]["columns"]}
    for name, first, last in sample.ranges():
        assert (columns[name]["min"], columns[name]["max"]) == (first, last)


@ALL
def test_texts_are_counted_right(sample: Sample) -> None:
    columns = document(sample)["table"]["columns"]
    for index, column in enumerate(columns):
        if column["type"] == "text":
            counted = Counter(row[index] for row in sample.rows if row[index])
            assert column["distinct"] == len(counted)
            assert column["nulls"] == len(sample.rows) - sum(counted.values())
            expected = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0].encode()))[:10]
            assert [(top["value"], top["count"]) for top in column["top"]] == expected


@ALL
def test_chat_page_charts_and_clean_file_hold(sample: Sample, tmp_path: Path) -> None:
    lang: Lang = "en" if sample.delimiter == "," else "ru"
    target = tmp_path / "clean.csv"
    with analyze(sample.content, name=sample.name, lang=lang) as report:
        chat, page, charts = report.chat(), report.to_html(), report.charts
        report.clean(target)
    assert shown_units(chat.summary) <= CAPTION_UNITS
    assert all(shown_units(columns) <= MESSAGE_UNITS for columns in chat.columns)
    assert len(page.encode()) <= 300_000
    assert 1 <= len(charts) <= 4
    assert len({chart.name for chart in charts}) == len(charts)

    with target.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file, delimiter=";" if lang == "ru" else ",")
    assert len(rows) == len(sample.rows)
    for name, total in sample.sums():
        values = (ru_number(row[header.index(name)]) for row in rows)
        assert sum(value for value in values if value is not None) == total


@ALL
def test_the_kind_of_table_is_recognised(sample: Sample) -> None:
    assert document(sample)["lens"] == LENSES[sample.file]


def test_a_bank_statement_counts_no_failed_operation() -> None:
    sample = of("bank_statement.csv")
    status, amount, category = (
        sample.columns.index(name) for name in ("Статус", "Сумма платежа", "Категория")
    )
    done = [row for row in sample.rows if row[status] != "FAILED"]
    values = [ru_number(row[amount]) or Decimal(0) for row in done]
    spent: dict[str, Decimal] = defaultdict(Decimal)
    for row, value in zip(done, values, strict=True):
        spent[row[category]] -= min(value, Decimal(0))
    failed = [ru_number(row[amount]) or Decimal(0) for row in sample.rows if row[status] == "FAILED"]

    found = facts(sample)
    assert {key: Decimal(value) for key, value in found["bank-flow"].items()} == {
        "in": sum(value for value in values if value > 0),
        "out": -sum(value for value in values if value < 0),
        "net": sum(values),
    }
    best = sorted(spent.items(), key=lambda pair: -pair[1])[:3]
    assert [(key, Decimal(value)) for key, value in found["bank-category"].items()] == best
    assert Decimal(found["bank-largest"]["value"]) == -min(values)
    assert (int(found["bank-failed"]["rows"]), Decimal(found["bank-failed"]["sum"])) == (
        len(failed),
        sum(failed),
    )


def test_a_statement_of_two_columns_has_in_and_out() -> None:
    sample = of("Выписка по счёту.csv")
    income, outgo = (dict(sample.sums())[name] for name in ("Приход", "Расход"))
    found = facts(sample)["bank-flow"]
    assert (Decimal(found["in"]), Decimal(found["out"]), Decimal(found["net"])) == (
        income,
        outgo,
        income - outgo,
    )


def test_stock_sales_are_told_in_their_words() -> None:
    sample = of("downloads(6).csv")
    money = [Decimal(row[4].removeprefix("$")) for row in sample.rows]
    found = facts(sample)
    assert Decimal(found["stock-total"]["total"]) == sum(money)
    assert int(found["stock-total"]["sales"]) == len(money)
    by_asset: dict[str, Decimal] = defaultdict(Decimal)
    by_licence: dict[str, Decimal] = defaultdict(Decimal)
    by_month: dict[str, Decimal] = defaultdict(Decimal)
    first: dict[str, dt.date] = {}
    for row, value in zip(sample.rows, money, strict=True):
        by_asset[row[1]] += value
        by_licence[row[3]] += value
        by_month[row[0][:7]] += value
        first.setdefault(row[1], dt.date.fromisoformat(row[0][:10]))
    assert int(found["stock-assets"]["assets"]) == len(by_asset)
    assert Decimal(found["stock-assets"]["earned"]) == max(by_asset.values())
    assert (found["month"]["month"], Decimal(found["month"]["now"])) == ("2026-09", by_month["2026-09"])
    assert Decimal(found["month"]["before"]) == by_month["2026-08"]
    since = dt.date.fromisoformat(found["stock-new"]["since"])
    new = [asset for asset, day in first.items() if day >= since]
    assert int(found["stock-new"]["assets"]) == len(new)
    assert Decimal(found["stock-new"]["earned"]) == sum(by_asset[asset] for asset in new)


def test_sales_of_cancelled_orders_are_named() -> None:
    sample = of("sales_1mb.csv")
    status, total = sample.columns.index("status"), sample.columns.index("total")
    undone = [Decimal(row[total]) for row in sample.rows if row[status] in {"отменён", "возврат"}]
    found = facts(sample)["sales-undone"]
    assert (int(found["rows"]), Decimal(found["sum"])) == (len(undone), sum(undone))
