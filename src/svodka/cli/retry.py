"""`svodka retry`: take an upload up again that was given up."""

from typing import Annotated
from uuid import UUID

import typer

from svodka.app import utc_now
from svodka.cli._database import ask_database
from svodka.cli._exits import refuse
from svodka.database import Database
from svodka.uploads import STEP_OF, State, Upload, retry


def command(
    upload_id: Annotated[UUID, typer.Argument(metavar="ID", help="As `svodka uploads --failed` shows it.")],
) -> None:
    """Take an upload that failed up again; its person hears that it goes on.

    It counts against the person's quota again, whether that is used up or not.
    """
    before, now = ask_database(lambda database: _retried(database, upload_id))
    if before is None or now is None:
        refuse(f"There is no upload {upload_id}.")
    if before.state is not State.FAILED:
        refuse(f"Upload {upload_id} is {before.state}; only one that failed can be taken up again.")
    typer.echo(f"Upload {upload_id} is {now.state} again; next: {STEP_OF[now.state]}.")


async def _retried(database: Database, upload_id: UUID) -> tuple[Upload | None, Upload | None]:
    """Return the upload as it was and as it is now."""
    async with database.works() as work:
        before = await work.uploads.get(upload_id)
        if before is not None:
            await retry(work, before, now=utc_now())
        return before, await work.uploads.get(upload_id)
