"""Where the names of the columns stand: each row is weighed against the rows below it."""

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from msgspec import Struct

from svodka.analysis.reading.cells import Kind, is_typed, kind_of
from svodka.analysis.reading.running import is_spoilt_value, running_names
from svodka.analysis.reading.trace import Trace
from svodka.analysis.reading.values import names
from svodka.analysis.reading.values.missing import BLANKS, is_blank
from svodka.analysis.reading.values.units import is_units_row

Row = Sequence[str]
_SEARCH_ROWS: Final = 60
_SEARCH_COLUMNS: Final = 400
_BODY_ROWS: Final = 60
_SAMPLE_ROWS: Final = 400
ENOUGH: Final = 0.08
_MOST_OF_A_COLUMN: Final = 1.2  # what a name can get, with all that speaks for it
_BEGINNING: Final = 4  # letters that cells share, from where on it is no chance
_YEAR: Final = re.compile(r"(?:18|19|20)\d\d")
_GROUP: Final = re.compile(
    r"(?:раздел|группа|категория|глава|часть|section|group|category|chapter|part|gruppe|abschnitt|kategorie)\b",
    re.IGNORECASE,
)
_NAME_LIKE: Final = re.compile(r"[a-zA-Z]\w*(?:[_.][a-zA-Z]\w*)+|[a-z]+(?:[A-Z][a-z]+)+|[A-Z_]{3,}\d*")
_COMMON: Final = re.compile(
    r"(?:^|[\s_\-/(])(?:name|имя|название|наименование|title|type|тип|category|категория|статус|status|комментарий|comment|"
    r"описание|description|товар|product|клиент|client|customer|город|city|адрес|address|email|e-mail|валюта|currency|"
    r"контрагент|назначение|магазин|отдел|должность|фио|№|id|код|code|group|группа|brand|бренд|url|link|ссылка|notes?|"
    r"first|last|gender|sex|пол|автор|author|country|страна|регион|region|менеджер|manager|канал|channel|source|key|value|"
    r"ключ|значение|показатель|параметр|поле|field|column|label|class|размер|size|цвет|color|модель|model|phone|телефон|"
    r"company|компания|email|state|street|zip|department|role|user|username|login|message|text|текст|language|год|year)"
    r"(?:$|[\s_\-/).:,])",
    re.IGNORECASE,
)


class Header(Struct, frozen=True, kw_only=True):
    """The rows of names (positions), the rows of units or numbers under them, and how sure we are."""

    rows: tuple[int, ...]
    units: int | None = None
    numbers: int | None = None
    score: float = 0.0
    firm: bool = True


def filled(row: Row) -> int:
    """Count the cells that show something."""
    return len([cell for cell in row if cell and cell.strip(BLANKS)])  # `is_blank`, without a call a cell


def find_header(rows: Sequence[Row], *, trace: Trace | None = None) -> Header | None:
    """Return the header among the rows, None if they have none."""
    rows = [row[:_SEARCH_COLUMNS] for row in rows]
    best, best_score = -1, -9.0
    fills = [filled(row) for row in rows[:_SAMPLE_ROWS]]
    typical = _typical_fill(fills)
    for index in range(min(_SEARCH_ROWS, len(rows))):
        if fills[index] < max(1, 0.5 * typical):
            continue
        score = _score(rows, fills, index, typical, to_beat=best_score)
        if trace is not None and score > -0.5:
            trace.note("header", f"row {index}", score=score)
        if score > best_score + 1e-9:
            best, best_score = index, score
        if index > 12 and best_score > 0.3:
            break
    if best < 0 or best_score <= ENOUGH:
        return None
    return _complete(rows, best, best_score)


def _typical_fill(fills: Sequence[int]) -> int:
    """Return how many cells a row of the table fills, as the better half of the rows do."""
    counts = sorted(fills)
    return counts[(len(counts) * 2) // 3] if counts else 0


def _score(rows: Sequence[Row], fills: Sequence[int], index: int, typical: int, *, to_beat: float) -> float:
    """Weigh a row as one of names; whatever stands above it may tell already that it cannot beat the best one."""
    row = rows[index]
    below = range(index + 1, min(index + 1 + _BODY_ROWS * 2, len(fills)))
    body = [rows[place] for place in below if fills[place] >= 0.4 * typical][:_BODY_ROWS]
    width = max(len(row), 1)
    used = [
        j
        for j in range(width)
        if not is_blank(row[j]) or any(j < len(r) and not is_blank(r[j]) for r in body)
    ]
    if not used:
        return -9.0
    if not body:
        return _alone(rows, index, row, used)
    columns = {j: [r[j] if j < len(r) else "" for r in body] for j in used}
    kinds = {j: Counter(map(kind_of, cells)) for j, cells in columns.items()}
    above = [rows[place] for place in range(max(0, index - 20), index) if fills[place] >= 0.8 * typical]
    typed_above = sum(_is_valued(r, kinds) for r in above)
    lost = (0.5 if typed_above else 0.0) + 0.15 * len(above) * (typed_above > 1)
    if above and _MOST_OF_A_COLUMN - lost <= to_beat:
        return -9.0
    running = running_names(row, columns)
    total = sum(1.0 if j in running else _column_score(row[j], columns[j], kinds[j]) for j in used)
    total += sum(0.25 for j in used if j - 1 in running and is_blank(row[j]))
    score = total / len(used) - lost
    cells = [cell.strip() for cell in row if not is_blank(cell)]
    score -= 0.4 * (1 - len(set(cells)) / len(cells))
    score -= 0.05 * max(0, len(above) - 2)
    score -= 0.25 * sum(len(cell) > 60 for cell in cells) / len(cells)
    if not above:
        score += 0.14
    if fills[index] < 0.75 * typical:
        score -= 0.12 if fills[index] >= 0.55 * typical else 0.3
    return score


def _is_valued(row: Row, kinds: Mapping[int, Counter[Kind]]) -> bool:
    """Say whether a row holds values, or codes, where the rows of the table hold them: it is one of those."""
    for j, cell in enumerate(row):
        kind = kind_of(cell)
        if (is_typed(kind) or kind is Kind.CODE) and j in kinds:
            below = kinds[j]
            same = below[Kind.CODE] if kind is Kind.CODE else below[Kind.NUMBER] + below[Kind.MOMENT]
            if 2 * same > below.total() - below[Kind.EMPTY]:
                return True
    return False


def _alone(rows: Sequence[Row], index: int, row: Row, used: Sequence[int]) -> float:
    """Judge a last row, with nothing under it: names only if the file holds nothing else."""
    if any(filled(r) * 2 >= len(used) for r in rows[:index]):
        return -1.0
    return 0.2 if all(kind_of(row[j]) in (Kind.TEXT, Kind.EMPTY) for j in used) else -1.0


def _column_score(name: str, cells: Sequence[str], kinds: Counter[Kind]) -> float:
    live = len(cells) - kinds[Kind.EMPTY]
    kind = kind_of(name)
    if is_blank(name):
        return -0.25 if live else 0.0
    typed = (kinds[Kind.NUMBER] + kinds[Kind.MOMENT]) / live if live else 0.0
    if is_typed(kind) and not (typed >= 0.5 and _has_letters_alone(name, kind, cells)):
        return _typed_name_score(name, cells, kind, typed)
    if typed >= 0.5 and is_spoilt_value(name):
        return -0.5
    if typed >= 0.5:
        return 1.0 - (0.45 if _text_first(cells) else 0.0)
    return _text_score(name.strip(), cells, kinds, live)


def _has_letters_alone(name: str, kind: Kind, cells: Sequence[str]) -> bool:
    """Say whether a name that could be a number has letters, as `cm-1`, and no cell under it has any."""
    return kind is Kind.NUMBER and any(map(str.isalpha, name)) and not any(map(str.isalpha, "".join(cells)))


def _text_first(cells: Sequence[str]) -> bool:
    """Say whether the first cell of a column of values is a word, as in a second row of names."""
    first = next((cell for cell in cells[:1] if not is_blank(cell)), "")
    if _has_letters_alone(first, kind_of(first), cells[1:]):
        return True
    return bool(first) and kind_of(first) in (Kind.TEXT, Kind.CODE) and not is_spoilt_value(first)


def _typed_name_score(name: str, cells: Sequence[str], kind: Kind, typed: float) -> float:
    """Judge a name that looks like a value: years and months may head columns of numbers."""
    if _YEAR.fullmatch(name.strip()) or kind is Kind.MOMENT:
        years = sum(bool(_YEAR.fullmatch(cell.strip())) for cell in cells)
        moments = sum(kind_of(cell) is Kind.MOMENT for cell in cells)
        return 0.25 if years * 3 < len(cells) and moments * 3 < len(cells) else -1.0
    return -1.0 if typed >= 0.5 else -0.4


def _text_score(name: str, cells: Sequence[str], kinds: Counter[Kind], live: int) -> float:
    if not live:
        return 0.2
    values = Counter(cell.strip() for cell in cells)
    if name in values:
        return -0.5 if values[name] > 1 or len(cells) > 3 else -0.3
    if _is_alike(name, values):
        return -0.5
    score = 0.0
    known = (
        _COMMON.search(name)
        or names.AMOUNT.search(name)
        or names.DATE.search(name)
        or names.NUMBER_ID.search(name)
    )
    if known and len(name) <= 40:
        score += 0.4
    elif _NAME_LIKE.fullmatch(name):
        score += 0.25
    if kinds[Kind.CODE] > 0.7 * live and not any(char.isdigit() for char in name):
        score += 0.35
    lengths = [len(cell) for cell in cells if not is_blank(cell)]
    mean = sum(lengths) / len(lengths)
    if len(values) * 2 < live and live >= 6:
        score += 0.15
    if len(lengths) > 3 and (
        len(name) > 2.5 * max(lengths) or 4 * len(name) < min(lengths) or mean > 40 > len(name)
    ):
        score += 0.2
    if all(cell[:1].islower() for cell in values if cell) and name[:1].isupper():
        score += 0.1
    return score


def _is_alike(name: str, values: Iterable[str]) -> bool:
    """Say whether a name has the length and the beginning that all values have: it is one of them."""
    some = [value for value in values if value]
    return (
        len(some) > 2
        and len(name) > _BEGINNING
        and {len(name)} == set(map(len, some))
        and all(value.startswith(name[:_BEGINNING]) for value in some)
    )


def _complete(rows: Sequence[Row], best: int, score: float) -> Header:
    """Add the rows of names above and below, and find the rows of units and numbers under them."""
    units = numbers = None
    if (
        best > 0
        and is_units_row(rows[best])
        and filled(rows[best - 1]) >= filled(rows[best])
        and _wordy(rows[best - 1])
    ):
        units, best = best, best - 1
    top = best
    while top > 0 and best - top < 3 and _joins(rows[top - 1], rows[best], rows[top]):
        top -= 1
    lowest = best
    while units is None and lowest - best < 2 and _goes_on(rows, top, best, lowest + 1):
        lowest += 1
    following = lowest + 1
    if units is None and following < len(rows) and filled(rows[following]) and _is_units(rows, following):
        units = following
    after = (units or lowest) + 1
    if after < len(rows) and _is_number_row(rows[after], rows[after + 1 : after + 4]):
        numbers = after
    return Header(
        rows=tuple(range(top, lowest + 1)), units=units, numbers=numbers, score=score, firm=score > 0.3
    )


def _goes_on(rows: Sequence[Row], top: int, best: int, index: int) -> bool:
    """Say whether a row under the names is a further row of names: words, few of them, where values follow."""
    row = rows[index] if index < len(rows) else ()
    places = _places(row)
    below = list(
        itertools.dropwhile(lambda r: _places(r) == places, rows[index + 1 : index + 1 + _BODY_ROWS])
    )
    if not below or not places or len(row) != len(rows[best]) or not _wordy(row) or is_units_row(row):
        return False
    cells = [row[j].strip() for j in places]
    if max(map(len, cells)) > 60 or cells[0].endswith(":"):
        return False
    full = [r for r in below if filled(r) * 2 > filled(rows[best])]
    if len(places) * 2 > len(row):
        return _fills_gaps(rows[top : best + 1], row, full)
    typed = [j for j in places if _typed_share(full, j) >= 0.6]
    if len(typed) == len(places) and places != _places(rows[best])[:1]:
        return True
    # In the first column or in one of words it could as well be a group's name: those are not the only one.
    return not _GROUP.match(cells[0]) and len(full) >= 2 and all(_places(r) != places for r in below)


def _fills_gaps(above: Sequence[Row], lower: Row, body: Sequence[Row]) -> bool:
    """Say whether words stand in all gaps of the names above, as under merged cells, and over nothing but values."""
    upper = above[-1]
    named = {j for row in (*above, lower) for j in _places(row)}
    if any(not named.issuperset(_places(row)) for row in body):
        return False
    columns = [[r[j] for r in body if j < len(r) and not is_blank(r[j])] for j in _places(lower)]
    valued = [sum(map(is_typed, map(kind_of, cells))) for cells in columns]
    return (
        len(_places(upper)) < len(upper)
        and any(valued)
        and all(count >= 0.6 * len(cells) for count, cells in zip(valued, columns, strict=True))
    )


def _places(row: Row) -> list[int]:
    return [j for j, cell in enumerate(row) if not is_blank(cell)]


def _typed_share(rows: Sequence[Row], column: int) -> float:
    kinds = Counter(kind_of(r[column]) for r in rows if column < len(r))
    kinds.pop(Kind.EMPTY, None)
    return (kinds[Kind.NUMBER] + kinds[Kind.MOMENT]) / kinds.total() if kinds else 0.0


def _wordy(row: Row) -> bool:
    return all(not is_typed(kind_of(cell)) for cell in row if not is_blank(cell))


def _is_units(rows: Sequence[Row], index: int) -> bool:
    """Tell a row of units from a row of data that happens to hold them: the rows below are values there."""
    row, below = rows[index], rows[index + 1 : index + 6]
    if not is_units_row(row) or not below:
        return False
    places = [j for j, cell in enumerate(row) if not is_blank(cell)]
    typed = sum(any(j < len(r) and is_typed(kind_of(r[j])) for r in below) for j in places)
    return typed * 2 >= len(places)


def _is_number_row(row: Row, below: Sequence[Row]) -> bool:
    cells = [cell.strip() for cell in row if not is_blank(cell)]
    if len(cells) < 3 or not all(cell.isdigit() for cell in cells):
        return False
    if any(list(map(str.strip, r)) == list(map(str.strip, row)) for r in below):
        return False  # A row that stands there twice numbers nothing.
    numbers = [int(cell) for cell in cells]
    wordy = any(not is_typed(kind_of(cell)) for r in below for cell in r if not is_blank(cell))
    return numbers == list(range(1, len(numbers) + 1)) and (wordy or len(cells) >= 5) and bool(below)


def _joins(upper: Row, lowest: Row, lower: Row) -> bool:
    """Say whether the upper row is a further row of names and not a title or a `key: value` line."""
    count = filled(upper)
    cells = [cell.strip() for cell in upper if not is_blank(cell)]
    told = sum(cell.endswith(":") or len(cell) > 60 for cell in cells)
    if not count or told * 2 >= count:
        return False
    if any(
        is_typed(kind_of(cell)) and not _YEAR.fullmatch(cell) and kind_of(cell) is not Kind.MOMENT
        for cell in cells
    ):
        return False
    if filled(lowest) == 1 or (count == 1 and not is_blank(upper[0])) or _is_apart(upper, lowest):
        return False
    named = [cell.strip() for cell in lowest if not is_blank(cell)]
    gaps = len(named) < len(lowest) or len(set(named)) < len(named)
    last = max(j for j, cell in enumerate(upper) if not is_blank(cell))
    if count >= 0.6 * len(lowest):
        return len(upper) >= 3 or gaps
    return last >= 1 and (gaps or is_blank(upper[0]) or any(is_blank(cell) for cell in lower) or count >= 2)


def _is_apart(upper: Row, lowest: Row) -> bool:
    """Say whether a row above the names is no row of the table: of another width, or a key with its value."""
    if len(upper) < len(lowest) and filled(upper) == len(upper):
        return True  # A line of its own, not padded to the table's width.
    if _places(upper) == [0, 1] and is_typed(kind_of(upper[1])) and len(lowest) > 2:
        return True
    return filled(upper[len(lowest) :]) > 0


def join_names(rows: Sequence[Row], width: int) -> list[str]:
    """Join the rows of names with a space; a name over several columns counts for each of them."""
    parts: list[list[str]] = [[] for _ in range(width)]
    for level, row in enumerate(rows):
        spread = ""
        for j in range(width):
            cell = row[j].strip() if j < len(row) else ""
            if cell:
                spread = cell
            elif level < len(rows) - 1 and any(
                j < len(lower) and lower[j].strip() for lower in rows[level + 1 :]
            ):
                cell = spread if _inside_group(rows, level, j) else ""
            else:
                spread = ""
            if cell and (not parts[j] or parts[j][-1] != cell):
                parts[j].append(cell)
    return [" ".join(part) for part in parts]


def _inside_group(rows: Sequence[Row], level: int, column: int) -> bool:
    """Say whether a gap in an upper row belongs to the name on its left: that name has names under it."""
    for j in range(column - 1, -1, -1):
        if j < len(rows[level]) and rows[level][j].strip():
            return any(j < len(lower) and lower[j].strip() for lower in rows[level + 1 :])
    return False
