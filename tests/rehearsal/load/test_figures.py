"""Figures are counted right, drawn, and the limit is found where it is."""

import math
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from svodka.rehearsal.load import Figures, Outcome, Times, Try, Wait, bars, find_limit, svg
from svodka.rehearsal.load.chart import slices
from svodka.rehearsal.load.figures import percentile
from svodka.rehearsal.load.lag import percentile_between


def figures(*, p95_s: float = 1.0, wrong: int = 0, lost: int = 0) -> Figures:
    times = Times(p50=p95_s, p95=p95_s, p99=p95_s, most=p95_s)
    return Figures(
        people=10,
        sent=10,
        accepted=10,
        outcomes={
            Outcome.RIGHT: 10 - wrong - lost,
            Outcome.WRONG: wrong,
            Outcome.LATE: 0,
            Outcome.LOST: lost,
        },
        acceptance=times,
        report=times,
        reports_per_min=60.0,
        late_after_s=30.0,
        seconds=10.0,
        mean_bytes=1000.0,
        costs={},
        sessions=4,
        strays=[],
        troubles=[],
        faults=[],
        pressed=0,
        answered=0,
        said=0,
        crowd_lag_p99_s=0.001,
    )


@pytest.mark.parametrize(("percent", "expected"), [(50, 50), (95, 95), (99, 99), (100, 100), (0, 1)])
def test_a_percentile_is_a_value_that_so_many_do_not_exceed(percent: float, expected: float) -> None:
    assert percentile(list(range(100, 0, -1)), percent) == expected


def test_nobody_waited_for_no_time() -> None:
    assert Times.of([]) == Times(p50=0.0, p95=0.0, p99=0.0, most=0.0)
    assert Times.of([None, 2.0]) == Times(p50=2.0, p95=2.0, p99=2.0, most=2.0)


def test_the_document_names_what_is_promised() -> None:
    promised = (
        "accepted right wrong late lost accept_p99_s report_p50_s report_p95_s report_p99_s reports_per_min"
    )

    document = figures(wrong=1).document()

    assert set(promised.split()) <= document.keys()
    assert (document["right"], document["wrong"]) == (9, 1)


@pytest.mark.parametrize(
    ("one", "good"),
    [
        (figures(), True),
        (figures(wrong=1), False),
        (figures(lost=1), False),
        (replace(figures(), strays=["x"]), False),
        (replace(figures(lost=10), acceptance_only=True), True),
        (replace(figures(), acceptance_only=True, accepted=9), False),
    ],
)
def test_a_load_is_good_if_nothing_is_wrong_lost_or_astray(one: Figures, good: bool) -> None:
    assert one.good is good


def test_waiting_is_cut_into_stretches_and_drawn() -> None:
    waits: list[Wait] = [(float(second), 2.0 if second < 50 else 4.0) for second in range(101)]

    cut = slices(waits, 2)

    assert [(part.files, part.p50_s) for part in cut] == [(50, 2.0), (51, 4.0)]
    assert svg(waits).count("<circle") == 101
    assert list(bars(waits))[-1].endswith("█" * 40)


def test_a_load_without_reports_is_drawn_empty() -> None:
    assert "<circle" not in svg([(0.0, None)])
    assert svg([]).startswith("<svg")
    assert list(bars([])) == []


def test_lag_is_told_by_the_looks_between_two_moments() -> None:
    before = {0.001: 90.0, 0.01: 100.0, math.inf: 100.0}
    after = {0.001: 90.0, 0.01: 199.0, math.inf: 200.0}

    assert percentile_between(before, after, 99) == 0.01
    assert percentile_between(before, after, 100) == math.inf
    assert percentile_between(after, after, 99) is None
    assert percentile_between({}, {}, 99) is None


def parts_that_bear(limit: float) -> Callable[[float], Awaitable[Figures]]:
    async def drive(rate_per_min: float) -> Figures:
        return figures(p95_s=1.0 if rate_per_min <= limit else 9.0)

    return drive


@pytest.mark.parametrize(("start", "limit"), [(100, 1000), (1000, 130), (100, 100), (50, 70)])
async def test_the_limit_is_found_from_below_and_from_above(start: float, limit: float) -> None:
    tried: list[Try] = []

    best = await find_limit(start, parts_that_bear(limit), tried.append)

    assert best is not None
    assert 0.89 * limit <= best.rate_per_min <= limit
    assert best in tried


async def test_a_wrong_report_is_too_much_however_fast() -> None:
    async def drive(rate_per_min: float) -> Figures:
        return figures(wrong=rate_per_min > 10)

    best = await find_limit(100, drive, lambda _: None)

    assert best is not None
    assert best.rate_per_min <= 10


async def test_where_nothing_holds_there_is_no_limit() -> None:
    assert await find_limit(100, parts_that_bear(0), lambda _: None) is None
