"""Whatever bytes come: a table or a typed refusal; and what was written as a table comes back as it was."""

import csv
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from svodka.analysis.reading.records import Dialect, parse
from svodka.analysis.reading.values.moments import read_moments, read_time
from svodka.analysis.reading.values.numbers import read_number
from tests.fuzz.reading import one

# What the fuzzer of tests/fuzz found once.
FOUND = [b"\x02\n\n\n\n\x02\n\x02"]

SIGNS = st.sampled_from(
    [",", ";", "\t", '"', "'", "\n", "\r", "\\", " ", "1", "-", ".", "я", "a", "\0", "\ufeff"]
)
TEXTS = st.lists(st.one_of(SIGNS, st.text(max_size=3)), max_size=120).map("".join)
CODECS = st.sampled_from(["utf-8", "utf-16", "cp1251", "koi8-r", "cp866", "latin-1"])
PATIENT = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize("data", FOUND)
def test_what_was_found_once_is_not_found_again(data: bytes) -> None:
    assert isinstance(one(data), bool)


@PATIENT
@given(TEXTS, CODECS)
def test_texts_of_any_signs_are_read_or_refused(text: str, codec: str) -> None:
    assert isinstance(one(text.encode(codec, errors="replace")), bool)


@PATIENT
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    assert isinstance(one(data), bool)


@PATIENT
@given(st.text(max_size=60))
def test_any_cell_is_a_value_or_none(cell: str) -> None:
    number = read_number(cell)
    assert number is None or isinstance(number.negative, bool)
    assert all(moment.day.year >= 1 for moment in read_moments(cell))
    assert read_time(cell) is None or any(char.isdigit() for char in cell)


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n\0"), max_size=12)


@PATIENT
@given(
    st.integers(2, 5).flatmap(
        lambda n: st.lists(st.lists(CELLS, min_size=n, max_size=n), min_size=1, max_size=12)
    )
)
def test_cells_that_were_quoted_come_back_as_they_were(rows: list[list[str]]) -> None:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    dialect = Dialect(delimiter=",", quote='"', width=len(rows[0]))
    lines = buffer.getvalue().split("\n")[:-1]
    assert [list(record.cells) for record in parse(lines, dialect)] == rows
