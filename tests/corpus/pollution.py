"""One clean table spoilt in one way at a time: files, and the table that a careful reader takes out of each."""

import gzip
import io
import random
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from svodka.analysis.reading import Code
from tests.corpus import sheets_file
from tests.corpus.plain import Pen, Plain, Rows


@dataclass(frozen=True, kw_only=True, slots=True)
class Polluted:
    """A spoilt file: its kind and name, the true names and rows, and the issues of which one must be said."""

    kind: str
    name: str
    data: bytes
    header: Sequence[str] | None
    rows: Rows
    codes: frozenset[Code] = frozenset()


Polluter = Callable[[Plain], Iterator[Polluted]]


def _made(
    table: Plain, kind: str, name: str, text: str | bytes, codes: Sequence[Code] = (), **truth: object
) -> Polluted:
    data = text.encode() if isinstance(text, str) else text
    header = truth.get("header", table.header)
    rows = truth.get("rows", table.rows)
    assert header is None or isinstance(header, list)
    assert isinstance(rows, list)
    return Polluted(
        kind=kind,
        name=f"{table.name}/{kind}/{name}",
        data=data,
        header=header,
        rows=rows,
        codes=frozenset(codes),
    )


_DELIMITERS: Final = (";", "\t", "|", "^", "~", ":", " ", ", ", "\t\t", "::", r"\t", "; ", " | ")


def delimiters(table: Plain) -> Iterator[Polluted]:
    """Another delimiter."""
    for sign in _DELIMITERS:
        pen = Pen(delimiter=sign)
        yield _made(table, "delimiter", repr(sign), pen.text(pen.lines(table)))


def quotes(table: Plain) -> Iterator[Polluted]:
    """Another quote, none, all cells in quotes, a blank behind the delimiter."""
    single = Pen(quote="'")
    yield _made(table, "quote", "single", single.text(single.lines(table)))
    bare = Pen(delimiter="\t", quote="")
    yield _made(table, "quote", "none, tabs", bare.text(bare.lines(table)))
    for quote in "'\"":
        full = Pen(quote=quote, everywhere=True)
        yield _made(table, "quote", f"all {quote}", full.text(full.lines(table)))
        spaced = [", ".join(full.cell(cell) for cell in row) for row in [table.header, *table.rows]]
        yield _made(table, "quote", f"all {quote}, blank before", full.text(spaced))
        trailed = [" ,".join(full.cell(cell) for cell in row) for row in [table.header, *table.rows]]
        yield _made(table, "quote", f"all {quote}, blank behind", full.text(trailed))


def escapes(table: Plain) -> Iterator[Polluted]:
    """Quotes behind a backslash, in the whole file and in single rows."""
    pen, back = Pen(), Pen(escape="\\")
    yield _made(table, "escape", "whole file", back.text(back.lines(table)))
    full = Pen(escape="\\", everywhere=True)
    yield _made(table, "escape", "whole file, all quoted", full.text(full.lines(table)))
    lines, written = pen.lines(table), back.lines(table)
    quoted = [n for n, (one, other) in enumerate(zip(lines, written, strict=True)) if one != other]
    for n in quoted[:3]:
        spoilt = [*lines[:n], written[n], *lines[n + 1 :]]
        yield _made(table, "escape", f"row {n}", pen.text(spoilt))


def ends(table: Plain) -> Iterator[Polluted]:
    """Ends of lines of each kind, mixed, doubled, or missing at the end of the file."""
    for end in ("\n", "\r\n", "\r"):
        pen = Pen(end=end)
        text = pen.text(pen.lines(table))
        yield _made(table, "end", repr(end), text)
        yield _made(table, "end", f"{end!r}, none last", text.removesuffix(end))
        yield _made(table, "end", f"{end!r}, doubled last", text + end)
    r = random.Random(1)
    mixed = "".join(line + r.choice(("\n", "\r\n", "\r")) for line in Pen().lines(table))
    yield _made(table, "end", "mixed", mixed)
    yield _made(table, "end", "blank lines last", Pen().text([*Pen().lines(table), "", "", ""]))


_ENCODINGS: Final = ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251", "koi8-r", "cp866", "cp1252")
_MISREAD: Final = (("cp1251",), ("latin-1",), ("mac-roman",), ("cp1252",), ("latin-1", "latin-1"))


def encodings(table: Plain) -> Iterator[Polluted]:
    """Other encodings, and UTF-8 that was misread and saved again, once or twice."""
    text = Pen().text(Pen().lines(table))
    for codec in _ENCODINGS:
        try:
            yield _made(table, "encoding", codec, text.encode(codec))
        except UnicodeEncodeError:
            continue
    if text.isascii():
        return
    for path in _MISREAD:
        spoilt = text
        try:
            for codec in path:
                spoilt = spoilt.encode().decode(codec)
        except UnicodeDecodeError:
            continue
        yield _made(table, "mojibake", "+".join(path), spoilt, [Code.MOJIBAKE_REVERSED])


def containers(table: Plain) -> Iterator[Polluted]:
    """Archives, workbooks, JSON lines and Parquet."""
    data = Pen().text(Pen().lines(table)).encode()
    yield _made(table, "container", "gzip", gzip.compress(data))
    for names in (("t.csv",), ("a/readme.txt", "b/t.csv")):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in names:
                archive.writestr(name, data if name.endswith("csv") else b"hello\n")
        yield _made(table, "container", f"zip of {len(names)}", buffer.getvalue())
    for name, written in sheets_file.written(table):
        yield _made(table, "container", name, written)


def wrapped(table: Plain) -> Iterator[Polluted]:
    """A `sep=` line, comments, titles above and notes below the table, padded and not."""
    lines, width = Pen().lines(table), len(table.header)
    semi = Pen(delimiter=";")
    yield _made(table, "sep", "semicolon", semi.text(["sep=;", *semi.lines(table)]), [Code.SEP_LINE])
    yield _made(table, "sep", "comma, quoted", Pen().text(['"sep=,"', *lines]), [Code.SEP_LINE])
    half = len(lines) // 2
    said = [Code.COMMENT_LINES]
    yield _made(table, "comment", "above", Pen().text(["# made by a program, v1", "# 2 parts", *lines]), said)
    yield _made(
        table, "comment", "within", Pen().text([*lines[:half], "# page 2, continued", *lines[half:]]), said
    )
    pad = "," * (width - 1)
    for name, above in _TITLES.items():
        for padding, tail in (("", ""), ("padded", pad)):
            upper = [line if not line or "," in line else line + tail for line in above]
            text = Pen().text([*(line or tail for line in upper), *lines])
            yield _made(table, "preamble", f"{name} {padding}", text, [Code.PREAMBLE])
    for name, below in _NOTES.items():
        for padding, tail in (("", ""), ("padded", pad)):
            lower = [line + tail for line in below]
            yield _made(table, "footnote", f"{name} {padding}", Pen().text([*lines, *lower]), [Code.NOTE_ROW])


_TITLES: Final = {
    "title": ["Report of the year"],
    "title, blank": ["Report of the year", ""],
    "three lines": ["Report of the year", "made on 3 May 2026 by J. Smith", "all branches", ""],
    "keys": ["Company:,Example Ltd", "Period:,2018", ""],
    "prose": ["This file was exported from the system; please do not reply.", ""],
}
_NOTES: Final = {
    "note": ["", "Source: branch offices"],
    "note at once": ["Source: branch offices"],
    "two notes": ["", "* preliminary", "** estimated by the office"],
    "prose": ["", "This file was exported from the system. Please do not reply."],
}


def further_tables(table: Plain) -> Iterator[Polluted]:
    """A second and a third table below the first one."""
    lines = Pen().lines(table)
    small = {
        "narrower": ["Branch,Manager", *(f"Branch {n},Person {n}" for n in range(6))],
        "wider": [
            ",".join(f"m{k}" for k in range(14)),
            *(",".join(str(n * k) for k in range(14)) for n in range(1, 5)),
        ],
        "same width": [
            ",".join(f"Note {k}" for k in range(len(table.header))),
            *(",".join(f"w{n}{k}" for k in range(len(table.header))) for n in range(5)),
        ],
        "other delimiter": ["Branch;Manager;Since", *(f"Branch {n};Person {n};{2000 + n}" for n in range(6))],
    }
    for name, other in small.items():
        for gap in (1, 2):
            text = Pen().text([*lines, *[""] * gap, *other])
            yield _made(table, "further tables", f"{name}, {gap} blank", text, [Code.OTHER_TABLE])
    text = Pen().text([*lines, "", *small["narrower"], "", *small["wider"]])
    yield _made(table, "further tables", "two", text, [Code.OTHER_TABLE])


def headers(table: Plain) -> Iterator[Polluted]:
    """Names over several rows, empty, long, odd or twice; and none at all."""
    pen, names, body = Pen(), table.header, table.rows
    lines = pen.lines(table)

    def named(kind: str, header: list[str], *codes: Code) -> Polluted:
        changed = replace(table, header=header)
        return _made(changed, "header", kind, pen.text(pen.lines(changed)), codes)

    yield _made(table, "header", "none", pen.text(lines[1:]), [Code.NO_HEADER], header=None)
    yield _made(table, "header", "only", pen.text(lines[:1]), rows=[])
    yield _made(table, "header", "and one row", pen.text(lines[:2]), rows=body[:1])
    yield _made(
        table,
        "header",
        "none and one row",
        pen.text(lines[1:2]),
        [Code.NO_HEADER],
        header=None,
        rows=body[:1],
    )
    yield named("one empty", [*names[:1], "", *names[2:]], Code.EMPTY_NAME)
    yield named("first empty", ["", *names[1:]], Code.EMPTY_NAME)
    yield named("duplicates", [*names[:2], names[1], *names[3:]], Code.DUPLICATE_NAME)
    yield named("very long", [*names[:2], "long name " * 60_000 + "end", *names[3:]])
    yield named("odd signs", ["#!?", *(f"{name} [%]*&" for name in names[1:])])
    yield named("line break", [*names[:2], "two\nlines", *names[3:]])
    for levels in (2, 3):
        split = [[f"{name} part {level}" for name in names] for level in range(levels)]
        yield _made(
            table,
            "header",
            f"over {levels} rows",
            pen.text([*(pen.line(row) for row in split), *lines[1:]]),
            [Code.HEADER_JOINED],
            header=[" ".join(parts) for parts in zip(*split, strict=True)],
        )
        for column in sorted({0, min(2, len(names) - 1), len(names) - 1}):
            lower = [["" if k != column else f"more{n}" for k in range(len(names))] for n in range(1, levels)]
            joined = list(names)
            joined[column] = " ".join([names[column], *(f"more{n}" for n in range(1, levels))])
            text = pen.text([lines[0], *(pen.line(row) for row in lower), *lines[1:]])
            name = f"column {column} over {levels} rows"
            yield _made(table, "header", name, text, [Code.HEADER_JOINED], header=joined)


def sizes(table: Plain) -> Iterator[Polluted]:
    """One column, and very many; empty columns at the end."""
    pen = Pen()
    for column in range(len(table.header)):
        text = pen.text([pen.line([row[column] or "x"]) for row in [table.header, *table.rows]])
        yield _made(
            table,
            "one column",
            str(column),
            text,
            header=[table.header[column]],
            rows=[[row[column] or "x"] for row in table.rows],
        )
    for width in (1_024, 17_000):
        more = [f"extra {k}" for k in range(width - len(table.header))]
        rows = [[*row, *(str(k * n % 97) for k in range(len(more)))] for n, row in enumerate(table.rows[:6])]
        wide = replace(table, header=[*table.header, *more], rows=rows)
        yield _made(wide, "many columns", str(width), pen.text(pen.lines(wide)))
    trailing = pen.text([line + ",,," for line in pen.lines(table)])
    yield _made(table, "empty columns", "at the end", trailing, [Code.TRAILING_DELIMITER])


def columns(table: Plain) -> Iterator[Polluted]:
    """One column written otherwise in one row, or in half of them."""
    pen = Pen()
    for column in range(min(5, len(table.header))):
        for name, step in (("one row", len(table.rows) - 3), ("half", 2)):
            rows = [list(row) for row in table.rows]
            for row in rows[2::step]:
                row[column] = f"({row[column]})" if row[column] else "?"
            changed = replace(table, rows=rows)
            yield _made(changed, "column", f"{column}, {name}", pen.text(pen.lines(changed)))


FILE_POLLUTERS: Final[tuple[Polluter, ...]] = (
    delimiters,
    quotes,
    escapes,
    ends,
    encodings,
    containers,
    wrapped,
    further_tables,
    headers,
    sizes,
    columns,
)
