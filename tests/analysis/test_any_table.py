"""Whatever the reader may hand over, every form of the report can be made of it."""

import datetime as dt
import json
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from svodka.analysis.chat import CAPTION_UNITS, MESSAGE_UNITS, shown_units
from svodka.analysis.document import File
from svodka.analysis.model import Role, Type
from svodka.analysis.report import report_on
from tests.analysis.tables import Cell, Spec, build

NAMES = st.one_of(
    st.sampled_from(
        [
            "Дата",
            "Сумма",
            "Приход",
            "Расход",
            "Статус",
            "Контрагент",
            "Цена",
            "Кол-во",
            "price",
            "total",
            "id",
            "",
            "%",
        ]
    ),
    st.text(max_size=30),
)
UNITS = st.sampled_from([None, "RUB", "USD", "%", "кг", "<b>"])
VALUES: dict[Type, st.SearchStrategy[Cell]] = {
    Type.INTEGER: st.integers(-(2**62), 2**62),
    Type.DECIMAL: st.decimals(-(10**20), 10**20, places=4, allow_nan=False),
    Type.DATE: st.dates(dt.date(1, 1, 2), dt.date(9999, 12, 30)),
    Type.DATETIME: st.datetimes(
        dt.datetime.fromisoformat("1700-01-01"), dt.datetime.fromisoformat("2200-01-01")
    ),
    Type.TIME: st.times(),
    Type.BOOLEAN: st.booleans(),
    Type.TEXT: st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40),
}


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[Spec], list[list[Cell]]]:
    kinds = draw(st.lists(st.sampled_from(list(Type)), min_size=1, max_size=6))
    specs: list[Spec] = [
        (draw(NAMES), kind, draw(st.sampled_from(list(Role))), draw(UNITS)) for kind in kinds
    ]
    pools = [draw(st.lists(st.one_of(st.none(), VALUES[kind]), min_size=1, max_size=8)) for kind in kinds]
    count = draw(st.sampled_from([0, 1, 2, 7, 40, 120]))
    rows = [[pool[(n * 7 + n // 3) % len(pool)] for pool in pools] for n in range(count)]
    return specs, rows


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tables(), st.sampled_from(["ru", "en"]))
def test_every_form_of_the_report_can_be_made(table: tuple[list[Spec], list[list[Cell]]], lang: str) -> None:
    specs, rows = table
    file = File(name="t.csv", bytes=1, sha256="0")
    with report_on(
        build(specs, rows), file, lang="ru" if lang == "ru" else "en", progress=lambda stage, done: None
    ) as report:
        assert len(report.to_html().encode()) <= 300_000
        assert json.loads(report.to_json())["table"]["rows"] == len(rows)
        chat = report.chat()
        assert shown_units(chat.summary) <= CAPTION_UNITS
        assert all(shown_units(page) <= MESSAGE_UNITS for page in chat.columns)
        with tempfile.TemporaryDirectory() as folder:
            for name in ("clean.csv", "clean.xlsx"):
                report.clean(Path(folder) / name)
                assert (Path(folder) / name).stat().st_size > 0
