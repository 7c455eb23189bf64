"""Judges what came back: the figures in the chat and on the page against the truth of the very file."""

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from html import unescape
from typing import Final

from svodka.rehearsal.load.tables import Truth
from svodka.texts import LANGUAGES, sentence

_NUMBER: Final = re.compile(r"[-\u2212]?[$€£]?\d(?:[\d\u00a0\u202f,.]*\d)?")
# One end of a period, of which the other end may hold what is missing: `1 января`, `29 июня 2026`; `Jan 1`, `2026`.
_END: Final = {
    "ru": re.compile(r"(?P<day>\d{1,2})?\s?(?P<month>[а-я]{3})?[а-я]*\s?(?P<year>\d{4})?"),
    "en": re.compile(r"(?P<month>[A-Z][a-z]{2})?[a-z]*\s?(?P<day>\d{1,2})?(?:,?\s?(?P<year>\d{4}))?"),
}
# Their first three letters, one after the other; May has two cases.
_MONTHS: Final = {
    "ru": "янвфевмарапрмаяиюниюлавгсеноктноядек",
    "en": "JanFebMarAprMayJunJulAugSepOctNovDec",
}
_LANGUAGE: Final = re.compile(r'<html lang="(\w+)"')
_FACT: Final = re.compile(r"<dt>(.*?)</dt><dd>(.*?)</dd>", re.DOTALL)
_CARD: Final = re.compile(r'<article class="card".*?</article>', re.DOTALL)
_NAME: Final = re.compile(r"<h3>(.*?)</h3>", re.DOTALL)
_HEAD_END: Final = "</header>"


def chat_faults(text: str, truth: Truth) -> Iterator[str]:
    """Yield what is wrong in the chat: below the title what it is and its period, rows and columns, then sentences."""
    head, _, told = text.partition("\n\n")
    *above, shape = head.split("\n")
    language = "ru" if re.search("[а-я]", shape) else "en"
    rows = next(numbers(shape, language), None)
    if rows != truth.rows:
        yield f"chat: {rows} rows, not {truth.rows}"
    yield from _period_faults("chat", period("\n".join(above).rpartition(" · ")[2], language), truth)
    total = truth.sums[truth.told]
    if total not in numbers(told, language):
        yield f"chat: no {total} for {truth.told}"


def page_faults(page: str, truth: Truth) -> Iterator[str]:
    """Yield what is wrong with the full report: rows, period and the sum of each number column."""
    found = _LANGUAGE.search(page)
    if found is None or found[1] not in LANGUAGES:
        yield "page: no report"
        return
    language = found[1]
    head, _, body = page.partition(_HEAD_END)
    facts = {unescape(label): unescape(value) for label, value in _FACT.findall(head)}
    rows = next(numbers(facts.get(sentence("page-rows", language), ""), language), None)
    if rows != truth.rows:
        yield f"page: {rows} rows, not {truth.rows}"
    covered = facts.get(sentence("page-period", language), "")
    yield from _period_faults("page", period(covered, language), truth)
    sums = dict(_sums(body, language))
    for name, total in truth.sums.items():
        if sums.get(name) != total:
            yield f"page: {name} sums to {sums.get(name)}, not {total}"


def clean_faults(content: bytes, truth: Truth) -> Iterator[str]:
    """Yield what is wrong with the clean file: as many lines as rows, and the header (no cell of ours has any)."""
    rows = content.count(b"\n") - 1
    if rows != truth.rows:
        yield f"clean file: {rows} rows, not {truth.rows}"


def _sums(body: str, language: str) -> Iterator[tuple[str, Decimal]]:
    label = sentence("page-sum", language)
    for card in _CARD.findall(body):
        name = _NAME.search(card)
        for written, value in _FACT.findall(card):
            if name and unescape(written) == label:
                yield unescape(name[1]), next(numbers(unescape(value), language), Decimal("NaN"))


def _period_faults(where: str, found: tuple[dt.date, dt.date] | None, truth: Truth) -> Iterator[str]:
    if truth.first is None or truth.last is None:
        return
    if found != (truth.first, truth.last):
        yield f"{where}: period {found}, not {truth.first} to {truth.last}"


def period(text: str, language: str) -> tuple[dt.date, dt.date] | None:
    """Read a period, such as `1 января – 29 июня 2026` or `May 2026`: its first and last day; None if it is none."""
    first, _, last = text.partition("–")
    found = _END[language].fullmatch(first.strip()), _END[language].fullmatch((last or first).strip())
    if found[0] is None or found[1] is None:
        return None
    one, two = found[0].groupdict(), found[1].groupdict()
    month_one, month_two = (
        _month(name, language) for name in (one["month"] or two["month"], two["month"] or one["month"])
    )
    if not month_one or not month_two or two["year"] is None:
        return None
    year = int(two["year"])
    return (
        dt.date(int(one["year"] or year), month_one, int(one["day"] or 1)),
        dt.date(year, month_two, int(two["day"] or calendar.monthrange(year, month_two)[1])),
    )


def _month(name: str | None, language: str) -> int:
    """Return the number of a month by its first three letters, 0 if it is none."""
    place = _MONTHS[language].find("мая" if name == "май" else name) if name else -1
    return place // 3 + 1 if place % 3 == 0 else 0


def numbers(text: str, language: str) -> Iterator[Decimal]:
    """Yield the numbers in a text, written as its language does, currencies left out."""
    for written in _NUMBER.findall(text):
        bare = re.sub(r"[\s$€£]", "", written).replace("\u2212", "-")
        bare = bare.replace(",", ".") if language == "ru" else bare.replace(",", "")
        try:
            yield Decimal(bare)
        except InvalidOperation:
            continue  # a date, or a number at the end of a sentence beside another
