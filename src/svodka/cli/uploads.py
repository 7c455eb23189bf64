"""`svodka uploads`: what became of people's files, for the operator."""

from collections.abc import Sequence
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.table import Table

from svodka.cli._database import ask_database
from svodka.cli._safe import harmless
from svodka.database import Database
from svodka.uploads import Person, State, Upload

_HEADERS: Final = ("id", "when (UTC)", "who", "file", "state", "error", "attempts", "last error")
_WIDTH_IN_A_PIPE: Final = 400


def command(
    *,
    failed: Annotated[bool, typer.Option("--failed", help="Only those that were given up.")] = False,
    limit: Annotated[int, typer.Option(min=1, help="So many at most.")] = 50,
) -> None:
    """List the uploads that changed last: whose, how far they are, and what went wrong.

    `svodka retry` takes one that failed up again, by its id.
    """
    rows = ask_database(lambda database: _recent(database, State.FAILED if failed else None, limit))
    table = Table(box=None, pad_edge=False, header_style="bold")
    for header in _HEADERS:
        table.add_column(header, overflow="fold")
    for upload, person in rows:
        table.add_row(*(harmless(text) for text in _cells(upload, person)))
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = _WIDTH_IN_A_PIPE
    console.print(table)


async def _recent(
    database: Database, state: State | None, limit: int
) -> Sequence[tuple[Upload, Person | None]]:
    async with database.works() as work:
        uploads = await work.uploads.recent(state=state, limit=limit)
        return [(upload, await work.people.get(upload.person_id)) for upload in uploads]


def _cells(upload: Upload, person: Person | None) -> Sequence[str]:
    return (
        str(upload.id),
        f"{upload.changed_at:%Y-%m-%d %H:%M:%S}",
        f"{person.name} ({person.id})" if person else str(upload.person_id),
        upload.document.name or "-",
        upload.state,
        upload.error_code or "-",
        str(upload.attempts),
        upload.last_error or "-",
    )
