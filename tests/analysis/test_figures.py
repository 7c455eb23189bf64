"""The figures of every kind of insight equal a reckoning by SQL of the test's own, and stand in its sentence."""

from decimal import Decimal
from random import Random
from typing import Any

import pytest

from svodka.analysis.insights import Insight
from svodka.analysis.table import Table
from svodka.analysis.wording import Wording
from tests.analysis.planted import build, insights
from tests.analysis.truths import TRUTHS, ground

SEEDS = range(4)
DAYS = (
    "(SELECT d.day, coalesce(sum(c3), 0) AS s FROM (SELECT unnest(generate_series((SELECT min(c0) FROM data),"
    " (SELECT max(c0) FROM data), INTERVAL 1 DAY))::DATE AS day) AS d LEFT JOIN data ON c0 = d.day GROUP BY 1)"
)
# What is asked of the table for each code, by the figures that say what it is about; and which figures it gives.
QUESTIONS = {
    "change": (
        "SELECT sum(c3) FILTER (date_trunc('{period}', c0) = '{now_start}'),"
        " sum(c3) FILTER (date_trunc('{period}', c0) = '{before_start}') FROM data",
        ("now", "before"),
    ),
    "driver": (
        "SELECT sum(c3) FILTER (c0 >= m), sum(c3) FILTER (c0 >= m - INTERVAL 1 MONTH AND c0 < m) FROM data,"
        " (SELECT date_trunc('month', max(c0)) AS m FROM data) WHERE c2 = '{value}' OR c1 = '{value}'",
        ("now", "before"),
    ),
    "break": (
        f"SELECT avg(s) FILTER (day < '{{day}}'), avg(s) FILTER (day >= '{{day}}') FROM {DAYS}",
        ("before", "after"),
    ),
    "spike": ("SELECT sum(c3) FROM data WHERE date_trunc('{period}', c0) = '{day}'", ("value",)),
    "weekday": (
        "SELECT avg(s) FILTER (isodow(day) = {best}), avg(s) FILTER (isodow(day) = {worst}) FROM"
        f" (SELECT *, row_number() OVER (ORDER BY day) AS n, count(*) OVER () AS k FROM {DAYS})"
        " WHERE n > 3 AND n <= k - 3",
        ("best_mean", "worst_mean"),
    ),
    "season": (
        "SELECT sum(c3) FILTER (month(c0) = {best}) / {years}, sum(c3) FILTER (month(c0) = {worst}) / {years}"
        " FROM data WHERE c0 >= '{from}'",
        ("best_mean", "worst_mean"),
    ),
    "mix": (
        "SELECT avg(v) FILTER (c0 < '{day}'), avg(v) FILTER (c0 >= '{day}') FROM"
        " (SELECT c0, (c1 = '{value}')::INT AS v, count(*) OVER (PARTITION BY c1) AS k FROM data) WHERE k >= 10",
        ("before", "after"),
    ),
    "new": ("SELECT count(*) FROM data WHERE c2 = '{value}' AND c0 >= '{day}'", ("count",)),
    "vanished": ("SELECT count(*) FROM data WHERE c2 = '{value}' AND c0 <= '{day}'", ("count",)),
    "concentration": (
        "SELECT count(*), (SELECT count(DISTINCT c2) FROM data), max(share) FROM (SELECT sum(s) OVER w / t AS share,"
        " (sum(s) OVER w - s) / t AS before FROM (SELECT c2, sum(c3) AS s,"
        " (SELECT sum(c3) FROM data) AS t FROM data GROUP BY 1) WINDOW w AS (ORDER BY s DESC)) WHERE before < 0.8",
        ("few", "all", "share"),
    ),
}
PLANTED = {
    "change": "change",
    "driver": "driver",
    "break": "break",
    "spike": "spike",
    "weekday": "days of the week",
    "season": "month of the year",
    "mix": "shift of shares",
    "new": "new value",
    "vanished": "vanished value",
    "concentration": "concentration",
}


def asked(table: Table, sql: str) -> tuple[Any, ...]:
    row = table.connection.execute(sql).fetchone()
    assert row is not None
    return tuple(row)


def planted(code: str) -> list[tuple[Insight, tuple[Any, ...]]]:
    """Plant the truth that yields this code in several tables; return what is said, and our own reckoning."""
    pairs = []
    for seed in SEEDS:
        made = ground(seed)
        TRUTHS[PLANTED[code]](made, Random(f"{PLANTED[code]}-{seed}"))
        with build(made) as table:
            pairs += [
                (each, asked(table, QUESTIONS[code][0].format(**each.figures)))
                for each in insights(table)
                if each.code == code
            ]
    return pairs


@pytest.mark.parametrize("code", QUESTIONS)
def test_the_figures_of_an_insight_are_right(code: str) -> None:
    pairs = planted(code)
    assert pairs
    for insight, reckoned in pairs:
        for name, value in zip(QUESTIONS[code][1], reckoned, strict=True):
            said = insight.figures[name]
            if name in {"now", "before", "value"} and code in {"change", "driver", "spike"}:
                assert Decimal(said) == value
            else:
                assert float(said) == pytest.approx(float(value), rel=1e-5, abs=1e-6)


@pytest.mark.parametrize("code", ["change", "driver", "break", "spike", "weekday", "season"])
def test_the_sentence_shows_the_figures(code: str) -> None:
    wording = Wording("en")
    for insight, _ in planted(code):
        for name in QUESTIONS[code][1]:
            assert wording.short(Decimal(insight.figures[name]), "RUB") in insight.text
