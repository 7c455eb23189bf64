"""The names that the columns get: as the header has them, numbered where they are empty or occur again."""

from collections.abc import Sequence

from svodka.analysis.model import Issue
from svodka.analysis.reading.issues import Code


def name_columns(header: Sequence[str] | None, width: int) -> tuple[list[str], list[Issue]]:
    """Return a name for each column, all different, and what was made up."""
    if header is None:
        return [f"column_{index + 1}" for index in range(width)], []
    taken = {name.strip() for name in header}  # all names of the header, and those given since
    used: set[str] = set()
    names: list[str] = []
    issues: list[Issue] = []
    for index in range(width):
        name = header[index].strip() if index < len(header) else ""
        if not name:
            name = _free(f"column_{index + 1}", taken)
            issues.append(Issue(code=Code.EMPTY_NAME, column=name))
        elif name in used:
            fresh = _free(name, taken)
            issues.append(Issue(code=Code.DUPLICATE_NAME, column=fresh, value=name))
            name = fresh
        used.add(name)
        taken.add(name)
        names.append(name)
    return names, issues


def _free(name: str, taken: set[str]) -> str:
    if name not in taken:
        return name
    number = 2
    while f"{name}_{number}" in taken:
        number += 1
    return f"{name}_{number}"
