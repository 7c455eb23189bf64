"""Large JSON, lines or one array of objects: read object by object and written out as CSV of ours."""

import codecs
import csv
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from svodka.analysis.model import Issue, ReadOptions, Severity, Source
from svodka.analysis.reading.issues import Code
from svodka.analysis.reading.objects import flat, looks_like_objects
from svodka.analysis.reading.spooling import Spool, Spooler, check_cells, told
from svodka.analysis.reading.workspace import Workspace
from svodka.errors import TableTooComplexError

LARGE_BYTES: Final = 4 << 20
_CHUNK_BYTES: Final = 1 << 20
_LONGEST_OBJECT: Final = 16_000_000
_BETWEEN: Final = " \t\r\n,"


def spool_objects(path: Path, options: ReadOptions, workspace: Workspace) -> Spool | None:
    """Write the objects of a large file as a table; None if it is not such a file, in UTF-8."""
    with path.open("rb") as file:
        head = file.read(64 << 10)
    text = head.decode("utf-8-sig", errors="replace").lstrip()
    if not looks_like_objects(text):
        return None
    keys: dict[str, int] = {}
    bad: list[tuple[int, str]] = []
    body, table = workspace.path("objects.csv"), workspace.path("table.csv")
    spooler = Spooler(body)
    objects = _in_array(path) if text.startswith("[") else _in_lines(path, bad)
    try:
        spooler.write(_rows(objects, keys))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        return None
    if not spooler.rows or len(bad) > spooler.rows:
        return None
    check_cells(spooler.rows, len(keys))
    csv.field_size_limit(_LONGEST_OBJECT)
    with body.open(encoding="utf-8", newline="") as file:
        Spooler(table).write(_filled(csv.reader(file), list(keys)))
    body.unlink()
    issues = [
        Issue(
            code=Code.NOTE_ROW, severity=Severity.WARNING, row=bad[0][0], count=len(bad), value=bad[0][1][:120]
        )
    ] if bad else []  # fmt: skip
    source = Source(format="json" if text.startswith("[") else "jsonl", encoding="utf-8")
    return Spool(path=table, options=told(options, named=True), source=source, issues=issues)


def _rows(objects: Iterator[Mapping[str, object]], keys: dict[str, int]) -> Iterator[list[str]]:
    """Yield a row for each object, as wide as the keys that were met so far."""
    for item in objects:
        cells = dict(flat(item))
        for key in cells:
            if key not in keys:
                keys[key] = len(keys)
                check_cells(1, len(keys))
        yield [cells.get(key, "") for key in keys]


def _filled(rows: Iterator[list[str]], names: list[str]) -> Iterator[list[str]]:
    yield names
    for row in rows:
        yield row if len(row) == len(names) else [*row, *[""] * (len(names) - len(row))]


def _in_lines(path: Path, bad: list[tuple[int, str]]) -> Iterator[Mapping[str, object]]:
    with path.open(encoding="utf-8-sig", newline=None) as file:
        number = 0
        while line := file.readline(_LONGEST_OBJECT):
            if line.strip():
                try:
                    item = json.loads(line.strip().rstrip(","), parse_float=str, parse_int=str)
                except (ValueError, RecursionError):
                    item = None
                if isinstance(item, dict):
                    yield item
                else:
                    bad.append((number, line[:120]))
            number += 1


def _in_array(path: Path) -> Iterator[Mapping[str, object]]:
    """Yield the objects of an array, of which no more than a few are held at once."""
    decoder = json.JSONDecoder(parse_float=str, parse_int=str)
    chunks = _chunks(path)
    text, place = next(chunks).lstrip().removeprefix("["), 0
    while True:
        while place < len(text) and text[place] in _BETWEEN:
            place += 1
        if text.startswith("]", place):
            return
        try:
            item, place = decoder.raw_decode(text, place)
        except json.JSONDecodeError:
            more = next(chunks, "")
            if not more:
                raise
            if len(text) - place > _LONGEST_OBJECT:
                raise TableTooComplexError(f"an object of more than {_LONGEST_OBJECT} characters") from None
            text, place = text[place:] + more, 0
            continue
        if isinstance(item, dict):
            yield item


def _chunks(path: Path) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True)
