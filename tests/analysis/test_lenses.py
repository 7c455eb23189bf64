"""Lenses beside the samples: marketplaces, agencies, regular payments, plug-ins, and tables of other kinds."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from svodka.analysis.lenses import Seen, View, choose, look
from svodka.analysis.model import Role, Source, Type
from svodka.analysis.profiling import Focus, Period, Profile, find_focus, profile, series
from svodka.analysis.table import Table
from svodka.analysis.wording import Wording
from tests.analysis.planted import build as planted
from tests.analysis.planted import noise
from tests.analysis.tables import Cell, Spec, build

MEASURE, TEXT, DECIMAL = Role.MEASURE, Type.TEXT, Type.DECIMAL


def seen(table: Table) -> Seen:
    measured = profile(table)
    return look(table, measured, find_focus(measured), Wording("ru"))


def figures(table: Table) -> dict[str, dict[str, str]]:
    return {fact.code: dict(fact.figures) for fact in seen(table).view.facts}


WILDBERRIES: list[Spec] = [
    ("Предмет", TEXT, Role.CATEGORY),
    ("Тип документа", TEXT, Role.CATEGORY),
    ("Обоснование для оплаты", TEXT, Role.CATEGORY),
    ("Дата продажи", Type.DATE, Role.TIME),
    ("К перечислению Продавцу за реализованный Товар", DECIMAL, MEASURE),
    ("Услуги по доставке товара покупателю", DECIMAL, MEASURE),
    ("Общая сумма штрафов", DECIMAL, MEASURE),
    ("Хранение", DECIMAL, MEASURE),
    ("Удержания", DECIMAL, MEASURE),
]


def test_wildberries_tells_sales_returns_charges_and_the_payout() -> None:
    zero, day = Decimal("0.00"), dt.date(2026, 3, 2)
    rows: list[list[Cell]] = [
        ["Кружка", "Продажа", "Продажа", day, Decimal("700.10"), zero, zero, zero, zero],
        ["Плед", "Продажа", "Продажа", day, Decimal("1200.00"), zero, zero, zero, zero],
        ["Плед", "Возврат", "Возврат", day, Decimal("1200.00"), zero, zero, zero, zero],
        ["Кружка", "Продажа", "Логистика", day, zero, Decimal("85.50"), zero, zero, zero],
        [None, None, "Штраф", day, zero, zero, Decimal("100.00"), zero, zero],
        [None, None, "Хранение", day, zero, zero, zero, Decimal("12.34"), zero],
        [None, None, "Удержание", day, zero, zero, zero, zero, Decimal("50.00")],
    ]
    with build(WILDBERRIES, rows) as table:
        assert seen(table).lens == "marketplace_sales"
        found = figures(table)
    assert found["market-sales"] == {"sales": "2", "sold": "1900.10", "returns": "1", "returned": "1200.00"}
    assert Decimal(found["market-charges"]["total"]) == Decimal("247.84")
    assert Decimal(found["market-payout"]["payout"]) == Decimal("1900.10") - Decimal(1200) - Decimal("247.84")


def test_what_wildberries_pays_on_top_is_in_the_payout() -> None:
    zero, day = Decimal("0.00"), dt.date(2026, 3, 2)
    rows: list[list[Cell]] = [
        ["Кружка", "Продажа", "Продажа", day, Decimal("700.10"), zero, zero, zero, zero, zero],
        ["Кружка", "Продажа", "Логистика", day, zero, Decimal("85.50"), zero, zero, zero, zero],
        ["Плед", None, "Доплаты", day, zero, zero, zero, zero, zero, Decimal("30.40")],
    ]
    with build([*WILDBERRIES, ("Доплаты", DECIMAL, MEASURE)], rows) as table:
        found = figures(table)
    assert found["market-added"] == {"added": "30.40"}
    assert Decimal(found["market-payout"]["payout"]) == Decimal("700.10") - Decimal("85.50") + Decimal(
        "30.40"
    )


def test_ozon_leaves_cancelled_orders_out() -> None:
    specs: list[Spec] = [
        ("Номер заказа", TEXT, Role.IDENTIFIER),
        ("Принят в обработку", Type.DATETIME, Role.TIME),
        ("Статус", TEXT, Role.CATEGORY),
        ("Сумма отправления", DECIMAL, MEASURE),
        ("Наименование товара", TEXT, Role.CATEGORY),
    ]
    when = dt.datetime.fromisoformat("2026-03-02T07:26")
    rows: list[list[Cell]] = [
        [
            f"{n // 2}",
            when + dt.timedelta(hours=n),
            "Отменён" if n == 3 else "Доставлен",
            Decimal(100 + n),
            "Плед",
        ]
        for n in range(6)
    ]
    with build(specs, rows) as table:
        assert seen(table).lens == "marketplace_sales"
        found = figures(table)["market-orders"]
    assert found == {"orders": "3", "total": "512", "cancelled": "1", "lost": "103"}


def test_ozon_multiplies_the_price_where_no_amount_is_given() -> None:
    specs: list[Spec] = [
        ("Номер отправления", TEXT, Role.IDENTIFIER),
        ("Принят в обработку", Type.DATETIME, Role.TIME),
        ("Статус", TEXT, Role.CATEGORY),
        ("Ваша цена", DECIMAL, MEASURE),
        ("Количество", Type.INTEGER, MEASURE),
    ]
    when = dt.datetime.fromisoformat("2026-03-02T07:26")
    rows: list[list[Cell]] = [[f"{n}", when, "Доставлен", Decimal("99.90"), n] for n in (1, 2, 3)]
    with build(specs, rows) as table:
        found = figures(table)["market-orders"]
    assert Decimal(found["total"]) == Decimal("99.90") * 6


def test_ozon_accruals_keep_commission_and_services_apart() -> None:
    specs: list[Spec] = [
        ("Дата начисления", Type.DATE, Role.TIME),
        ("Тип начисления", TEXT, Role.CATEGORY),
        ("За продажу или возврат до вычета комиссий и услуг", DECIMAL, MEASURE),
        ("Комиссия за продажу", DECIMAL, MEASURE),
        ("Итого, руб.", DECIMAL, MEASURE),
    ]
    day = dt.date(2026, 3, 2)
    rows: list[list[Cell]] = [
        [day, "Доставка покупателю", Decimal("1000.00"), Decimal("-150.00"), Decimal("790.50")],
        [day, "Доставка покупателю", Decimal("500.00"), Decimal("-75.00"), Decimal("400.00")],
        [day, "Получение возврата", Decimal("-500.00"), Decimal("75.00"), Decimal("-460.00")],
        [day, "Трафареты", Decimal("0.00"), Decimal("0.00"), Decimal("-99.99")],
    ]
    with build(specs, rows) as table:
        found = figures(table)
    assert found["market-sales"] == {"sales": "2", "sold": "1500.00", "returns": "1", "returned": "500.00"}
    assert Decimal(found["market-payout"]["payout"]) == Decimal("630.51")
    kept = {key: Decimal(value) for key, value in found["market-kept"].items()}
    assert kept == {"commission": 150, "services": Decimal("219.49"), "total": Decimal("369.49")}


def test_ozon_accruals_by_group_of_services() -> None:
    specs: list[Spec] = [
        ("Дата начисления", Type.DATE, Role.TIME),
        ("Группа услуг", TEXT, Role.CATEGORY),
        ("Тип начисления", TEXT, Role.CATEGORY),
        ("Сумма итого, руб.", DECIMAL, MEASURE),
    ]
    amounts = {
        "Продажи": "900.00",
        "Возвраты": "-100.00",
        "Вознаграждение Ozon": "-90.00",
        "Доставка": "-60.00",
    }
    rows: list[list[Cell]] = [
        [dt.date(2026, 3, 2), group, "Выручка", Decimal(amount)] for group, amount in amounts.items()
    ]
    with build(specs, rows) as table:
        found = figures(table)
    assert Decimal(found["market-payout"]["payout"]) == 650
    assert {key: Decimal(value) for key, value in found["market-kept"].items()} == {
        "commission": 90,
        "services": 60,
        "total": 150,
    }


def test_wildberries_commission_is_what_lies_between_the_prices() -> None:
    specs: list[Spec] = [
        ("Обоснование для оплаты", TEXT, Role.CATEGORY),
        ("Дата продажи", Type.DATE, Role.TIME),
        ("Вайлдберриз реализовал Товар (Пр)", DECIMAL, MEASURE),
        ("К перечислению за товар", DECIMAL, MEASURE),
    ]
    day = dt.date(2026, 3, 2)
    rows: list[list[Cell]] = [
        ["Продажа", day, Decimal("1000.00"), Decimal("800.00")],
        ["Продажа", day, Decimal("500.00"), Decimal("390.00")],
        ["Возврат", day, Decimal("500.00"), Decimal("390.00")],
    ]
    with build(specs, rows) as table:
        found = figures(table)["market-commission"]
    assert {key: Decimal(value) for key, value in found.items()} == {"retail": 1000, "commission": 200}


def test_a_signed_statement_with_a_balance_is_a_banks() -> None:
    specs: list[Spec] = [
        ("Date", Type.DATE, Role.TIME),
        ("Description", TEXT, Role.TEXT),
        ("Amount", DECIMAL, MEASURE),
        ("Balance", DECIMAL, MEASURE),
    ]
    rows: list[list[Cell]] = [
        [dt.date(2026, 1, 1) + dt.timedelta(days=n), f"Shop {n % 3}", Decimal(n % 5 - 3), Decimal(1000 - n)]
        for n in range(40)
    ]
    with build(specs, rows) as table:
        assert seen(table).lens == "bank_statement"
        found = figures(table)["bank-flow"]
    amounts = [row[2] for row in rows if isinstance(row[2], Decimal)]
    assert Decimal(found["net"]) == sum(amounts)


def test_equal_shares_are_called_equal() -> None:
    specs: list[Spec] = [
        ("Дата", Type.DATE, Role.TIME),
        ("Товар", TEXT, Role.CATEGORY),
        ("Сумма", DECIMAL, MEASURE),
    ]
    rows: list[list[Cell]] = [
        [dt.date(2026, 1, 1) + dt.timedelta(days=n), f"Товар {n % 3}", Decimal(100 + n)] for n in range(60)
    ]
    with build(specs, rows) as table:
        found = {fact.code: fact.text for fact in seen(table).view.facts}
    assert "поровну" in found["sales-even"]
    assert "sales-top" not in found


def test_what_happens_at_irregular_moments_is_no_time_series() -> None:
    start = dt.datetime.fromisoformat("2026-02-01T00:00")
    rows: list[list[Cell]] = [[start + dt.timedelta(minutes=n**2), n % 10] for n in range(60)]
    specs: list[Spec] = [("Время", Type.DATETIME, Role.TIME), ("Насколько довольны", Type.INTEGER, MEASURE)]
    with build(specs, rows) as table:
        assert seen(table).lens is None


def test_a_table_that_no_lens_knows_tells_its_total_and_its_parts() -> None:
    specs: list[Spec] = [("Отдел", TEXT, Role.CATEGORY), ("К выплате", DECIMAL, MEASURE)]
    rows: list[list[Cell]] = [["Склад" if n % 4 else "Офис", Decimal(100 + n)] for n in range(40)]
    with build(specs, rows) as table:
        made = seen(table)
        found = {fact.code: dict(fact.figures) for fact in made.view.facts}
    assert made.lens is None
    assert Decimal(found["total"]["total"]) == sum(range(100, 140))
    store = sum(100 + n for n in range(40) if n % 4)
    assert Decimal(found["sales-top"]["Склад"]) == store


def test_freepik_is_known_by_its_columns() -> None:
    specs: list[Spec] = [
        ("Asset type", TEXT, Role.CATEGORY),
        ("Description", TEXT, Role.TEXT),
        ("Freepik Asset ID", TEXT, Role.IDENTIFIER),
        ("Freepik Downloads", Type.INTEGER, MEASURE),
        ("Freepik Earnings EUR", DECIMAL, MEASURE, "EUR"),
    ]
    rows: list[list[Cell]] = [["vector", f"Cat {n}", str(n % 7), n, Decimal(n) / 10000] for n in range(1, 20)]
    with build(specs, rows) as table:
        assert seen(table).lens == "stock_sales"
        found = figures(table)
    assert Decimal(found["stock-total"]["total"]) == Decimal("0.0190")
    assert found["stock-total"]["assets"] == "7"
    assert found["stock-total"]["sales"] == "190"  # downloads, not rows
    assert found["stock-often"]["sales"] == "36"


def test_a_kind_of_asset_that_earned_nothing_has_no_share() -> None:
    specs: list[Spec] = [
        ("Asset type", TEXT, Role.CATEGORY),
        ("Freepik Asset ID", TEXT, Role.IDENTIFIER),
        ("Freepik Downloads", Type.INTEGER, MEASURE),
        ("Freepik Earnings EUR", DECIMAL, MEASURE, "EUR"),
    ]
    rows: list[list[Cell]] = [
        ["vector" if n % 2 else "photo", str(n), 1, Decimal(n) / 100 if n % 2 else None] for n in range(20)
    ]
    with build(specs, rows) as table:
        assert figures(table)["stock-split"] == {"vector": "1.00", "photo": "0.00"}


def test_regular_payments_are_the_same_sum_to_the_same_party_month_after_month() -> None:
    specs: list[Spec] = [
        ("Дата", Type.DATE, Role.TIME),
        ("Контрагент", TEXT, Role.CATEGORY),
        ("Приход", DECIMAL, MEASURE),
        ("Расход", DECIMAL, MEASURE),
    ]
    rows: list[list[Cell]] = [
        [dt.date(2026, 1, 1) + dt.timedelta(days=n), "Магазин", None, Decimal(100 + n * 7 % 90)]
        for n in range(90)
    ]
    rows += [[dt.date(2026, month, 5), "Аренда", None, Decimal("45000.00")] for month in (1, 2, 3)]
    rows += [[dt.date(2026, month, 10), "Зарплата", Decimal("90000.00"), None] for month in (1, 2, 3)]
    with build(specs, rows) as table:
        found = figures(table)
    assert found["bank-regular"] == {"Аренда": "45000.00"}
    assert Decimal(found["bank-flow"]["in"]) == 270_000


@pytest.mark.parametrize("seed", range(12))
def test_noise_is_at_most_called_sales(seed: int) -> None:
    with planted(noise(seed)) as table:
        assert seen(table).lens in {"sales", None}


OTHER_TABLES: dict[str, tuple[list[Spec], list[list[Cell]]]] = {
    "people": (
        [("Имя", TEXT, Role.TEXT), ("Дата рождения", Type.DATE, Role.TIME), ("Город", TEXT, Role.GEOGRAPHY)],
        [
            [f"Имя {n}", dt.date(1980, 1, 1) + dt.timedelta(days=n * 37 % 9000), f"Город {n % 5}"]
            for n in range(50)
        ],
    ),
    "marks": (
        [("Ученик", TEXT, Role.CATEGORY), ("Оценка", Type.INTEGER, MEASURE)],
        [[f"Ученик {n % 9}", n % 5 + 1] for n in range(50)],
    ),
    "nine columns without a header": (
        [(f"column_{n + 1}", TEXT, Role.TEXT) for n in range(9)],
        [[f"{n} {k}" for k in range(9)] for n in range(30)],
    ),
    "stock at a warehouse": (
        [
            ("Артикул", TEXT, Role.IDENTIFIER),
            ("Остаток", Type.INTEGER, MEASURE),
            ("Статус", TEXT, Role.CATEGORY),
        ],
        [[f"A-{n}", n * 7 % 40, "OK" if n % 4 else "FAILED"] for n in range(50)],
    ),
}


@pytest.mark.parametrize("kind", OTHER_TABLES)
def test_a_table_of_another_kind_is_not_claimed(kind: str) -> None:
    specs, rows = OTHER_TABLES[kind]
    source = Source(format="csv", encoding="utf-8", delimiter=",", header_row=None)
    with build(specs, rows, source=source) as table:
        assert seen(table).lens is None


class Marks:
    """A lens of somebody else."""

    name = "school_marks"

    def view(self, table: Table, profile: Profile, focus: Focus, wording: Wording) -> View | None:
        return View(focus=focus) if any(each.column.name == "Оценка" for each in profile.columns) else None


def test_a_plugged_in_lens_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choose, "_plugins", lambda: (Marks(),))
    specs, rows = OTHER_TABLES["marks"]
    with build(specs, rows) as table:
        assert seen(table).lens == "school_marks"


def test_an_installed_package_plugs_its_lens_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "school_svodka.py").write_text(
        "from svodka.analysis.lenses import View\n"
        "class SchoolMarks:\n"
        "    name = 'school'\n"
        "    def view(self, table, profile, focus, wording):\n"
        "        marked = any(each.column.name == 'Оценка' for each in profile.columns)\n"
        "        return View(focus=focus) if marked else None\n"
        "SCHOOL_MARKS = SchoolMarks()\n",
        "utf-8",
    )
    about = tmp_path / "school_svodka-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: school-svodka\nVersion: 1.0\n", "utf-8")
    (about / "entry_points.txt").write_text("[svodka.lenses]\nmarks = school_svodka:SCHOOL_MARKS\n", "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    choose._plugins.cache_clear()
    try:
        specs, rows = OTHER_TABLES["marks"]
        with build(specs, rows) as table:
            assert seen(table).lens == "school"
    finally:
        choose._plugins.cache_clear()


def test_what_may_not_be_added_up_is_averaged() -> None:
    start = dt.datetime.fromisoformat("2026-02-01T00:00")
    rows: list[list[Cell]] = [
        [start + dt.timedelta(hours=n), Decimal(n * 7 % 50) / 10 - 2] for n in range(24 * 20)
    ]
    specs: list[Spec] = [("Время", Type.DATETIME, Role.TIME), ("Температура", DECIMAL, MEASURE)]
    with build(specs, rows) as table:
        measured = profile(table)
        focus = find_focus(measured)
        days = series(table, table.columns[0], focus.aggregate, period=Period.DAY)
        found = seen(table)
    assert focus.mean
    assert days is not None
    first = [Decimal(str(row[1])) for row in rows[:24]]
    assert float(days.points[0].value) == pytest.approx(float(sum(first) / 24))
    assert found.lens == "time_series"
    assert {fact.code for fact in found.view.facts} == {"series-mean", "series-extremes"}


def test_a_month_is_compared_with_the_one_before_and_the_one_a_year_ago() -> None:
    rows: list[list[Cell]] = [
        [dt.date(2025, 1, 1) + dt.timedelta(days=n), f"Товар {n % 3}", Decimal(100 + n)]
        for n in range(31 * 14)
    ]
    specs: list[Spec] = [
        ("Дата", Type.DATE, Role.TIME),
        ("Товар", TEXT, Role.CATEGORY),
        ("Сумма", DECIMAL, MEASURE),
    ]
    with build(specs, rows) as table:
        found = figures(table)["month"]
    months: dict[str, Decimal] = {}
    for day, _, value in rows:
        months[str(day)[:7]] = months.get(str(day)[:7], Decimal(0)) + Decimal(str(value))
    assert found == {
        "month": "2026-02",
        "now": str(months["2026-02"]),
        "before": str(months["2026-01"]),
        "year_before": str(months["2025-02"]),
    }


def test_a_month_that_is_not_over_is_compared_with_the_same_days_of_the_one_before() -> None:
    rows: list[list[Cell]] = [
        [dt.date(2025, 1, 1) + dt.timedelta(days=n), f"Товар {n % 3}", Decimal(100 + n)] for n in range(100)
    ]
    specs: list[Spec] = [
        ("Дата", Type.DATE, Role.TIME),
        ("Товар", TEXT, Role.CATEGORY),
        ("Сумма", DECIMAL, MEASURE),
    ]
    with build(specs, rows) as table:
        found = figures(table)["month-so-far"]
    now = sum(100 + n for n in range(90, 100))
    before = sum(100 + n for n in range(59, 69))
    assert found == {"month": "2025-04", "day": "10", "now": str(now), "before": str(before)}
