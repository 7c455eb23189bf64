"""A table written in any dialect and encoding is read back as it was; no text makes the reader fall over."""

import csv
import io
import tempfile
from contextlib import suppress
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from svodka.analysis.reading import convert, read
from svodka.errors import SvodkaError

WORDS = [
    "Чайник",
    "кружка",
    "белая",
    "Плед",
    "стол",
    "письменный",
    "Лампа",
    "зеркало",
    "тетрадь",
    "Москва",
    "Казань",
    "оплачено",
    "возврат",
]
WORD = st.sampled_from(WORDS)
CELL = st.one_of(
    WORD, st.builds("{} {}".format, WORD, WORD), st.builds('{}, "{}"; {}'.format, WORD, WORD, WORD)
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    rows=st.lists(st.tuples(st.integers(0, 9_999), CELL, CELL), min_size=4, max_size=12),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp1251", "koi8-r", "cp866", "utf-16"]),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_a_written_table_is_read_back(
    rows: list[tuple[int, str, str]], delimiter: str, encoding: str, end: str
) -> None:
    wanted = [["Номер", "Имя", "Описание"], *([str(a), b, c] for a, b, c in rows)]
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter, lineterminator=end).writerows(wanted)
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "out.csv"
        convert(buffer.getvalue().encode(encoding), target)
        with target.open(encoding="utf-8", newline="") as file:
            assert list(csv.reader(file)) == wanted


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.binary(max_size=300), st.text("\"',;\t|\n\r ab1.-:/%\\", max_size=200).map(str.encode)))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with suppress(SvodkaError), read(data) as table:
        found = table.connection.execute("SELECT count(*) FROM data").fetchone()
        assert found == (table.rows,)
