"""Reads files of a call: uploaded in a part of its own, attached by name, or sent again by file_id."""

from collections.abc import Mapping
from dataclasses import dataclass

from svodka.simulator.calls import Call
from svodka.simulator.files import FileKind, StoredFile
from svodka.simulator.formatting import FormattedText
from svodka.simulator.methods.words import read_caption
from svodka.simulator.refusals import bad_request
from svodka.simulator.telegram import Telegram


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """One item of an album, or the new content of an edited message."""

    file: StoredFile
    caption: FormattedText | None


def read_file(telegram: Telegram, call: Call, name: str, reference: str | None, kind: FileKind) -> StoredFile:
    """Return the file of one argument, stored."""
    upload = call.upload(name, reference)
    if upload is not None:
        if upload.size == 0:
            raise bad_request("file must be non-empty")
        return telegram.files.keep(upload, kind)
    if not reference:
        raise bad_request(f"there is no {name} in the request")
    return telegram.files.find_as(reference, kind)


def read_media(telegram: Telegram, call: Call, raw: object) -> Media:
    """Return what one InputMedia object describes."""
    fields = Call(method="", fields={"media": raw}).json("media")
    if not isinstance(fields, Mapping):
        raise bad_request("can't parse InputMedia: expected an Object")
    try:
        kind = FileKind(str(fields.get("type")))
    except ValueError:
        raise bad_request(f"type {fields.get('type')!r} is not supported by this simulator") from None
    reference = fields.get("media")
    if not isinstance(reference, str) or not reference:
        raise bad_request("media must be non-empty")
    return Media(file=read_file(telegram, call, "media", reference, kind), caption=read_caption(fields))
