"""Whole files: columns, a dialect, an encoding, and the things that people leave above, between and below rows."""

import csv
import gzip
import io
import random
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from tests.corpus import columns
from tests.corpus.columns import Made

ENCODINGS_RU: Final = (
    "utf-8",
    "utf-8-sig",
    "cp1251",
    "koi8-r",
    "cp866",
    "mac-cyrillic",
    "utf-16",
    "utf-16-le",
    "cp1251",
)
ENCODINGS_EN: Final = ("utf-8", "utf-8", "utf-8-sig", "utf-16")
DELIMITERS: Final = (",", ";", "\t", "|", ";", ",", "^", "~", ", ")
ENDS: Final = ("\n", "\r\n", "\r", "\r\n")
ABOVE: Final = ("", "", "", "title", "padded", "keys", "blank")
BELOW: Final = ("", "", "", "total", "note", "total_note", "blank")
WITHIN: Final = ("", "", "", "blank", "header", "short", "trailing", "subtotal", "quote", "comma")
HEADS: Final = ("one", "one", "one", "two", "units", "none", "numbers")


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """A file, how it was made, and what a reader must find in it."""

    name: str
    data: bytes
    encoding: str
    delimiter: str
    header_row: int | None
    made: Sequence[Made]
    rows: int
    traits: Sequence[str] = field(default_factory=tuple)


def cases(seed: int, count: int) -> Iterator[Case]:
    """Make this many files, the same for the same seed."""
    for number in range(count):
        yield _case(random.Random(f"{seed}-{number}"), f"case-{seed}-{number:04d}")


def _case(r: random.Random, name: str) -> Case:
    russian = r.random() < 0.65
    delimiter, end = r.choice(DELIMITERS), r.choice(ENDS)
    above, below, within, head = r.choice(ABOVE), r.choice(BELOW), r.choice(WITHIN), r.choice(HEADS)
    rows = r.choice([6, 14, 30, 60])
    made = _columns(r, rows, russian)
    body = [[column.cells[k] for column in made] for k in range(rows)]
    within = "" if head == "none" and within == "header" else within
    body = _within(r, within, body, [column.name for column in made], delimiter)
    names, header_lines = _head(head, made, russian)
    upper = _above(above, len(made), russian)
    lines = [*upper, *header_lines, *body, *_below(below, made, russian)]
    text = _write(r, lines, delimiter, end, within, above)
    encoding = _encoding(r, text, ENCODINGS_RU if russian else ENCODINGS_EN)
    data, wrapped = _wrap(r, text.encode(encoding))
    renamed = [_renamed(column, title) for column, title in zip(made, names, strict=True)]
    return Case(
        name=name,
        data=data,
        encoding=encoding,
        delimiter=delimiter,
        header_row=None if head == "none" else len(upper),
        made=renamed,
        rows=rows,
        traits=[
            encoding,
            repr(delimiter),
            repr(end),
            f"above:{above}",
            f"head:{head}",
            f"in:{within}",
            f"below:{below}",
            wrapped,
        ],
    )


def _columns(r: random.Random, rows: int, russian: bool) -> list[Made]:
    others = [
        columns.count_column,
        columns.code_column,
        columns.answer_column,
        columns.percent_column,
    ]
    r.shuffle(others)
    makers = [columns.date_column, columns.text_column, columns.money_column, *others[: r.randrange(0, 5)]]
    if r.random() < 0.4:
        r.shuffle(makers)
    return [make(r, rows, russian) for make in makers]


def _renamed(column: Made, name: str) -> Made:
    return Made(
        name=name, cells=column.cells, type=column.type, sum=column.sum, nulls=column.nulls, low=column.low
    )


def _head(head: str, made: Sequence[Made], russian: bool) -> tuple[list[str], list[list[str]]]:
    names = [column.name for column in made]
    if head == "none":
        return [f"column_{k + 1}" for k in range(len(made))], []
    if head == "two":
        group = "Показатели" if russian else "Figures"
        upper = ["", "", group, *[""] * (len(made) - 3)]
        joined = [*names[:2], *(f"{group} {name}" for name in names[2:])]
        return joined, [upper, names]
    if head == "units":
        units = {"decimal": "руб." if russian else "USD", "integer": "шт" if russian else "pcs"}
        return names, [names, [units.get(column.type.value, "") for column in made]]
    if head == "numbers":
        return names, [names, [str(k + 1) for k in range(len(made))]]
    return names, [names]


def _above(above: str, width: int, russian: bool) -> list[list[str]]:
    title = "Отчёт о продажах" if russian else "Sales report"
    if above == "title":
        return [[title], []]
    if above == "padded":
        return [
            [title, *[""] * (width - 1)],
            ["Период: 2025" if russian else "Period: 2025", *[""] * (width - 1)],
        ]
    if above == "keys":
        return [
            ["Организация:" if russian else "Company:", "Ромашка" if russian else "Daisy"],
            ["Период:" if russian else "Period:", "2025"],
            [],
        ]
    return [[], []] if above == "blank" else []


def _below(below: str, made: Sequence[Made], russian: bool) -> list[list[str]]:
    total = [str(column.sum) if column.sum is not None else "" for column in made]
    total[0] = "Итого" if russian else "Total"
    note = ["Примечание: данные предварительные" if russian else "Note: preliminary data"]
    lines: dict[str, list[list[str]]] = {
        "total": [total],
        "note": [[], note],
        "total_note": [total, [], note],
        "blank": [[], [], []],
    }
    return lines.get(below, [])


def _within(
    r: random.Random, within: str, body: list[list[str]], names: list[str], delimiter: str
) -> list[list[str]]:
    place = r.randrange(2, len(body) - 1)
    if within == "blank":
        return [*body[:place], [], *body[place:]]
    if within == "header":
        return [*body[:place], names, *body[place:]]
    if within == "subtotal":
        return [*body[:place], ["Итого за период", *[""] * (len(names) - 2), "55"], *body[place:]]
    if within == "trailing":
        return [[*row, ""] for row in body]
    return body


def _write(
    r: random.Random, lines: Sequence[Sequence[str]], delimiter: str, end: str, within: str, above: str
) -> str:
    if len(delimiter) > 1:
        text = end.join(delimiter.join(_cell(cell, delimiter) for cell in line) for line in lines) + end
    else:
        buffer = io.StringIO()
        if r.random() < 0.33:
            csv.writer(buffer, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(
                lines
            )
        else:
            csv.writer(buffer, delimiter=delimiter, lineterminator=end).writerows(lines)
        text = buffer.getvalue()
    return text.removesuffix(end) if r.random() < 0.2 else text


def _cell(cell: str, delimiter: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if delimiter.strip() in cell or '"' in cell else cell


def _encoding(r: random.Random, text: str, choices: Sequence[str]) -> str:
    fitting = []
    for encoding in choices:
        try:
            text.encode(encoding)
        except UnicodeEncodeError:
            continue
        fitting.append(encoding)
    return r.choice(fitting)


def _wrap(r: random.Random, data: bytes) -> tuple[bytes, str]:
    dice = r.random()
    if dice < 0.05:
        return gzip.compress(data), "gzip"
    if dice < 0.1:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("table.csv", data)
        return buffer.getvalue(), "zip"
    return data, "plain"
