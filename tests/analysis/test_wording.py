"""Values are written as the language writes them."""

import datetime as dt
from decimal import Decimal

import pytest

from svodka.analysis.model import Lang
from svodka.analysis.plain import clipped
from svodka.analysis.profiling import Period
from svodka.analysis.wording import Wording

RU, EN = Wording("ru"), Wording("en")


@pytest.mark.parametrize(
    ("value", "russian", "english"),
    [
        (Decimal("1234.50"), "1\u00a0234,5", "1,234.5"),
        (Decimal("-1234.56"), "\u22121\u00a0234,56", "\u22121,234.56"),
        (Decimal("-0.00"), "0", "0"),
        (Decimal("1E+3"), "1\u00a0000", "1,000"),
        (1_000_000, "1\u00a0000\u00a0000", "1,000,000"),
        (0.1, "0,1", "0.1"),
    ],
)
def test_numbers(value: Decimal, russian: str, english: str) -> None:
    assert (RU.number(value), EN.number(value)) == (russian, english)


@pytest.mark.parametrize(
    ("value", "unit", "russian", "english"),
    [
        (Decimal("1234.5"), "RUB", "1\u00a0234,50\u00a0₽", "1,234.50\u00a0₽"),
        (Decimal("-1234.5"), "USD", "\u22121\u00a0234,50\u00a0$", "\u2212$1,234.50"),
        (Decimal("12.5"), "%", "12,50\u00a0%", "12.50%"),
        (Decimal(3), "кг", "3,00\u00a0кг", "3.00\u00a0кг"),
    ],
)
def test_amounts_carry_their_unit(value: Decimal, unit: str, russian: str, english: str) -> None:
    assert (RU.amount(value, unit, 2), EN.amount(value, unit, 2)) == (russian, english)


@pytest.mark.parametrize(
    ("value", "russian", "english"),
    [
        (999, "999", "999"),
        (Decimal("999.6"), "1\u00a0тыс.", "1K"),
        (1_250, "1,2\u00a0тыс.", "1.2K"),
        (99_960, "100\u00a0тыс.", "100K"),
        (1_000_000, "1\u00a0млн", "1M"),
        (Decimal("-5813371.22"), "\u22125,8\u00a0млн", "\u22125.8M"),
        (Decimal("0.333"), "0,33", "0.33"),
    ],
)
def test_short_numbers(value: Decimal, russian: str, english: str) -> None:
    assert (RU.short(value), EN.short(value)) == (russian, english)


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        (1, 3, "33\u00a0%"),
        (1, 80, "1,2\u00a0%"),
        (1, 100_000, "<0,1\u00a0%"),
        (999, 1000, ">99\u00a0%"),
        (5, 5, "100\u00a0%"),
    ],
)
def test_shares_never_round_to_nothing_or_everything(part: int, whole: int, expected: str) -> None:
    assert RU.share(part, whole) == expected


@pytest.mark.parametrize(
    ("lang", "day", "moment"),
    [("ru", "05.03.2026", "05.03.2026 23:10"), ("en", "Mar 5, 2026", "Mar 5, 2026, 23:10")],
)
def test_dates(lang: Lang, day: str, moment: str) -> None:
    assert Wording(lang).moment(dt.date(2026, 3, 5)) == day
    assert Wording(lang).moment(dt.datetime.fromisoformat("2026-03-05T23:10")) == moment


@pytest.mark.parametrize(
    ("first", "last", "russian", "english"),
    [
        ("2026-03-01", "2026-03-31", "март 2026", "March 2026"),
        ("2026-01-01", "2026-03-31", "январь – март 2026", "January – March 2026"),
        ("2025-07-01", "2026-06-30", "июль 2025 – июнь 2026", "July 2025 – June 2026"),
        ("2026-03-01", "2026-03-28", "1–28\u00a0марта 2026", "Mar 1–28, 2026"),
        ("2026-01-06", "2026-03-31", "6\u00a0января – 31\u00a0марта 2026", "Jan 6 – Mar 31, 2026"),
        (
            "2025-10-01",
            "2026-10-25",
            "1\u00a0октября 2025 – 25\u00a0октября 2026",
            "Oct 1, 2025 – Oct 25, 2026",
        ),
        ("2026-05-09", "2026-05-09", "9\u00a0мая 2026", "May 9, 2026"),
    ],
)
def test_spans_are_as_short_as_can_be(first: str, last: str, russian: str, english: str) -> None:
    ends = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    assert (RU.span(*ends), EN.span(*ends)) == (russian, english)


def test_periods_have_names() -> None:
    start = dt.date(2026, 3, 2)
    assert RU.period(start, Period.MONTH) == "март 2026"
    assert EN.period(start, Period.WEEK) == "week of Mar 2, 2026"
    assert RU.period(start, Period.QUARTER) == "1 кв. 2026"


def test_a_clipped_text_is_one_line() -> None:
    assert clipped("two\n lines", 20) == "two lines"
    assert clipped("abcdef", 4) == "abc…"
