"""A right report has no faults; each figure that is not its file's is found."""

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from html import unescape
from pathlib import Path

import pytest

from svodka import analyze
from svodka.rehearsal.load import MIXES, SizeMix, TableFile, TableMaker, Truth
from svodka.rehearsal.load.judging import chat_faults, clean_faults, numbers, page_faults, period
from svodka.rehearsal.load.tables import DIALECTS

TINY = SizeMix(name="tiny", parts=((1.0, 1024, 4096),))
LARGER = SizeMix(name="larger", parts=((1.0, 60_000, 90_000),))
FILES = 12


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[TableFile]:
    tiny = TableMaker(tmp_path_factory.mktemp("tiny"), TINY, 7)
    larger = TableMaker(tmp_path_factory.mktemp("larger"), LARGER, 8)
    return [*tiny.make(FILES), *larger.make(2)]


def reported(file: TableFile, language: str) -> tuple[str, str, bytes]:
    """What the chat says (as people see it), the page, and the clean file."""
    clean = file.path.with_suffix(".clean.csv")
    with analyze(file.path, name=file.name, lang="ru" if language == "ru" else "en") as report:
        report.clean(clean)
        said = unescape(re.sub(r"<[^>]*>", "", report.chat().summary))
        return said, report.to_html(), clean.read_bytes()


def faults(file: TableFile, language: str, truth: Truth) -> list[str]:
    said, page, clean = reported(file, language)
    return [*chat_faults(said, truth), *page_faults(page, truth), *clean_faults(clean, truth)]


def altered(truth: Truth) -> Iterator[tuple[str, Truth]]:
    """Every truth that differs in one figure, with a word that its fault must name."""
    yield "rows", replace(truth, rows=truth.rows + 1)
    for name, total in truth.sums.items():
        yield name, replace(truth, sums={**truth.sums, name: total + Decimal("0.01")})
    if truth.first is not None and truth.last is not None:
        yield "period", replace(truth, first=truth.first - dt.timedelta(days=1))
        yield "period", replace(truth, last=truth.last + dt.timedelta(days=1))


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_right_report_has_no_faults(files: list[TableFile], language: str) -> None:
    assert {file.name: faults(file, language, file.truth) for file in files} == {
        file.name: [] for file in files
    }


@pytest.mark.parametrize("language", ["ru", "en"])
def test_each_altered_figure_is_found_in_the_chat_and_on_the_page(
    files: list[TableFile], language: str
) -> None:
    for file in files[:6]:
        said, page, _ = reported(file, language)
        for word, truth in altered(file.truth):
            assert any(word in fault for fault in page_faults(page, truth)), (file.name, word)
            if word != next(iter(truth.sums)):  # the chat tells one sum, the page all
                assert list(chat_faults(said, truth)), (file.name, word)


def test_a_report_on_any_other_file_is_found(files: list[TableFile]) -> None:
    said, page, _ = reported(files[0], "ru")
    for other in files[1:]:
        assert list(chat_faults(said, other.truth))
        assert list(page_faults(page, other.truth))


def test_what_is_no_report_is_a_fault(files: list[TableFile]) -> None:
    truth = files[0].truth

    assert list(page_faults("", truth)) == ["page: no report"]
    assert list(chat_faults("", truth))
    assert list(clean_faults(b"", truth))


def test_a_short_clean_file_is_a_fault(files: list[TableFile]) -> None:
    _, _, clean = reported(files[0], "ru")

    assert list(clean_faults(b"\n".join(clean.split(b"\n")[:-2]), files[0].truth))


def test_numbers_are_read_as_each_language_writes_them() -> None:
    assert list(numbers("−1\u00a0234,50\u00a0₽ и 7", "ru")) == [Decimal("-1234.50"), Decimal(7)]
    assert list(numbers("−$1,234.50 and 7.", "en")) == [Decimal("-1234.50"), Decimal(7)]


def test_the_truth_is_that_of_an_independent_reading(files: list[TableFile]) -> None:
    for file in files:
        dialect = next(each for each in DIALECTS if file.stem.rpartition(" ")[0] in each.stems)
        text = file.path.read_bytes().removeprefix(dialect.mark).decode(dialect.encoding)
        body = text.replace("\r\n", "\n").removeprefix(dialect.preamble)
        delimiter = next(mark for mark in "\t;," if mark in dialect.header)
        rows = list(csv.DictReader(io.StringIO(body), delimiter=delimiter))

        assert len(rows) == file.truth.rows
        for name, total in file.truth.sums.items():
            assert sum((amount(row[name], dialect.name) for row in rows), Decimal(0)) == total


def amount(cell: str, dialect: str) -> Decimal:
    bare = cell.replace(" ", "").strip("()").replace("$", "")
    sign = -1 if cell.startswith("(") else 1
    return sign * Decimal(
        bare.replace(",", "") if dialect in {"export", "ledger"} else bare.replace(",", ".")
    )


def test_no_two_files_share_name_and_figures(tmp_path: Path) -> None:
    made = list(TableMaker(tmp_path, MIXES["small"], 3).make(200))

    assert len({file.name for file in made}) == 200
    assert len({(file.truth.rows, *file.truth.sums.values()) for file in made}) == 200
    assert len({file.path.read_bytes() for file in made}) == 200


def test_the_same_seed_makes_the_same_files(tmp_path: Path) -> None:
    one, two = (list(TableMaker(tmp_path, TINY, 3).make(5)) for _ in range(2))

    assert one == two


@pytest.mark.parametrize("mix", MIXES.values(), ids=lambda mix: mix.name)
def test_shares_of_a_mix_come_to_one_and_sizes_fit_the_limit(mix: SizeMix) -> None:
    assert sum(share for share, _, _ in mix.parts) == pytest.approx(1)
    assert all(1024 <= low < high < 20 << 20 for _, low, high in mix.parts)


@pytest.mark.parametrize(
    ("text", "language", "first", "last"),
    [
        ("1\u00a0января – 29\u00a0июня 2026", "ru", (2026, 1, 1), (2026, 6, 29)),
        ("25\u00a0декабря 2025 – 3\u00a0мая 2026", "ru", (2025, 12, 25), (2026, 5, 3)),
        ("1–19\u00a0июня 2026", "ru", (2026, 6, 1), (2026, 6, 19)),
        ("июль 2025 – май 2026", "ru", (2025, 7, 1), (2026, 5, 31)),
        ("31\u00a0марта 2026", "ru", (2026, 3, 31), (2026, 3, 31)),
        ("Dec 25, 2025 – Jun 19, 2026", "en", (2025, 12, 25), (2026, 6, 19)),
        ("Jan 1 – Jun 29, 2026", "en", (2026, 1, 1), (2026, 6, 29)),
        ("Jun 1–19, 2026", "en", (2026, 6, 1), (2026, 6, 19)),
        ("February 2024", "en", (2024, 2, 1), (2024, 2, 29)),
    ],
)
def test_a_period_is_read_as_people_write_it(
    text: str, language: str, first: tuple[int, int, int], last: tuple[int, int, int]
) -> None:
    assert period(text, language) == (dt.date(*first), dt.date(*last))


@pytest.mark.parametrize("text", ["", "Продажи", "300 строк", "2026", "29 июня"])
def test_what_is_no_period_is_none(text: str) -> None:
    assert period(text, "ru") is None
