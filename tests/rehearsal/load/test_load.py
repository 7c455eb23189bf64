"""A small load on the real parts: every figure of every report is checked, and a wrong one is counted wrong."""

import json
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from svodka.cli.loadtest import Sizes
from svodka.rehearsal import Plan
from svodka.rehearsal.load import MIXES, Drive, Load, TableFile, drive, open_ground
from svodka.rehearsal.load.driving import written
from tests.cli.calling import svodka

pytestmark = [pytest.mark.timeout(240), pytest.mark.xdist_group("processes")]

LOAD = Load(people=20, rate_per_min=150.0, minutes=8 / 60, mix=MIXES["small"], patience_s=60.0)
WRONG = 3


def written_with_wrong_truths(folder: Path, load: Load, count: int) -> Iterator[TableFile]:
    """The files as ever, but of the first few we believe a cent too much."""
    for number, file in enumerate(written(folder, load, count)):
        if number >= WRONG:
            yield file
            continue
        truth = file.truth
        sums = {**truth.sums, truth.told: truth.sums[truth.told] + Decimal("0.01")}
        yield replace(file, truth=replace(truth, sums=sums))


async def test_right_reports_are_right_and_those_against_an_altered_truth_are_counted_wrong() -> None:
    told: list[Drive] = []
    async with open_ground(Plan(commands=("bot", "worker")), flood_limits=False) as ground:
        figures, ledger = await drive(ground, LOAD, told.append, written_with_wrong_truths)

    document = figures.document()
    sent = len(LOAD.arrivals())
    assert sent >= 15
    assert (document["sent"], document["accepted"]) == (sent, sent)
    assert (document["right"], document["wrong"], document["lost"]) == (sent - WRONG, WRONG, 0)
    assert [entry.faults != [] for entry in ledger.entries] == [True] * WRONG + [False] * (sent - WRONG)
    assert not figures.good
    assert (document["astray"], document["troubles_shown"]) == (0, 0)
    assert 0 < document["accept_p50_s"] <= document["report_p50_s"] <= document["report_p95_s"]
    assert 0 < document["sessions_max"] <= 4
    for name in ("bot", "worker", "worker: children", "postgres: children"):
        assert document["processes"][name]["cpu_ms"] > 0
    assert told


def test_the_command_prints_the_figures_and_draws_and_a_restart_in_turn_loses_nothing(tmp_path: Path) -> None:
    chart = tmp_path / "waiting.svg"
    few = ("--people", 10, "--rate", "120/min", "--minutes", 0.1, "--sizes", "small", "--late-after", 60)

    done = svodka("loadtest", *few, "--rolling-restart", "--json", "--chart", chart)

    assert done.code == 0, done.err
    document = json.loads(done.out)
    assert document["right"] == document["sent"] > 0
    assert document["exit_codes"] == {"bot": 0, "worker": 0}
    assert document["examples"] == []
    assert chart.read_text().count("<circle") == document["sent"]


def test_each_mix_can_be_chosen() -> None:
    assert {size.value for size in Sizes} == set(MIXES)


def test_a_rate_that_is_none_is_refused() -> None:
    assert svodka("loadtest", "--rate", "many").code == 2
    assert svodka("loadtest", "--rate", "0/min").code == 2
