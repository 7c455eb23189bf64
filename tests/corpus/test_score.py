"""The scores on the generated corpora may rise but not fall. `make score` runs all of their files; here a part."""

from itertools import islice

from tests.corpus import fidelity, score
from tests.corpus.generator import cases
from tests.corpus.odd_sheets import ODD_MAKERS
from tests.corpus.sheets import MAKERS, faults, sheets

COUNT = 80
LEAST_RIGHT = 79
EVERY_SHEET = 5
EVERY_SPOILT = 7


def test_generated_tables_are_read_right() -> None:
    wrong = [verdict for verdict in map(score.judge, cases(1, COUNT)) if verdict.faults]

    assert len(wrong) <= COUNT - LEAST_RIGHT, [(verdict.case.name, verdict.faults) for verdict in wrong]


def test_headers_below_title_blocks_are_found() -> None:
    found = {
        sheet.name: faults(sheet) for sheet in islice(sheets(1, (*MAKERS, *ODD_MAKERS)), 0, None, EVERY_SHEET)
    }

    assert {name: some for name, some in found.items() if some} == {}


def test_a_table_spoilt_in_one_way_is_given_back_whole_and_the_damage_is_said() -> None:
    some = islice(fidelity.all_cases(), 0, None, EVERY_SPOILT)
    wrong = [s for s in map(fidelity.judge, some) if not s.perfect or not s.said]

    assert [(s.case.name, s.rows, s.cells, s.said, s.error) for s in wrong] == []
