"""Objects in a bucket of S3, or of anything that speaks it: MinIO, Supabase's `/s3`, and others.

Small objects go in one request, which a cancelled upload leaves nothing of. Of a large one that is broken off
the parts stay, unseen, until the bucket's lifecycle rule for incomplete uploads removes them.
"""

import mimetypes
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlsplit

from obstore import sign_async
from obstore.exceptions import BaseError
from obstore.store import S3Store

from svodka.errors import (
    ObjectNotFoundError,
    PassingError,
    SettingsError,
    StorageAccessError,
    StorageError,
    StorageUnavailableError,
    SvodkaError,
)
from svodka.storage.backend import ObjectInfo
from svodka.storage.places import S3Place
from svodka.storage.statuses import kind_of

if TYPE_CHECKING:
    from obstore.store import ClientConfig, RetryConfig, S3Credential

_PART_BYTES: Final = 5 * 1024 * 1024  # the least that S3 takes as a part
_CHUNK_BYTES: Final = 256 * 1024
_LONGEST_NAME: Final = 255
_STATUS: Final = re.compile(r"status code: (\d{3})|Received (redirect)")
_REDIRECT: Final = 301

# The deadline for the whole of an operation is the caller's; these end what has got stuck before it.
_CLIENT: Final["ClientConfig"] = {
    "connect_timeout": timedelta(seconds=5),
    "read_timeout": timedelta(seconds=20),
    "timeout": timedelta(minutes=10),
}
_RETRIES: Final["RetryConfig"] = {
    "max_retries": 2,
    "retry_timeout": timedelta(seconds=5),
    "backoff": {
        "init_backoff": timedelta(milliseconds=100),
        "max_backoff": timedelta(seconds=1),
        "base": 2,
    },
}


@dataclass(frozen=True, slots=True)
class S3Backend:
    """Implements `svodka.storage.Backend` over a bucket. Keys are unique: S3 has no refusal to overwrite."""

    store: S3Store

    async def put(self, key: str, chunks: AsyncIterator[bytes], *, size: int, name: str) -> None:
        """Keep a stream."""
        named = quote(name[:_LONGEST_NAME], safe="")  # metadata is ASCII
        with _translated(key):
            await self.store.put_async(
                key,
                chunks,
                attributes={
                    "Content-Type": mimetypes.guess_type(key)[0] or "application/octet-stream",
                    "Content-Disposition": f"attachment; filename*=UTF-8''{named}",
                    "filename": named,
                },
                use_multipart=size > _PART_BYTES,
                chunk_size=_PART_BYTES,
                max_concurrency=1,
            )

    @asynccontextmanager
    async def get(self, key: str) -> AsyncIterator[AsyncIterator[bytes]]:
        """Stream an object."""
        with _translated(key):
            found = await self.store.get_async(key)
            yield aiter(found.stream(min_chunk_size=_CHUNK_BYTES))

    async def stat(self, key: str) -> ObjectInfo | None:
        """Look at an object. Its etag is no sum of its content where the bucket encrypts, so none is told."""
        try:
            with _translated(key):
                meta = await self.store.head_async(key)
        except ObjectNotFoundError:
            return None
        return ObjectInfo(size=meta["size"])

    async def delete(self, key: str) -> None:
        """Delete an object."""
        try:
            with _translated(key):
                await self.store.delete_async(key)
        except ObjectNotFoundError:
            return

    async def link(self, key: str, *, seconds: float, name: str) -> str | None:
        """Sign an address. It is saved under the name that it was kept under."""
        with _translated(key):
            return await sign_async(self.store, "GET", key, timedelta(seconds=seconds))


def make_s3_backend(place: S3Place) -> S3Backend:
    """Make a backend. Nothing is asked of the server yet."""
    plain = place.endpoint is not None and urlsplit(place.endpoint).scheme == "http"
    store = S3Store(
        place.bucket,
        endpoint=place.endpoint or f"https://s3.{place.region}.amazonaws.com",
        region=place.region,
        virtual_hosted_style_request=False,
        # Not as settings: a session token in the environment would be taken along with them.
        credential_provider=partial(_credentials, place),
        client_options=_CLIENT | {"allow_http": plain},
        retry_config=_RETRIES,
    )
    return S3Backend(store)


async def probe_s3(backend: S3Backend, place: S3Place) -> None:
    """Tell wrong keys, a missing bucket and a wrong address apart.

    Raises SettingsError, whose message is one line, or a PassingError where the server cannot say now.
    """
    try:
        with _translated("the list of objects"):
            async for _ in backend.store.list("probe", chunk_size=1):
                break
    except PassingError:
        raise
    except ObjectNotFoundError:
        raise SettingsError(f"SVODKA_S3_BUCKET: there is no bucket {place.bucket!r}; create it") from None
    except StorageAccessError as error:
        raise SettingsError(
            f"SVODKA_S3_ACCESS_KEY and SVODKA_S3_SECRET_KEY: do not open bucket {place.bucket!r}: {error}"
        ) from None
    except StorageError as error:
        raise SettingsError(
            f"SVODKA_S3_ENDPOINT and SVODKA_S3_REGION: do not lead to bucket {place.bucket!r}: {error}"
        ) from None


def _credentials(place: S3Place) -> "S3Credential":
    return {
        "access_key_id": place.access_key,
        "secret_access_key": place.secret_key,
        "token": None,
        "expires_at": None,
    }


@contextmanager
def _translated(subject: str) -> Iterator[None]:
    """Name what a caller can act on; obstore's own texts are long and hold the URL."""
    try:
        yield
    except SvodkaError:
        raise  # Some of ours are OSErrors too.
    except (BaseError, OSError) as error:
        raise _error_of(error, subject) from None


def _error_of(error: Exception, subject: str) -> StorageError:
    text = str(error)
    found = _STATUS.search(text)
    if "NoSuchBucket" in text and not subject.startswith("the list"):
        return StorageAccessError(f"{subject}: there is no such bucket")
    if found is None and isinstance(error, FileNotFoundError):
        return ObjectNotFoundError(f"{subject}: not found")
    if found is None:
        return StorageUnavailableError(f"{subject}: the request failed")
    status = int(found[1] or _REDIRECT)
    return kind_of(status)(f"{subject}: {status}")
