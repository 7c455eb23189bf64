"""JSON lines, and a JSON array of objects, to a grid: one column a key, in the order of first appearance."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from svodka.analysis.model import Issue, Severity, Source
from svodka.analysis.reading.grid import Grid
from svodka.analysis.reading.issues import Code
from svodka.analysis.reading.spooling import check_cells

_MAX_DEPTH: Final = 4


def looks_like_objects(text: str) -> bool:
    """Say whether a text may be JSON lines or an array of objects."""
    head = text[:4_000].lstrip("\ufeff \t\r\n")
    if head.startswith("{"):
        first = head.split("\n", 1)[0].rstrip("\r ,")
        return _parsed(first) is not None or head.replace("\n", "").replace(" ", "").startswith('{"')
    return head.startswith("[") and head[1:].lstrip().startswith("{")


def read_objects(text: str, encoding: str, issues: Sequence[Issue]) -> Grid | None:
    """Read objects into a grid; None if the text holds none."""
    bad: list[tuple[int, str]] = []
    objects = list(_array(text) or _lines(text, bad))
    if not objects or len(bad) > len(objects):
        return None
    found_rows = [(number, dict(flat(item))) for number, item in objects]
    keys: dict[str, None] = {}
    for _, item in found_rows:
        keys.update(dict.fromkeys(item))
    names = list(keys)
    check_cells(len(found_rows), len(names))
    found = list(issues)
    if bad:
        found.append(
            Issue(
                code=Code.NOTE_ROW,
                severity=Severity.WARNING,
                row=bad[0][0],
                count=len(bad),
                value=bad[0][1][:120],
            )
        )
    return Grid(
        source=Source(
            format="jsonl" if not text.lstrip("\ufeff \r\n").startswith("[") else "json", encoding=encoding
        ),
        header=names,
        units=(),
        width=len(names),
        numbers=[number for number, _ in found_rows],
        rows=[[item.get(name, "") for name in names] for _, item in found_rows],
        issues=found,
    )


def _parsed(text: str) -> Mapping[str, object] | None:
    try:
        value = json.loads(text, parse_float=str, parse_int=str)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _array(text: str) -> list[tuple[int, Mapping[str, object]]]:
    stripped = text.lstrip("\ufeff \t\r\n")
    try:
        value = json.loads(stripped, parse_float=str, parse_int=str)
    except (ValueError, RecursionError):
        return []
    items = value if isinstance(value, list) else _inner_list(value)
    return [(number, item) for number, item in enumerate(items) if isinstance(item, dict)]


def _inner_list(value: object) -> Sequence[object]:
    """Find the list of objects in a single object that wraps it, or take the object as the only row."""
    if isinstance(value, dict):
        for inner in value.values():
            if isinstance(inner, list) and inner and isinstance(inner[0], dict):
                return inner
        return [value]
    return []


def _lines(text: str, bad: list[tuple[int, str]]) -> Iterator[tuple[int, Mapping[str, object]]]:
    for number, line in enumerate(text.lstrip("\ufeff").splitlines()):
        if not line.strip():
            continue
        item = _parsed(line.strip().rstrip(","))
        if item is None:
            bad.append((number, line))
        else:
            yield number, item


def flat(item: Mapping[str, object], prefix: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    """Yield the names and values of an object; those of objects in it have both names."""
    for key, value in item.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict) and depth < _MAX_DEPTH and value:
            yield from flat(value, f"{name}.", depth + 1)
        else:
            yield name, _text(value)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
