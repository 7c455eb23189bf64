"""What an outbox row comes to: which call, with which words, pictures and buttons. Decides, does nothing."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from svodka.bot.buttons import Button
from svodka.bot.report import page_buttons, report_buttons
from svodka.texts import file_name, html, language_of
from svodka.uploads import STEP_OF, MessageKind, OutMessage, Person, State, Upload

log: Final = logging.getLogger(__name__)

_MAX_PICTURES: Final = 4
_STAGE: Final = "progress-"
_ACCEPTED: Final = "progress-accepted"
_DONE: Final = "progress-done"
_LATE: Final = "progress-late"
# What says that the file is accepted, whatever else it says.
_BEGINNINGS: Final = frozenset(
    {_ACCEPTED, "progress-in-line", "progress-queue", _LATE, "storage-unavailable"}
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """A text in Telegram's HTML. `edit`: the message to put it into, else (or when gone and `or_say`) a new one."""

    text: str
    reply_to: int | None = None
    edit: int | None = None
    or_say: bool = True
    buttons: Sequence[Sequence[Button]] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Pictures:
    """Pictures, by the keys of their objects, under one text."""

    keys: Sequence[str]
    words: Words


@dataclass(frozen=True, kw_only=True, slots=True)
class File:
    """A document, by the key of its object, under the name that the person sees."""

    key: str
    name: str
    buttons: Sequence[Sequence[Button]] = ()


Letter = Words | Pictures | File


@dataclass(frozen=True, kw_only=True, slots=True)
class Circumstances:
    """What must be known to write a row's letter. `link` opens the upload's report in the browser."""

    person: Person | None = None
    upload: Upload | None = None
    progress_message_id: int | None = None
    link: str | None = None

    def language(self, row: OutMessage) -> str:
        """Return the language of the row: its own, its upload's, or its reader's."""
        if own := row.payload.get("language"):
            return str(own)
        if self.upload is not None:
            return self.upload.language
        return self.person.language if self.person else language_of(None)


def begins_or_goes_on(row: OutMessage) -> bool:
    """Tell whether the row says that work on a file has begun or goes on."""
    code = str(row.payload.get("code"))
    return row.kind is MessageKind.PROGRESS and code.startswith(_STAGE) and code not in (_DONE, _LATE)


def gives_way(row: OutMessage) -> bool:
    """Tell whether the row is but news of a stage between acceptance and report."""
    return begins_or_goes_on(row) and row.payload.get("code") not in _BEGINNINGS


def letter(row: OutMessage, known: Circumstances) -> Letter | None:
    """Write the row's letter; None when there is nothing to say (any more)."""
    if row.upload_id is not None and (known.upload is None or known.upload.state is State.DELETED):
        return None
    if row.kind is MessageKind.REPORT and known.upload is not None:
        part = _PARTS.get(row.payload["part"])
        return part(row, known.upload, known.link) if part else None
    if row.kind is MessageKind.PROGRESS:
        return _progress(row, known)
    return Words(
        text=_text(row, known),
        reply_to=row.payload.get("reply_to"),
        buttons=[[Button.from_json(one) for one in line] for line in row.payload.get("buttons") or ()],
    )


def _progress(row: OutMessage, known: Circumstances) -> Words | None:
    """Begin the upload's progress message or change it; beside its report or refusal none need begin."""
    code = row.payload["code"]
    under_way = known.upload is None or known.upload.state in STEP_OF
    if known.progress_message_id is None and (code == _DONE or (code in _BEGINNINGS and not under_way)):
        return None
    return Words(
        text=_text(row, known),
        reply_to=row.payload.get("reply_to"),
        edit=known.progress_message_id,
        or_say=code == _LATE or not code.startswith(_STAGE),
    )


def _text(row: OutMessage, known: Circumstances) -> str:
    language = known.language(row)
    try:
        return html(row.payload["code"], language, **row.payload.get("figures") or {})
    except (LookupError, ValueError):
        log.exception("no such sentence", extra={"code": row.payload.get("code"), "out": row.id})
        return html("internal", language)


def _summary(_row: OutMessage, upload: Upload, _link: str | None) -> Letter:
    words = Words(text=upload.summary.get("text") or html("summary-missing", upload.language))
    names = sorted((name for name in upload.results if name.startswith("chart-")), key=_by_number)
    keys = [upload.results[name] for name in names[:_MAX_PICTURES]]
    return Pictures(keys=keys, words=words) if keys else words


def _document(_row: OutMessage, upload: Upload, link: str | None) -> Letter:
    if key := upload.results.get("report"):
        name = _file_name("file-report", upload, ".html")
        return File(key=key, name=name, buttons=report_buttons(upload, link))
    return _no_longer(upload)


def _clean(_row: OutMessage, upload: Upload, _link: str | None) -> Letter:
    if key := upload.results.get("clean"):
        return File(key=key, name=_file_name("file-clean", upload, PurePath(key).suffix))
    return _no_longer(upload)


def _columns(row: OutMessage, upload: Upload, _link: str | None) -> Letter:
    pages: Sequence[str] = upload.summary.get("columns") or ()
    if not pages:
        return _no_longer(upload)
    page = min(max(int(row.payload.get("page") or 0), 0), len(pages) - 1)
    return Words(text=pages[page], edit=row.payload.get("edit"), buttons=page_buttons(upload, page))


_PARTS: Final[dict[str, Callable[[OutMessage, Upload, str | None], Letter]]] = {
    "summary": _summary,
    "document": _document,
    "clean": _clean,
    "columns": _columns,
}


def _no_longer(upload: Upload) -> Words:
    return Words(text=html("object-not-found", upload.language))


def _file_name(code: str, upload: Upload, suffix: str) -> str:
    return file_name(code, upload.language, upload.document.name, suffix)


def _by_number(name: str) -> tuple[int, str]:
    number = name.rpartition("-")[2]
    return (int(number) if number.isdigit() else 0, name)
