"""Judges what came back: the figures in the chat and on the page against the truth of the very file."""

import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from html import unescape
from typing import Final

from svodka.rehearsal.load.tables import Truth
from svodka.texts import LANGUAGES, sentence

_NUMBER: Final = re.compile(r"[-\u2212]?[$€£]?\d(?:[\d\u00a0\u202f,.]*\d)?")
_DAY: Final = {
    "ru": (re.compile(r"\b\d{2}\.\d{2}\.\d{4}\b"), "%d.%m.%Y"),
    "en": (re.compile(r"\b[A-Z][a-z]{2} \d{1,2}, \d{4}\b"), "%b %d, %Y"),
}
_LANGUAGE: Final = re.compile(r'<html lang="(\w+)"')
_FACT: Final = re.compile(r"<dt>(.*?)</dt><dd>(.*?)</dd>", re.DOTALL)
_CARD: Final = re.compile(r'<article class="card".*?</article>', re.DOTALL)
_NAME: Final = re.compile(r"<h3>(.*?)</h3>", re.DOTALL)
_HEAD_END: Final = "</header>"


def chat_faults(text: str, truth: Truth) -> Iterator[str]:
    """Yield what is wrong with the first lines in the chat: the title's line, then rows, columns and period."""
    lines = text.split("\n")
    shape = lines[1] if len(lines) > 1 else ""
    language = "ru" if _DAY["ru"][0].search(shape) or re.search("[а-я]", shape) else "en"
    rows = next(numbers(shape, language), None)
    if rows != truth.rows:
        yield f"chat: {rows} rows, not {truth.rows}"
    yield from _period_faults("chat", days(shape, language), truth)
    total = truth.sums[truth.told]
    if total not in numbers("\n".join(lines[2:]), language):
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
    period = facts.get(sentence("page-period", language), "")
    yield from _period_faults("page", days(period, language), truth)
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


def _period_faults(where: str, found: list[dt.date], truth: Truth) -> Iterator[str]:
    if truth.first is None or truth.last is None:
        return
    if not found or (found[0], found[-1]) != (truth.first, truth.last):
        yield f"{where}: period {found}, not {truth.first} to {truth.last}"


def days(text: str, language: str) -> list[dt.date]:
    """Return the days that a text names."""
    pattern, written = _DAY[language]
    return [dt.datetime.strptime(day, written).date() for day in pattern.findall(text)]  # noqa: DTZ007 - a day has no zone


def numbers(text: str, language: str) -> Iterator[Decimal]:
    """Yield the numbers in a text, written as its language does, currencies left out."""
    for written in _NUMBER.findall(text):
        bare = re.sub(r"[\s$€£]", "", written).replace("\u2212", "-")
        bare = bare.replace(",", ".") if language == "ru" else bare.replace(",", "")
        try:
            yield Decimal(bare)
        except InvalidOperation:
            continue  # a date, or a number at the end of a sentence beside another
