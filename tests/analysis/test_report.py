"""A report on a table: JSON, page, charts, chat and clean file, whatever stands in the cells."""

import base64
import datetime as dt
import hashlib
import json
import re
import xml.etree.ElementTree as ET
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import pytest

from svodka.analysis.chat import CAPTION_UNITS, MESSAGE_UNITS, shown_units
from svodka.analysis.document import File
from svodka.analysis.model import Issue, Lang, Role, Severity, Type
from svodka.analysis.report import Report, report_on
from svodka.analysis.table import Table
from tests.analysis.tables import Cell, Spec, build

HOSTILE = (
    '</svg></style></script><script>alert("1")</script>&amp; <b onload=x>\u202eзло\x00\x07 {{ 7*7 }} {% x %}'
)
FILE = File(name="Отчёт & <b>.csv", bytes=1_234, sha256="0" * 64)
LANGS: tuple[Lang, ...] = ("ru", "en")


def report(table: Table, lang: Lang = "ru") -> Report:
    return report_on(table, FILE, lang=lang, progress=lambda stage, fraction: None)


def sales(days: int = 200) -> Table:
    rows: list[list[Cell]] = [
        [
            dt.date(2026, 1, 1) + dt.timedelta(days=n),
            ["Казань", "Уфа", HOSTILE][n % 3],
            Decimal(n * 37 % 1000) / 4,
        ]
        for n in range(days)
    ]
    specs: list[Spec] = [
        ("Дата", Type.DATE, Role.TIME),
        (HOSTILE, Type.TEXT, Role.CATEGORY),
        ("Сумма", Type.DECIMAL, Role.MEASURE, "RUB"),
    ]
    return build(specs, rows, issues=[Issue(code="total_row", row=3, value=HOSTILE, column=HOSTILE)])


class Page(HTMLParser):
    """Collects what a browser would load or run."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.handlers: list[str] = []
        self.ids: list[str] = []
        self.headings: list[int] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            if name in {"src", "href", "action", "xlink:href"}:
                self.links.append(value or "")
            if name.startswith("on") or name == "style":
                self.handlers.append(name)
            if name == "id":
                self.ids.append(value or "")
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_loads_nothing_and_runs_only_what_its_policy_names(lang: Lang) -> None:
    with report(sales(), lang) as made:
        text = made.to_html()
    page = Page(text)
    assert page.links == []
    assert page.handlers == []
    assert page.tags.count("script") == 1
    assert page.tags.count("style") == 1
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)
    assert policy is not None
    assert policy[1].startswith("default-src &#39;none&#39;")
    for tag in ("script", "style"):
        found = re.search(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        assert found is not None
        digest = base64.b64encode(hashlib.sha256(found[1].encode()).digest()).decode()
        assert f"{tag}-src &#39;sha256-{digest}&#39;" in policy[1]


def test_the_page_can_be_read_by_everybody() -> None:
    with report(sales()) as made:
        text = made.to_html()
    page = Page(text)
    assert '<html lang="ru">' in text
    assert page.headings[0] == 1
    assert page.headings.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(page.headings, page.headings[1:], strict=False))
    assert len(page.ids) == len(set(page.ids))
    assert all("aria-label" in tag or "aria-hidden" in tag for tag in re.findall(r"<svg[^>]*>", text))


def test_nothing_in_a_cell_or_name_becomes_markup() -> None:
    with report(sales()) as made:
        page, chat = made.to_html(), made.chat()
        drawings = [chart.svg for chart in made.charts]
    assert "alert(" in page
    assert "<script>alert" not in page
    assert "<b onload" not in page
    assert "49" not in re.findall(r"\{\{ (.*?) \}\}", page)
    for text in (chat.summary, *chat.columns):
        assert set(re.findall(r"<[^>]*>", text)) <= {"<b>", "</b>"}
    for drawing in drawings:
        assert ET.fromstring(drawing).tag.endswith("svg")


@pytest.mark.parametrize("lang", LANGS)
def test_two_hundred_columns_fit_the_page_and_the_chat(lang: Lang) -> None:
    specs: list[Spec] = [
        (f"Показатель с очень длинным названием номер {n}", Type.DECIMAL, Role.MEASURE, "RUB")
        if n % 2
        else (f"Категория {n} " + "я" * 60, Type.TEXT, Role.CATEGORY)
        for n in range(200)
    ]
    rows: list[list[Cell]] = [
        [Decimal(k * n % 977) / 100 if n % 2 else f"значение {k % 9} " + "ж" * 60 for n in range(200)]
        for k in range(60)
    ]
    with report(build(specs, rows), lang) as made:
        assert len(made.to_html().encode()) <= 300_000
        chat = made.chat()
    assert shown_units(chat.summary) <= CAPTION_UNITS
    assert all(shown_units(page) <= MESSAGE_UNITS for page in chat.columns)
    assert len(chat.columns) > 1


def test_more_than_two_hundred_columns_are_listed_by_name() -> None:
    specs: list[Spec] = [(f"n{n}", Type.INTEGER, Role.MEASURE) for n in range(230)]
    with report(build(specs, [list(range(230)) for _ in range(3)])) as made:
        page = made.to_html()
    assert page.count("<article") == 200
    assert "n229" in page


def test_the_caption_keeps_its_limit_in_utf16_units() -> None:
    name = "😀" * 500 + ".csv"
    file = File(name=name, bytes=1, sha256="0" * 64)
    with report_on(sales(), file, lang="ru", progress=lambda stage, fraction: None) as made:
        assert shown_units(made.chat().summary) <= CAPTION_UNITS


def test_everything_but_the_clean_file_works_after_close(tmp_path: Path) -> None:
    made = report(sales())
    made.clean(tmp_path / "clean.csv")
    made.close()
    assert made.to_html().startswith("<!doctype html>")
    assert json.loads(made.to_json())["table"]["rows"] == 200
    assert made.chat().title
    assert made.charts[0].png().startswith(b"\x89PNG")


def test_progress_only_grows_and_ends_at_one() -> None:
    heard: list[tuple[str, float]] = []
    report_on(sales(), FILE, lang="ru", progress=lambda *step: heard.append(step)).close()
    fractions = [fraction for _, fraction in heard]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
    assert {stage for stage, _ in heard} <= {"reading", "profiling", "drawing", "writing"}


@pytest.mark.parametrize("rows", [0, 1, 2])
@pytest.mark.parametrize("lang", LANGS)
def test_tiny_tables_have_a_report(rows: int, lang: Lang, tmp_path: Path) -> None:
    with report(sales(rows), lang) as made:
        assert made.to_html()
        assert made.chat().summary
        made.clean(tmp_path / "clean.csv")
        assert json.loads(made.to_json())["table"]["rows"] == rows


def test_a_picture_is_twice_as_large_as_its_drawing() -> None:
    with report(sales()) as made:
        chart = made.charts[0]
    picture = chart.png(scale=2)
    width = int.from_bytes(picture[16:20])
    assert width == 2 * chart.drawing.width


def test_the_json_is_as_promised() -> None:
    with report(sales(3)) as made:
        document = made.to_dict()
    assert document["file"] == {"name": FILE.name, "bytes": 1_234, "sha256": "0" * 64}
    assert document["lens"] is None
    table = document["table"]
    assert isinstance(table, dict)
    money = table["columns"][2]
    expected = {
        "name": "Сумма",
        "type": "decimal",
        "role": "measure",
        "unit": "RUB",
        "nulls": 0,
        "distinct": 3,
        "min": "0.00",
        "max": "18.50",
        "sum": "27.75",
        "mean": "9.25",
    }
    assert {key: money[key] for key in expected} == expected
    assert table["columns"][0]["min"] == "2026-01-01"
    issues = document["issues"]
    assert isinstance(issues, list)
    assert {key: issues[0][key] for key in ("code", "severity", "row", "count")} == {
        "code": "total_row",
        "severity": "info",
        "row": 3,
        "count": 1,
    }


def test_what_was_doubted_on_reading_stands_among_the_quality() -> None:
    doubt = Issue(
        code="ambiguous_date",
        severity=Severity.WARNING,
        column="Дата",
        value="01/02/2025",
        figures={"order": "dmy"},
    )
    rows: list[list[Cell]] = [[dt.date(2025, 2, 1 + n)] for n in range(5)]
    with report(build([("Дата", Type.DATE, Role.TIME)], rows, issues=[doubt])) as made:
        page, chat = made.to_html(), made.chat()
    quality = page.partition('id="quality"')[2].partition('id="columns"')[0]
    assert "01/02/2025" in quality
    assert "01/02/2025" in chat.summary


def test_the_answer_says_what_the_table_is() -> None:
    specs: list[Spec] = [
        ("Дата", Type.DATE, Role.TIME),
        ("Контрагент", Type.TEXT, Role.CATEGORY),
        ("Приход", Type.DECIMAL, Role.MEASURE),
        ("Расход", Type.DECIMAL, Role.MEASURE),
    ]
    rows: list[list[Cell]] = [
        [
            dt.date(2026, 1, 1) + dt.timedelta(days=n),
            f"Магазин {n % 3}",
            Decimal("0.10") if n == 5 else None,
            Decimal(f"{n}.50"),
        ]
        for n in range(40)
    ]
    with report(build(specs, rows)) as made:
        lines = made.chat().summary.splitlines()
        page = made.to_html()
    assert lines[1] == "Движение денег по счёту · 1\u00a0января – 9\u00a0февраля 2026"
    assert lines[2] == "40 строк · 4 столбца"
    assert "Движение денег по счёту" in page


def test_an_empty_table_is_not_called_sound() -> None:
    with report(sales(0)) as made:
        assert "нет ни одной строки" in made.chat().summary
        assert "нет ни одной строки" in made.to_html()


def test_figures_of_more_digits_than_money_has_are_shown() -> None:
    values = [Decimal(f"{10**35 + n}.25") for n in range(30)]
    specs: list[Spec] = [("x", Type.DECIMAL, Role.MEASURE)]
    with report(build(specs, [[value] for value in values])) as made:
        assert "100\u00a0000" in made.to_html().replace("\u202f", "\u00a0")
