"""The buttons under a report and under a page of its columns; only for what there is."""

from collections.abc import Sequence
from typing import Final

from svodka.bot.buttons import Button, Press
from svodka.uploads import Upload

REPORT: Final = "report"
COLUMNS: Final = "columns"
PAGE: Final = "page"
CLEAN: Final = "clean"
DELETE: Final = "delete"
VERBS: Final = (REPORT, COLUMNS, PAGE, CLEAN, DELETE)


def report_buttons(upload: Upload, link: str | None = None) -> Sequence[Sequence[Button]]:
    """Return the buttons under the report; above them one that opens it in the browser, where it has a link."""
    there = {
        REPORT: "report" in upload.results,
        COLUMNS: bool(upload.summary.get("columns")),
        CLEAN: "clean" in upload.results,
        DELETE: True,
    }
    buttons = [
        Button(code=f"button-{verb}", data=Press(verb=verb, upload_id=upload.id).data())
        for verb, is_there in there.items()
        if is_there
    ]
    opening = [[Button(code="button-open", url=link)]] if link and there[REPORT] else []
    return [*opening, buttons[:2], buttons[2:]]


def page_buttons(upload: Upload, page: int) -> Sequence[Sequence[Button]]:
    """Return the buttons that turn the pages of the columns."""
    last = len(upload.summary.get("columns", ())) - 1
    turns = (("button-previous", page - 1, page > 0), ("button-next", page + 1, page < last))
    return [
        [
            Button(code=code, data=Press(verb=PAGE, upload_id=upload.id, page=target).data())
            for code, target, is_there in turns
            if is_there
        ]
    ]
