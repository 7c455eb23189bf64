"""The rows of all tables of a page of HTML, as programs write it that call the page `.xls`.

The library's own parser takes 4 µs a tag and, for a tag or comment that never ends, time that grows with the square
of the page. Here one pattern finds the tags, in time that grows with the page, whatever is in it.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import Final

from svodka.analysis.reading.spooling import MOST_COLUMNS, check_cells
from svodka.errors import TableTooComplexError

_MOST_DEPTH: Final = 40
_MOST_COLSPAN: Final = 1_000  # what browsers obey
_MOST_ROWSPAN: Final = 65_534
_MOST_SKIPPED: Final = 20_000_000
_NESTED_CHARS: Final = 200
# No part but two quoted values may hold a "<", and few of them: a tag that never ends is given up at the next one.
_PLAIN: Final = r"(?:[^<>=]++|=\s*+(?:\"[^\"<]*+\"|'[^'<]*+')|=(?!\s*+[\"']))*+"
_WITHIN: Final = r"(?:[^<%s]++|<(?!/?t[dr]\b)){0,40}+"
_QUOTED: Final = '=\\s*+(?:"' + _WITHIN % '"' + "\"|'" + _WITHIN % "'" + "')"
_TAG: Final = re.compile(
    rf"<(?:(!--)|(/?)([a-zA-Z][\w:.-]*+)({_PLAIN}(?:{_QUOTED}{_PLAIN}){{0,2}}+(?=>)|[^<>]*+)>|[!?][^<>]*+>)"
)
_TABLE: Final = re.compile(r"<table", re.IGNORECASE)
_TELLING: Final = re.compile(r"colspan|rowspan|x:num|sdval", re.IGNORECASE)
_FIELD: Final = re.compile(r"([\w:-]+)\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'>]++))")
_BLANKS: Final = re.compile(r"[ \t\r\n\f]+")
_SHOWN_NUMBER: Final = re.compile(r"[-+−(]?\s?\d[\d\s.,'’]*\)?")
_EXACT: Final = re.compile(r"-?\d+(?:\.\d+)?")
_COMMA: Final = re.compile(r",(?:\d{1,2}|\d{4,})\)?$")
# What these hold is no text of the page.
_UNSEEN: Final = frozenset({"script", "style", "select", "svg", "noscript", "template", "xml"})
_PARTING: Final = frozenset({"br", "p", "div", "li", "hr"})
_CELLS: Final = frozenset({"td", "th"})
_ROW_ENDS: Final = frozenset({"tbody", "thead", "tfoot", "tr"})
_Row = tuple[int, list[str]]


class _Open:
    """A table that is open: its row, its cell, and the columns that cells above reach down into."""

    def __init__(self, index: int) -> None:
        self.index = index
        self.row: list[str] | None = None
        self.texts: list[str] | None = None
        self.told: dict[str, str] = {}
        self.number = self.place = self.skipped = self.last = 0
        self.until: list[int] = []

    def open_row(self) -> None:
        """Begin a row."""
        self.row, self.place = [], 0

    def open_cell(self, attributes: str) -> None:
        """Begin a cell, in a row of its own if none is open."""
        if self.row is None:
            self.open_row()
        self.texts = []
        self.told = _fields(attributes) if _TELLING.search(attributes) else {}

    def close_cell(self, cell: str) -> None:
        """Put a cell into the first place that no cell from above takes."""
        self.texts = None
        row, until, place = self.row, self.until, self.place
        if row is None:
            return
        if until:
            while place < len(until) and until[place] > self.number:
                place += 1
            self.skipped += place - self.place
        if place > len(row):
            row.extend([""] * (place - len(row)))
        row.append(cell)
        self.place = place + 1
        if self.told:
            self._spread(place)
        if place > MOST_COLUMNS or self.skipped > _MOST_SKIPPED:
            check_cells(1, place)
            raise TableTooComplexError(f"cells reach over {self.skipped} places")

    def _spread(self, place: int) -> None:
        """Take the places that a cell reaches over, to the right and down."""
        self.place = end = place + _span(self.told, "colspan", _MOST_COLSPAN)
        down = _span(self.told, "rowspan", _MOST_ROWSPAN)
        if down > 1:
            self.until.extend([0] * (end - len(self.until)))
            self.until[place:end] = [self.number + down] * (end - place)
            self.last = max(self.last, self.number + down)

    def close_row(self) -> list[str] | None:
        """Return the row that was open, if it has cells; one without may be there for the cells from above."""
        row, self.row = self.row, None
        if row is None:
            return None
        self.number += 1
        if self.until and self.last <= self.number:
            self.until.clear()
        return row or None


def _fields(attributes: str) -> dict[str, str]:
    return {name.lower(): one or two or bare for name, one, two, bare in _FIELD.findall(attributes)}


def _span(told: dict[str, str], name: str, most: int) -> int:
    text = told.get(name, "1").strip()[:9]
    return min(int(text), most) if text.isdecimal() and int(text) else 1


class PageScanner:
    """Reads the rows of all tables of a page, those inside of other tables too."""

    def __init__(self, page: str) -> None:
        self._page = page
        self.names: dict[int, str] = {}
        self.parents: dict[int, int] = {}
        self._endless: set[str] = set()
        self._open: list[_Open] = []
        self._count = 0
        self._mark = "."
        self._caption: list[str] | None = None

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Yield each row with the number of its table, tables counted as they begin."""
        page, place = self._page, 0
        if not _TABLE.search(page):
            return
        while (tag := _TAG.search(page, place)) is not None:
            if self._open and tag.start() > place:
                self._text(page[place : tag.start()])
            place = tag.end()
            comment, closing, name, attributes = tag.groups()
            if name is None:
                if comment and (place := page.find("-->", place) + 3) < 3:
                    break
                continue
            name = name.lower()
            if closing:
                made = self._end(name)
            elif name in _UNSEEN and not attributes.endswith("/"):
                place, made = self._behind(place, name), None
            else:
                made = self._start(name, attributes)
            if made is not None:
                yield made
        while self._open:
            if (made := self._end("table")) is not None:
                yield made

    def dates(self, index: int) -> list[int]:
        """Return no columns: dates of a page are texts like any other."""
        return []

    def _text(self, text: str) -> None:
        if self._caption is not None:
            self._caption.append(text)
        elif (texts := self._open[-1].texts) is not None:
            texts.append(text)

    def _start(self, name: str, attributes: str) -> _Row | None:
        if name == "table":
            self._open_table()
        elif not self._open:
            return None
        elif name in _CELLS:
            self._close_cell()
            self._open[-1].open_cell(attributes)
        elif name in _ROW_ENDS:
            made = self._close_row()
            if name == "tr":
                self._open[-1].open_row()
            return made
        elif name in _PARTING:
            self._text(" ")
        elif name == "caption":
            self._caption = []
        return None

    def _end(self, name: str) -> _Row | None:
        if not self._open:
            return None
        if name in _CELLS:
            self._close_cell()
        elif name in _ROW_ENDS:
            return self._close_row()
        elif name in _PARTING:
            self._text(" ")
        elif name == "caption" and self._caption is not None:
            self.names[self._open[-1].index] = _shown("".join(self._caption))
            self._caption = None
        elif name == "table":
            self._caption = None
            made = self._close_row()
            self._open.pop()
            return made
        return None

    def _open_table(self) -> None:
        if len(self._open) >= _MOST_DEPTH:
            raise TableTooComplexError(f"{_MOST_DEPTH} tables inside of each other")
        self._caption = None
        if self._open:
            self.parents[self._count] = self._open[-1].index
        self._open.append(_Open(self._count))
        self._count += 1

    def _close_cell(self) -> None:
        table = self._open[-1]
        if table.texts is None:
            return
        cell = _shown(table.texts[0] if len(table.texts) == 1 else "".join(table.texts))
        if cell and len(self._open) > 1 and len(cell) <= _NESTED_CHARS:
            outer = self._open[-2].texts
            if outer is not None:
                outer += [" ", cell]
        exact = (table.told.get("x:num") or table.told.get("sdval")) if table.told else None
        if exact and _EXACT.fullmatch(exact) and _SHOWN_NUMBER.fullmatch(cell):
            cell = self._exact(cell, exact)
        table.close_cell(cell)

    def _exact(self, shown: str, exact: str) -> str:
        """Return the value that the page has beside the number that is shown, written with the same decimal mark."""
        if _COMMA.search(shown):
            self._mark = ","
        elif "." in shown:
            self._mark = "."
        return exact.replace(".", self._mark)

    def _close_row(self) -> _Row | None:
        self._close_cell()
        row = self._open[-1].close_row()
        return None if row is None else (self._open[-1].index, row)

    def _behind(self, place: int, name: str) -> int:
        """Return where an element ends whose content is not shown; one that never ends is passed over."""
        if name not in self._endless:
            end = re.compile(rf"</{name}\b[^<>]*>", re.IGNORECASE).search(self._page, place)
            if end is not None:
                return end.end()
            self._endless.add(name)
        return place


def _shown(text: str) -> str:
    """Return what a browser shows: entities as characters, runs of blanks as one."""
    if "&" in text:
        text = unescape(text)
    if "\n" in text or "  " in text or "\t" in text or "\r" in text:
        text = _BLANKS.sub(" ", text)
    return text.strip(" \t\r\n\f\xa0")
