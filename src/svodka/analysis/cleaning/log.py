"""What was changed or assumed on the way to the clean file: where, how often, what stood there, in a sentence."""

from collections.abc import Iterable, Iterator

from msgspec import Struct

from svodka.analysis.cleaning.csv_file import harmless
from svodka.analysis.model import Column
from svodka.analysis.plain import clipped, plain
from svodka.analysis.sentences import placed_sentence
from svodka.analysis.table import Table
from svodka.analysis.wording import Wording

_LONGEST_VALUE = 200
_HEADS = ("log-row", "log-column", "log-count", "log-value", "log-what")


class Loss(Struct, frozen=True, kw_only=True):
    """What a kind of file cannot hold: the code of its sentence, the column (None: the table), how often."""

    code: str
    column: Column | None
    count: int


def log_rows(table: Table, wording: Wording, losses: Iterable[Loss] = ()) -> Iterator[list[str]]:
    """Return the log's header and rows, harmless in a spreadsheet program; lines count from 1."""
    yield [wording.say(code) for code in _HEADS]
    for issue in table.issues:
        where = str(issue.row + 1) if issue.row is not None else ""
        value = clipped(issue.value or "", _LONGEST_VALUE)
        cells = [where, plain(issue.column or ""), str(issue.count), value, placed_sentence(issue, wording)]
        yield [harmless(cell) for cell in cells]
    for loss in losses:
        column = plain(loss.column.name) if loss.column is not None else ""
        yield ["", harmless(column), str(loss.count), "", wording.say(f"log-{loss.code}", count=loss.count)]
    yield ["", "", "", "", wording.say("log-formulas")]
