"""Which delimiter, quote and escape a text is written with: candidates are tried on samples and scored.

A candidate is good when its rows have one width (apart from titles above and notes below the table), its cells
look like values, and each of its columns holds one kind of cell.
"""

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from svodka.analysis.reading.cells import Kind, is_typed, kind_of
from svodka.analysis.reading.records import Dialect, parse, split_plain
from svodka.analysis.reading.trace import Trace

SAMPLE_LINES: Final = 160
_MAX_LINE: Final = 200_000
_MAX_SAMPLE: Final = 1_000_000
_LEAST_LINES: Final = 8
_MAX_CELLS: Final = 6_000
# How readily each delimiter is believed, all else being equal.
_PRIORS: Final = {
    ",": 1.0, ";": 1.0, "\t": 1.0, "|": 0.99, ", ": 0.99, "; ": 0.99, "||": 1.0, "::": 0.95, "\x01": 1.0, "\x1f": 1.0,
    "^": 0.95, "~": 0.95, ":": 0.75, " ": 0.72, "¦": 0.95, "§": 0.95, "#": 0.7, "*": 0.6, "!": 0.6, "&": 0.65, "=": 0.5,
    "$": 0.6, "@": 0.5, "/": 0.4, "\x1e": 0.95, "\x02": 0.95, "¬": 0.95, "‖": 0.95, "•": 0.7, "·": 0.7, "%": 0.4, "\\": 0.5,
    " | ": 1.0, "|~|": 1.0, "~|~": 1.0, ";;": 0.9, "\t\t": 0.9, "@@": 0.9, "##": 0.9, "$$": 0.9, "^^": 0.9, "~~": 0.9,
    "\\t": 0.9, "<>": 0.9, "&&": 0.9, ":|:": 0.95, "|;|": 0.95, "-": 0.3, "_": 0.3, "+": 0.5, "?": 0.5,
}  # fmt: skip
_STRONG: Final = re.compile(r"[\t;|^~]")
_ONE_COLUMN: Final = 0.34
_ONE_COLUMN_PAIR: Final = 0.42
_ONE_COLUMN_STRONG: Final = 0.12
_LINES_WEIGH: Final = 1.6  # how much more lines that look like single values speak for one column
_DECIMAL: Final = re.compile(r"[-+−]?\d{1,3}(?:[ \u00a0\u202f]?\d{3})*,\d+")
_ADDRESS: Final = re.compile(
    r"(?:https?|ftp|s3|file)://\S+|www\.\S+|[\w.+-]+@[\w-]+\.[\w.]+|(?:[A-Za-z]:)?(?:[\\/][\w. ~-]+){2,}"
)
_PARTED: Final = re.compile(r"[^\W\d_]:[^\W\d_]")  # words with a colon and no blank between them
_CLOCK: Final = re.compile(r"(?:(?<![\d.:])|(?<=\d{4}:))(?:[01]?\d|2[0-3]):[0-5]\d(?!\d)")
_BETWEEN_COLONS: Final = re.compile(r"""(?:^|:)(["'])[^"']*:[^"']*\1(?:$|:)""")
_QUOTES: Final = "\"'`"
_MOST_QUOTED: Final = 40
_WEAK: Final = 0.9
_CLEAR: Final = 0.55
_FEW_LINES: Final = 4
_CHANCE: Final = 0.5  # how far one line among many speaks for a delimiter
_MANY_CELLS: Final = 6
_SHORT: Final = 40
CLOSE: Final = 0.9  # of the best score, from where on another dialect makes it doubtful
_SPACED: Final = frozenset(",;|")
_MIN_ROWS: Final = 3
_COMMENTS: Final = ("#", "//", "%", "--", "!")


class Guess(Struct, frozen=True, kw_only=True):
    """A dialect with its score and that of the best other delimiter."""

    dialect: Dialect
    score: float
    runner_up: str | None = None
    runner_up_score: float = 0.0


def sample_lines(lines: Sequence[str]) -> list[str]:
    """Take the head, a middle part and the tail of the lines; of long lines fewer, as a cut one has no width."""
    if len(lines) > SAMPLE_LINES:
        middle = len(lines) // 2
        lines = [*lines[:80], *lines[middle : middle + 40], *lines[-40:]]
    if sum(map(len, lines)) > _MAX_SAMPLE:
        kept = max(_LEAST_LINES, _MAX_SAMPLE * len(lines) // sum(map(len, lines)))
        lines = lines[:kept]
    return [line if len(line) <= _MAX_LINE else line[:_MAX_LINE] for line in lines]


def detect(lines: Sequence[str], *, delimiter: str | None = None, trace: Trace | None = None) -> Guess:
    """Find the dialect of the lines; `delimiter` fixes what the caller knows."""
    sample = sample_lines(lines)
    comment = _comment_sign(sample)
    if comment:
        sample = [line for line in sample if not line.startswith(comment)]
    sample = [line for line in sample if line.strip()]
    quoted = [*sample, *_quoted_lines(lines, sample)]
    signs = [delimiter] if delimiter else _candidates(sample)
    weak = [sign for sign in signs if _PRIORS.get(sign, 1.0) < _WEAK]
    guesses: list[Guess] = []
    for group in ([sign for sign in signs if sign not in weak], weak):
        if guesses and max(guess.score for guess in guesses) > _CLEAR:
            break
        dialects = [dialect for sign in group for dialect in _dialects(quoted, sign, comment)]
        guesses += _judged([_split(sample, dialect) for dialect in dialects], every=trace is not None)
    guesses.sort(key=lambda guess: -guess.score)
    if trace is not None:
        for guess in guesses[:8]:
            trace.note(
                "dialect", repr(guess.dialect.delimiter), quote=guess.dialect.quote or "-", score=guess.score
            )
    best = guesses[0] if guesses else None
    if best is not None and not delimiter and _is_one_column(sample, best.dialect.delimiter):
        best = None
    if best is not None and not delimiter and _is_weaker(best, sample):
        best = next((guess for guess in guesses if _has_rows(sample, guess.dialect.delimiter)), None)
    if best is None:
        quote, escape = _quoting(quoted, "\n")
        single = Dialect(delimiter="", quote=quote, escape=escape, comment=comment, width=1)
        return Guess(
            dialect=single, score=_ONE_COLUMN, runner_up=guesses[0].dialect.delimiter if guesses else None
        )
    other = next((g for g in guesses if g.dialect.delimiter.strip() != best.dialect.delimiter.strip()), None)
    return replace(
        best,
        runner_up=other.dialect.delimiter if other else None,
        runner_up_score=other.score if other else 0.0,
    )


def _quoted_lines(lines: Sequence[str], sample: Sequence[str]) -> list[str]:
    """Return lines with quotes from beyond a sample that has none: there may be cells in quotes after all."""
    if len(lines) <= SAMPLE_LINES or any('"' in line for line in sample):
        return []
    return list(itertools.islice((line[:_MAX_LINE] for line in lines if '"' in line), _MOST_QUOTED))


def _dialects(sample: Sequence[str], delimiter: str, comment: str) -> Iterator[Dialect]:
    quote, escape = _quoting(sample, delimiter)
    if quote:
        yield Dialect(delimiter=delimiter, quote=quote, escape=escape, comment=comment)
    yield Dialect(delimiter=delimiter, comment=comment)


def _least(dialect: Dialect) -> float:
    """Return the score below which one column is the better reading."""
    if _PRIORS.get(dialect.delimiter, 1.0) >= _WEAK:
        return _ONE_COLUMN_STRONG
    return _ONE_COLUMN if dialect.width > 2 or dialect.quote else _ONE_COLUMN_PAIR


def _candidates(sample: Sequence[str]) -> list[str]:
    need, text = max(1, len(sample) // 5), "\n".join(sample)
    return [
        sign
        for sign in _PRIORS
        if sign in text and (sum(sign in line for line in sample) >= need or _has_rows(sample, sign))
    ]


def _is_weaker(best: Guess, sample: Sequence[str]) -> bool:
    """Say whether one column is a better reading than the best of the others."""
    least = _least(best.dialect)
    return best.score < least * (1.0 + _LINES_WEIGH) and best.score < least * _one_column(sample)


def _has_rows(sample: Sequence[str], delimiter: str) -> bool:
    """Say whether some lines, among lines of text, are rows of many short cells, which no sentence is."""
    if _PRIORS.get(delimiter, 1.0) < _WEAK or delimiter != delimiter.strip(" "):
        return False
    parted = [line.split(delimiter) for line in sample if line.count(delimiter) + 1 >= _MANY_CELLS]
    return sum(all(len(cell) <= _SHORT and cell[:1] != " " for cell in cells) for cells in parted) > 1


def _one_column(sample: Sequence[str]) -> float:
    """Weigh how much the lines look like single values: 1 is neutral, 2 and more very much."""
    typed = sum(is_typed(kind_of(line)) or bool(_ADDRESS.fullmatch(line.strip())) for line in sample)
    return 1.0 + _LINES_WEIGH * typed / max(1, len(sample))


def _is_one_column(sample: Sequence[str], delimiter: str) -> bool:
    """Recognise one column of decimals or of words with commas in them, under a name without a comma."""
    if delimiter.strip() != "," or len(sample) < 3 or "," in sample[0]:
        return False
    if all(_DECIMAL.fullmatch(line.strip()) for line in sample[1:]):
        return True
    cells = [cell for line in sample[1:] for cell in line.split(", ")]
    return (
        delimiter == ", "
        and not any('"' in line for line in sample)
        and sum(is_typed(kind_of(cell)) for cell in cells) * 20 < len(cells)
    )


def _comment_sign(sample: Sequence[str]) -> str:
    filled = [line for line in sample if line.strip()]
    head = filled[0] if filled else ""
    for sign in _COMMENTS:
        marked = [line for line in filled if line.startswith(sign)]
        others = [line for line in filled if not line.startswith(sign)]
        few = len(marked) <= len(sample) * 0.5 or (
            len(others) >= _MIN_ROWS and marked == filled[: len(marked)]
        )
        if head.startswith(sign) and marked and few and not _is_row(marked, others):
            return sign
    middle = [line for line in sample[1:] if line.startswith("#")]
    others = [line for line in sample if line not in middle]
    if not middle or len(middle) * 5 >= len(sample):
        return ""
    spaced = all(line.startswith("# ") for line in middle)
    return "#" if spaced or not any(_is_row([line], others) for line in middle) else ""


def _is_row(marked: Sequence[str], others: Sequence[str]) -> bool:
    """Tell a row, such as names of which the first is `#`, from a comment: it has as many cells as the others."""
    if len(marked) != 1 or not others:
        return False
    for sign in ",;\t|":
        counts = Counter(len(_cells(line, sign)) for line in others)
        width, lines = counts.most_common(1)[0]
        if width > 1 and lines * 2 >= len(others) and len(_cells(marked[0], sign)) == width:
            return True
    return False


def _cells(line: str, delimiter: str) -> Sequence[str]:
    return next(parse([line], Dialect(delimiter=delimiter, quote='"'))).cells


def _quoting(sample: Sequence[str], delimiter: str) -> tuple[str, str]:
    """Find which quote encloses cells of this delimiter, and whether a backslash stands before quotes inside."""
    edge = re.escape(delimiter.strip(" ") or delimiter)
    counts = {quote: _enclosed(sample, quote, edge) for quote in _QUOTES}
    best = max(counts, key=lambda quote: counts[quote])
    if not counts[best]:
        best = '"' if _encloses_lines(sample, edge) else ""
    if not best:
        return "", ""
    text = "\n".join(sample)
    backslashes = text.count("\\" + best)
    doubled = len(re.findall(rf"[^\\{best},;\t|\n]{best}{best}(?!{best})[^,;\t|\n]", text))
    return best, "\\" if backslashes and backslashes >= doubled else ""


def _enclosed(sample: Sequence[str], quote: str, edge: str) -> int:
    """Count cells in this quote. Apostrophes inside words do not count: most lines that have them, have pairs."""
    having = [line for line in sample if quote in line]
    if not having:
        return 0
    q = re.escape(quote)
    whole = re.compile(rf"(?:^|{edge}) ?{q}(?:[^{q}]|{q}{q}|\\{q})*{q}(?=\s?{edge}|\s*$)")
    found = [len(whole.findall(line)) for line in having]
    paired = sum(count > 0 for count in found)
    return sum(found) if quote == '"' or paired * 10 >= len(having) * 6 else 0


def _encloses_lines(sample: Sequence[str], edge: str) -> bool:
    """Say whether quotes enclose cells of several lines: one line opens a cell, a later one closes it."""
    if not any('"' in line for line in sample):
        return False
    opened = re.compile(rf'(?:^|{edge}) ?"[^"]*$')
    closed = re.compile(rf'^[^"]*"\s?(?:{edge}|$)')
    first = next((number for number, line in enumerate(sample) if opened.search(line)), None)
    return first is not None and any(map(closed.search, sample[first + 1 :]))


class _Split(Struct, frozen=True, kw_only=True):
    """The lines of a sample by one dialect; `most` is the score if all cells look like whole values of one kind."""

    dialect: Dialect
    table: Sequence[Sequence[str]]
    most: float


def _judged(splits: Sequence[_Split], *, every: bool) -> list[Guess]:
    """Score dialects, the most regular first; `every` one, or without those that cannot come near the best."""
    guesses = [Guess(dialect=split.dialect, score=0.0) for split in splits]
    best = 0.0
    for place in sorted(range(len(splits)), key=lambda place: -splits[place].most):
        split = splits[place]
        if not split.most or (not every and split.most < CLOSE * best):
            break
        score = split.most * _plausibility(split.table, split.dialect)
        guesses[place] = replace(guesses[place], score=score)
        best = max(best, score)
    return guesses


def _split(sample: Sequence[str], dialect: Dialect) -> _Split:
    first = Counter(
        len(split_plain(line, dialect.delimiter))
        for line in sample
        if dialect.quote not in line or not dialect.quote
    )
    width = max(first, key=lambda w: (first[w] * (w > 1), w)) if first else 0
    rows = [r.cells for r in parse(sample, replace(dialect, width=width))]
    widths = Counter(len(row) for row in rows)
    wide = {count: n for count, n in widths.items() if count > 1}
    if not wide:
        return _Split(dialect=replace(dialect, width=1), table=(), most=0.0)
    width = max(wide, key=lambda count: (wide[count] * (1 - 0.5 / count), count))
    final = replace(dialect, width=width)
    body = _without_edges(rows)
    regular = sum(len(row) == width for row in body) / len(body)
    near = sum(0 < abs(len(row) - width) <= 1 and len(row) > 1 for row in body) / len(body)
    consistency = (regular + 0.3 * near) * (0.6 + 0.4 * len(body) / len(rows))
    if len(body) == 1 and len(rows) > _FEW_LINES:
        consistency *= _CHANCE
    table = [row for row in body if len(row) == width]
    most = consistency**2 * (1 - 0.65 / width) * _prior(sample, dialect)
    return _Split(
        dialect=final, table=table, most=most * (1.0 if dialect.quote else _unquoted_penalty(table))
    )


def _prior(sample: Sequence[str], dialect: Dialect) -> float:
    """Believe in a rare sign that stands between quoted cells in every line; doubt a colon in times of day."""
    prior = _PRIORS.get(dialect.delimiter, 0.9)
    if dialect.delimiter == ":" and not dialect.quote and _has_clocks(sample):
        return prior * _CHANCE  # It parts hours from minutes.
    if prior >= _WEAK or not dialect.quote or not dialect.delimiter.strip() or len(sample) < 3:
        return prior
    sign, quote = re.escape(dialect.delimiter), re.escape(dialect.quote)
    between = re.compile(rf"{quote}\s?{sign}\s?{quote}")
    return _WEAK if all(map(between.search, sample)) else prior


def _has_clocks(sample: Sequence[str]) -> bool:
    """Say whether most lines hold times of day; where cells with a colon are in quotes, it is a delimiter."""
    return not any(map(_BETWEEN_COLONS.search, sample)) and 2 * sum(
        map(bool, map(_CLOCK.search, sample))
    ) > len(sample)


def _unquoted_penalty(table: Sequence[Sequence[str]]) -> float:
    """Doubt a reading without quotes that leaves quotes at the edges of cells."""
    cells = [cell.strip() for row in table[:50] for cell in row]
    edged = sum(len(cell) > 1 and cell[0] == cell[-1] and cell[0] in "\"'" for cell in cells)
    half = sum((cell[:1] == '"') != (cell[-1:] == '"') for cell in cells) + _parted_apostrophes(cells)
    start = 0.9 if any(len(cell) > 1 and cell[0] == '"' == cell[-1] for cell in cells) else 0.999
    return max(0.3, start - 0.3 * edged / max(1, len(cells)) - 2 * half / max(1, len(cells)))


def _parted_apostrophes(cells: Sequence[str]) -> int:
    """Count apostrophes that open a cell and close another one: they enclosed both, and what was between them."""
    opened = sum(cell[:1] == "'" != cell[-1:] for cell in cells)
    closed = sum(cell[:1] != "'" == cell[-1:] for cell in cells)
    return opened + closed if opened == closed else 0


def _without_edges(rows: Sequence[Sequence[str]]) -> Sequence[Sequence[str]]:
    """Leave out the single-cell lines above and below: titles and notes."""
    start, end = 0, len(rows)
    while start < end and len(rows[start]) == 1:
        start += 1
    while end > start and len(rows[end - 1]) == 1:
        end -= 1
    return rows[start:end] or rows


def _plausibility(table: Sequence[Sequence[str]], dialect: Dialect) -> float:
    """Weigh how far the cells look like whole values and the columns are of one kind."""
    width = len(table[0])
    rows = table[: max(8, _MAX_CELLS // width)]
    columns = min(width, 400)
    whole = even = 0.0
    for index in range(columns):
        cells = [row[index] for row in rows]
        counts = Counter(cells)
        worth = sum(_worth(cell, dialect.delimiter) * count for cell, count in counts.items())
        whole += worth / len(cells)
        even += _evenness(cells[1:] or cells)
    return (whole / columns) * (0.45 + 0.55 * even / columns)


def _evenness(cells: Sequence[str]) -> float:
    kinds = Counter(map(kind_of, cells))
    kinds.pop(Kind.EMPTY, None)
    total = sum(kinds.values())
    if not total:
        return 0.6
    kind, count = kinds.most_common(1)[0]
    share = count / total
    return share if is_typed(kind) else 0.85 * share


def _worth(cell: str, delimiter: str) -> float:
    """Value one cell as a whole value between 0 and 1."""
    if " " in (cell[:1], cell[-1:]) and delimiter in _SPACED and cell.strip():
        return 0.95 * _worth(cell.strip(), delimiter)
    kind = kind_of(cell)
    if kind is Kind.EMPTY:
        return 0.7 if delimiter not in (" ", ":") else 0.4
    if is_typed(kind) or kind is Kind.CODE:
        return 1.0 if is_typed(kind) else 0.85
    return _text_worth(cell.strip(), delimiter)


def _text_worth(text: str, delimiter: str) -> float:
    strong = _STRONG.findall(text)
    if strong and not set(strong) & set(delimiter):
        return 0.15
    if delimiter != ":" and _PARTED.search(text):
        return 0.5
    if text.count('"') % 2 or text.count("(") != text.count(")"):
        return 0.35
    if re.search(r"\d,\d+,|,\S.*,\S", text) and delimiter != ",":
        return 0.4
    if text[-1:] in ",(/-&=" or text[:1] in ",;)/&=":
        return 0.4
    return 0.8
