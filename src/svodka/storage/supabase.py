"""Objects in a bucket of Supabase Storage, over its REST interface; large ones over TUS, part by part.

Uploads ask for `Connection: close`: deployed servers answer some errors before they have read the body, and
what stays unread on a pooled connection hangs whoever is next on it.
"""

import asyncio
import json
import mimetypes
from base64 import b64encode, urlsafe_b64decode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlencode

from aiohttp import ClientSession, ClientTimeout, TCPConnector
from yarl import URL

from svodka.errors import (
    ObjectNotFoundError,
    PassingError,
    SettingsError,
    StorageAccessError,
    StorageError,
    StorageUnavailableError,
)
from svodka.storage.backend import ObjectInfo
from svodka.storage.places import SupabasePlace
from svodka.storage.supabase_http import Body, SupabaseClient, error_of

PART_BYTES: Final = 6 * 1024 * 1024  # what the server demands of every part but the last

_ENDPOINT: Final = "/storage/v1"
_CONNECT_DEADLINE_S: Final = 5.0
_ABANDON_S: Final = 0.15
_FIRST_BYTE_DEADLINE_S: Final = 20.0
_MOST_CONNECTIONS: Final = 256
_CHUNK_BYTES: Final = 256 * 1024
_LONGEST_NAME: Final = 255
_TUS: Final = {"Tus-Resumable": "1.0.0"}
_KEY: Final = "SUPABASE_SERVICE_ROLE_KEY"
_ANONYMOUS: Final = ("anon", "authenticated")
_ANONYMOUS_PREFIX: Final = "sb_publishable_"


@dataclass(frozen=True, slots=True)
class SupabaseBackend:
    """Implements `svodka.storage.Backend` over a bucket."""

    client: SupabaseClient
    bucket: str

    async def put(self, key: str, chunks: AsyncIterator[bytes], *, size: int, name: str) -> None:
        """Keep a stream."""
        metadata = json.dumps({"filename": name[:_LONGEST_NAME]}, ensure_ascii=False)
        if size > PART_BYTES:
            await self._put_in_parts(key, chunks, size, metadata)
            return
        await self.client.ask(
            "POST",
            self._object(key),
            headers={
                "Connection": "close",
                "Content-Length": str(size),
                "Content-Type": _content_type(key),
                "x-metadata": _base64(metadata),
            },
            body=Body(chunks, size),
        )

    @asynccontextmanager
    async def get(self, key: str) -> AsyncIterator[AsyncIterator[bytes]]:
        """Stream an object."""
        path = self._object(key)
        async with self.client.stream(path, first_byte_s=_FIRST_BYTE_DEADLINE_S) as response:
            yield response.content.iter_chunked(_CHUNK_BYTES)

    async def stat(self, key: str) -> ObjectInfo | None:
        """Look at an object."""
        try:
            answer = await self.client.ask("GET", f"/object/info/{self.bucket}/{quote(key)}")
        except ObjectNotFoundError:
            return None
        fields = answer.fields()
        if not isinstance(size := fields.get("size"), int):
            raise StorageUnavailableError(f"no size is told of {key}")
        return ObjectInfo(size=size, etag=str(fields.get("etag") or "").strip('"') or None)

    async def delete(self, key: str) -> None:
        """Delete an object."""
        try:
            await self.client.ask("DELETE", self._object(key))
        except ObjectNotFoundError:
            return

    async def link(self, key: str, *, seconds: float, name: str) -> str | None:
        """Have the server sign an address."""
        body = json.dumps({"expiresIn": max(1, int(seconds))}).encode()
        answer = await self.client.ask(
            "POST",
            f"/object/sign/{self.bucket}/{quote(key)}",
            headers={"Content-Type": "application/json", "Content-Length": str(len(body))},
            body=Body(_once(body), len(body)),
        )
        path = str(answer.fields().get("signedURL") or "")
        if not path.startswith("/"):
            raise StorageUnavailableError(f"no address is told of {key}")
        return f"{self.client.base}{path}&{urlencode({'download': name[:_LONGEST_NAME]})}"

    def _object(self, key: str) -> str:
        return f"/object/{self.bucket}/{quote(key)}"

    async def _put_in_parts(self, key: str, chunks: AsyncIterator[bytes], size: int, metadata: str) -> None:
        named = {
            "bucketName": self.bucket,
            "objectName": key,
            "contentType": _content_type(key),
            "metadata": metadata,
        }
        created = await self.client.ask(
            "POST",
            "/upload/resumable",
            headers=_TUS
            | {
                "Upload-Length": str(size),
                "Upload-Metadata": ",".join(f"{word} {_base64(text)}" for word, text in named.items()),
            },
            allowed=(201,),
        )
        # Only the last part of its address: behind a proxy the server may not know its own name.
        upload = "/upload/resumable/" + created.headers.get("Location", "").rstrip("/").rpartition("/")[2]
        cut = _Cut(chunks)
        try:
            for offset in range(0, size, PART_BYTES):
                length = min(PART_BYTES, size - offset)
                await self._send_part(upload, cut.take(length), offset, length)
        except BaseException:
            if cut.given < size:  # Else it may be an object by now, and that is not to be broken.
                await self._abandon(upload)
            raise

    async def _abandon(self, upload: str) -> None:
        """Have the server forget an upload that comes to no end; else it would keep the parts for a day.

        There is no time to wait for it: the deadline may have passed.
        """
        with suppress(StorageError, TimeoutError):
            async with asyncio.timeout(_ABANDON_S):
                await self.client.ask("DELETE", upload, headers=_TUS, allowed=(200, 204))

    async def _send_part(self, upload: str, chunks: AsyncIterator[bytes], offset: int, length: int) -> None:
        """Send one part. If its answer was lost the server knows whether it has the part."""
        try:
            await self.client.ask(
                "PATCH",
                upload,
                headers=_TUS
                | {
                    "Connection": "close",
                    "Content-Length": str(length),
                    "Content-Type": "application/offset+octet-stream",
                    "Upload-Offset": str(offset),
                },
                body=Body(chunks, length),
                allowed=(204,),
            )
        except PassingError:
            if await self._offset(upload) != offset + length:
                raise

    async def _offset(self, upload: str) -> int | None:
        """Ask how much of an upload has arrived; None when the server does not say."""
        try:
            answer = await self.client.ask("HEAD", upload, headers=_TUS)
        except StorageError:
            return None
        told = answer.headers.get("Upload-Offset", "")
        return int(told) if told.isdecimal() else None


async def _once(content: bytes) -> AsyncIterator[bytes]:
    yield content


class _Cut:
    """Cuts a stream into pieces of given lengths, holding no more than one chunk."""

    def __init__(self, chunks: AsyncIterator[bytes]) -> None:
        self._chunks = chunks
        self._rest = b""
        self.given = 0

    async def take(self, length: int) -> AsyncIterator[bytes]:
        """Stream the next `length` bytes, fewer where the stream ends."""
        while length:
            chunk = self._rest or await anext(self._chunks, b"")
            if not chunk:
                return
            piece, self._rest = chunk[:length], chunk[length:]
            length -= len(piece)
            self.given += len(piece)
            yield piece


@asynccontextmanager
async def open_supabase(place: SupabasePlace) -> AsyncIterator[SupabaseBackend]:
    """Open a session to the project while the block lasts. Nothing is asked of the server yet."""
    url = URL(place.url)
    async with ClientSession(
        connector=TCPConnector(limit=_MOST_CONNECTIONS),
        timeout=ClientTimeout(total=None, sock_connect=_CONNECT_DEADLINE_S),
        headers={
            "Authorization": f"Bearer {place.key}",
            "apikey": place.key,
            "Accept-Encoding": "identity",
        },
        auto_decompress=False,
    ) as session:
        client = SupabaseClient(
            session=session,
            base=url if url.path.endswith(_ENDPOINT) else url.with_path(url.path.rstrip("/") + _ENDPOINT),
            answer_deadline_s=place.answer_deadline_s,
        )
        yield SupabaseBackend(client, place.bucket)


async def probe_supabase(backend: SupabaseBackend, place: SupabasePlace) -> None:
    """Tell a wrong key, an anonymous key and a missing bucket apart.

    Raises SettingsError, whose message is one line, or a PassingError where the server cannot say now.
    """
    path = f"/bucket/{quote(place.bucket)}"
    answer = await backend.client.ask("GET", path, allowed=tuple(range(200, 500)))
    if answer.status == 200:
        return
    error = error_of(answer, f"GET {path}")
    if isinstance(error, PassingError):
        raise error
    raise SettingsError(_mistake(error, place, known=bool(answer.fields().get("statusCode"))))


def _mistake(error: StorageError, place: SupabasePlace, *, known: bool) -> str:
    if not known:
        return f"SUPABASE_URL: no Supabase Storage answers at {place.url}"
    missing = isinstance(error, ObjectNotFoundError) or "not found" in str(error).lower()
    if missing and _is_anonymous(place.key):
        return f"{_KEY}: is the anonymous key, which may not see the bucket; take the service role key"
    if missing:
        return f"SUPABASE_STORAGE_BUCKET: there is no bucket {place.bucket!r} in this project; create it"
    if isinstance(error, StorageAccessError):
        return f"{_KEY}: the project at {place.url} does not know this key; is it of another project?"
    return f"SUPABASE_STORAGE_BUCKET: the storage refuses {place.bucket!r}: {error}"


def _is_anonymous(key: str) -> bool:
    """Read the role that a key claims; whether the claim is true the server has said already."""
    if key.startswith(_ANONYMOUS_PREFIX):
        return True
    _, _, rest = key.partition(".")
    claims = rest.partition(".")[0]
    try:
        role = json.loads(urlsafe_b64decode(claims + "=" * (-len(claims) % 4))).get("role")
    except (ValueError, AttributeError):
        return False
    return role in _ANONYMOUS


def _content_type(key: str) -> str:
    return mimetypes.guess_type(key)[0] or "application/octet-stream"


def _base64(text: str) -> str:
    return b64encode(text.encode()).decode()
