"""One Bot API call, whatever it came as: query, form, multipart or JSON, with its files already on disk."""

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, MultipartReader, StreamReader

from svodka.simulator.files import FileStore, Upload
from svodka.simulator.refusals import bad_request

_ATTACH = "attach://"
_CHUNK_BYTES = 1 << 18
_TRUE_WORDS = frozenset({"true", "yes", "1", "True"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A method's name and arguments. Form values are strings, JSON values are what they are."""

    method: str
    fields: Mapping[str, object] = field(default_factory=dict)
    uploads: Mapping[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str | None:
        """Return a string argument."""
        value = self.fields.get(name)
        return value if isinstance(value, str) or value is None else json.dumps(value)

    def integer(self, name: str, default: int | None = None) -> int | None:
        """Return a whole number; anything else counts as not given, as on the real server."""
        value = self.fields.get(name)
        try:
            return default if value is None else int(str(value))
        except ValueError:
            return default

    def flag(self, name: str) -> bool:
        """Return a boolean argument."""
        value = self.fields.get(name)
        return value is True or str(value) in _TRUE_WORDS

    def json(self, name: str) -> object:
        """Return an argument that is a JSON value, parsed; None when it is absent or empty."""
        value = self.fields.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from None

    def array(self, name: str) -> list[object] | None:
        """Return an argument that is a JSON array."""
        value = self.json(name)
        if value is None or isinstance(value, list):
            return value
        raise bad_request(f"can't parse {name.replace('_', ' ')}: expected an Array")

    def upload(self, name: str, reference: str | None) -> Upload | None:
        """Return the file sent for `name`: in a part of that name, or in the one that `attach://` names."""
        if reference and reference.startswith(_ATTACH):
            upload = self.uploads.get(reference.removeprefix(_ATTACH))
            if upload is None:
                raise bad_request("wrong file identifier/HTTP URL specified")
            return upload
        return self.uploads.get(name)


class Body(Protocol):
    """What is read of a request to us, or of a webhook's answer."""

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers; `Content-Type` decides how the body is read."""
        ...

    @property
    def content(self) -> StreamReader:
        """The body in pieces."""
        ...

    async def read(self) -> bytes:
        """Return the whole body."""
        ...


async def read_call(
    body: Body, files: FileStore, *, method: str = "", query: Mapping[str, str] | None = None, max_bytes: int
) -> Call:
    """Read one call; its files are streamed to `files`. Without `method` the body names it."""
    fields: dict[str, object] = dict(query or {})
    uploads: dict[str, Upload] = {}
    content_type = body.headers.get("Content-Type", "")
    if content_type.startswith("multipart/"):
        try:
            await _read_parts(MultipartReader(body.headers, body.content), fields, uploads, files, max_bytes)
        except ValueError as error:
            files.discard(uploads.values())
            raise bad_request(f"can't parse request: {error}") from None
        except BaseException:
            files.discard(uploads.values())
            raise
    else:
        fields |= _parse_plain(await body.read(), content_type)
    name = method or str(fields.pop("method", ""))
    return Call(method=name, fields=fields, uploads=uploads)


def _parse_plain(body: bytes, content_type: str) -> dict[str, object]:
    if not body:
        return {}
    if content_type.startswith("application/json"):
        try:
            parsed = json.loads(body)
        except ValueError:
            raise bad_request("can't parse request: invalid JSON") from None
        if not isinstance(parsed, dict):
            raise bad_request("can't parse request: expected an Object")
        return parsed
    if content_type.startswith("application/x-www-form-urlencoded"):
        return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    return {}


async def _read_parts(
    parts: MultipartReader,
    fields: dict[str, object],
    uploads: dict[str, Upload],
    files: FileStore,
    max_bytes: int,
) -> None:
    async for part in parts:
        if not isinstance(part, BodyPartReader) or part.name is None:
            continue
        if part.filename is None:
            fields[part.name] = (await part.read(decode=True)).decode("utf-8", "replace")
            continue
        mime = part.headers.get("Content-Type")
        uploads[part.name] = await files.receive(
            _chunks(part), max_bytes=max_bytes, name=part.filename, mime=mime
        )


async def _chunks(part: BodyPartReader) -> AsyncIterator[bytes]:
    while chunk := await part.read_chunk(_CHUNK_BYTES):
        yield chunk
