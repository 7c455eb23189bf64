"""One request to Supabase Storage: its headers, its body as it flows, and what its answers mean.

The service role key is in the session's headers and nowhere else; no text made here holds it.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any, Final

from aiohttp import ClientError, ClientResponse, ClientSession
from aiohttp.abc import AbstractStreamWriter
from aiohttp.payload import Payload
from yarl import URL

from svodka.errors import (
    ObjectExistsError,
    ObjectNotFoundError,
    ObjectRefusedError,
    PassingError,
    StorageAccessError,
    StorageError,
    StorageTimeoutError,
    StorageUnavailableError,
    SvodkaError,
)
from svodka.storage.statuses import kind_of

_LONGEST_ANSWER_BYTES: Final = 64 * 1024
_LONGEST_TEXT: Final = 200
_LONGEST_RETRY_AFTER_S: Final = 600

# The server's own names for its errors; they say more than the status does.
_BY_CODE: Final[Mapping[str, type[StorageError]]] = MappingProxyType(
    {
        "KeyAlreadyExists": ObjectExistsError,
        "NoSuchKey": ObjectNotFoundError,
        "NoSuchBucket": StorageAccessError,  # a wrong key looks like this to who reads
        "EntityTooLarge": ObjectRefusedError,
        "InvalidMimeType": ObjectRefusedError,
        "InvalidKey": ObjectRefusedError,
        "InvalidRequest": StorageAccessError,  # what a request without a key is answered
        "AccessDenied": StorageAccessError,
        "InvalidJWT": StorageAccessError,
    }
)


class Body(Payload):
    """A body of known length that is sent as it flows; `left` is set when nothing pulls at it any more."""

    def __init__(self, chunks: AsyncIterator[bytes], size: int) -> None:
        super().__init__(chunks)
        self._size = size
        self._autoclose = True
        self._chunks = chunks
        self.begun = False
        self.on_sent: Callable[[], None] | None = None
        self.left = asyncio.Event()

    async def write_with_length(self, writer: AbstractStreamWriter, content_length: int | None) -> None:
        """Send the chunks. A stream that is not as long as was said must not look whole to the server."""
        self.begun = True
        sent = 0
        try:
            async for chunk in self._chunks:
                sent += len(chunk)
                if sent > (self._size or 0):
                    break
                await writer.write(chunk)
            if sent != self._size:
                raise ValueError(f"a body of {self._size} bytes turned out to have another length")
            if self.on_sent is not None:
                self.on_sent()
        finally:
            self.left.set()

    async def write(self, writer: AbstractStreamWriter) -> None:
        """Send the chunks."""
        await self.write_with_length(writer, None)

    def decode(self, encoding: str = "utf-8", errors: str = "strict") -> str:
        """Refuse: a stream is not read into memory."""
        raise TypeError("a stream has no text")


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """A whole answer of the server's."""

    status: int
    headers: Mapping[str, str]
    content: bytes

    def fields(self) -> dict[str, Any]:
        """Return the fields of its JSON, none where it is something else."""
        try:
            found = json.loads(self.content)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


def error_of(answer: Answer, subject: str) -> StorageError:
    """Tell what an answer that is no success means; the real status stands in the body, as text or number."""
    fields = answer.fields()
    told = str(fields.get("statusCode", ""))
    status = int(told) if told.isdecimal() else answer.status
    code = str(fields.get("code") or fields.get("error") or "")
    text = str(fields.get("message") or "")[:_LONGEST_TEXT]
    if status == 404 and "bucket not found" in text.lower():
        code = "NoSuchBucket"
    kind = kind_of(status) if status >= 500 else _BY_CODE.get(code, kind_of(status))
    error = kind(f"{subject}: {' '.join(filter(None, (str(status), code, text)))}")
    asked = answer.headers.get("Retry-After", "")
    if isinstance(error, PassingError) and asked.isascii() and asked.isdecimal():
        error.retry_after_s = min(int(asked), _LONGEST_RETRY_AFTER_S)
    return error


@dataclass(frozen=True, kw_only=True, slots=True)
class SupabaseClient:
    """Speaks to one server over a session that carries the key and is somebody else's to close.

    `answer_deadline_s` is how long an answer may take once the request is sent in full.
    """

    session: ClientSession
    base: URL
    answer_deadline_s: float

    async def ask(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: Body | None = None,
        allowed: tuple[int, ...] = (200,),
    ) -> Answer:
        """Make a request and return its answer; any status but those allowed is raised as its error."""
        subject = f"{method} {path}"
        with _translated(subject):
            try:
                answer = await self._exchange(method, path, headers, body)
            finally:
                # The writer of a request that ended early is cancelled, not waited for, by the client.
                if body is not None and body.begun:
                    await body.left.wait()
        if answer.status not in allowed:
            raise error_of(answer, subject)
        return answer

    @asynccontextmanager
    async def stream(self, path: str, *, first_byte_s: float) -> AsyncIterator[ClientResponse]:
        """Begin to read an object."""
        subject = f"GET {path}"
        with _translated(subject):
            async with asyncio.timeout(first_byte_s):
                response = await self._request("GET", path, None, None)
            try:
                if response.status not in (200, 206):
                    async with asyncio.timeout(self.answer_deadline_s):
                        raise error_of(await _whole(response), subject)
                yield response
            finally:
                response.close()

    async def _exchange(
        self, method: str, path: str, headers: Mapping[str, str] | None, body: Body | None
    ) -> Answer:
        async with asyncio.timeout(None if body else self.answer_deadline_s) as patience:
            if body is not None:
                body.on_sent = partial(self._expect, patience)
            response = await self._request(method, path, headers, body)
            try:
                return await _whole(response)
            finally:
                # An answer read to its end has given its connection back; any other takes it along.
                response.close()

    def _expect(self, answer: asyncio.Timeout) -> None:
        answer.reschedule(asyncio.get_running_loop().time() + self.answer_deadline_s)

    async def _request(
        self, method: str, path: str, headers: Mapping[str, str] | None, body: Body | None
    ) -> ClientResponse:
        return await self.session.request(
            method,
            URL(f"{self.base}{path}", encoded=True),
            headers=headers,
            data=body,
            allow_redirects=False,  # the key goes to nobody else
        )


async def _whole(response: ClientResponse) -> Answer:
    content = await response.content.read(_LONGEST_ANSWER_BYTES)
    while len(content) < _LONGEST_ANSWER_BYTES and not response.content.at_eof():
        content += await response.content.read(_LONGEST_ANSWER_BYTES - len(content))
    return Answer(status=response.status, headers=response.headers, content=content)


@contextmanager
def _translated(subject: str) -> Iterator[None]:
    """Name what a caller can act on. The client's own errors may hold the request's headers: none is kept."""
    try:
        yield
    except SvodkaError:
        raise  # Some of ours are OSErrors too.
    except ClientError as error:
        raise StorageUnavailableError(f"{subject}: {type(error).__name__}") from None
    except TimeoutError:
        raise StorageTimeoutError(f"{subject}: no answer in time") from None
    except OSError as error:
        raise StorageUnavailableError(f"{subject}: {error.strerror or type(error).__name__}") from None
