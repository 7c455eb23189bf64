"""Objects in a local directory: renamed into place, on the disk when we say so, swept of what was cut off."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from obstore.exceptions import GenericError, PermissionDeniedError
from obstore.store import LocalStore

from svodka.errors import ObjectNotFoundError, StorageUnavailableError, SvodkaError
from svodka.storage.backend import ObjectInfo
from svodka.storage.writing import Folders, Writing

_CHUNK_BYTES: Final = 1 << 20
# What is left of an object that was not complete; see `Writing`.
_HALF_WRITTEN: Final = re.compile(r"#\d+$")


@dataclass(frozen=True, slots=True)
class LocalBackend:
    """Implements `svodka.storage.Backend` over a directory."""

    root: Path
    store: LocalStore
    folders: Folders

    async def put(self, key: str, chunks: AsyncIterator[bytes], *, size: int, name: str) -> None:
        """Keep a stream; it survives a power cut once this returns. Its name has no place here."""
        writing = Writing(self.root / key, self.folders)
        with _translated(key):
            try:
                await _write(writing, chunks)
            except FileNotFoundError as error:  # Another process swept it away when it started.
                raise StorageUnavailableError(f"object {key} was swept away half-written") from error
            except BaseException:
                writing.give_up()
                raise

    @asynccontextmanager
    async def get(self, key: str) -> AsyncIterator[AsyncIterator[bytes]]:
        """Stream an object."""
        with _translated(key):
            found = await self.store.get_async(key)
            yield aiter(found.stream(min_chunk_size=_CHUNK_BYTES))

    async def stat(self, key: str) -> ObjectInfo | None:
        """Look at an object."""
        try:
            with _translated(key):
                meta = await self.store.head_async(key)
        except ObjectNotFoundError:
            return None
        return ObjectInfo(size=meta["size"], etag=meta["e_tag"])

    async def delete(self, key: str) -> None:
        """Delete an object."""
        try:
            with _translated(key):
                await self.store.delete_async(key)
        except ObjectNotFoundError:
            return

    async def link(self, key: str, *, seconds: float, name: str) -> str | None:
        """Say that a directory has no address."""
        return None


async def _write(writing: Writing, chunks: AsyncIterator[bytes]) -> None:
    """Write in large pieces, each in a thread; most objects are one."""
    held: list[bytes] = []
    async for chunk in chunks:
        if sum(map(len, held)) >= _CHUNK_BYTES:
            await asyncio.to_thread(writing.write, held)
            held = []
        held.append(chunk)
    await asyncio.to_thread(writing.finish, held)


def make_local_backend(root: Path) -> LocalBackend:
    """Make the directory where it is missing, and sweep it of half-written objects."""
    root.mkdir(parents=True, exist_ok=True)
    _sweep(root, "**/*#*")
    return LocalBackend(root, LocalStore(root), Folders(root))


@contextmanager
def _translated(key: str) -> Iterator[None]:
    """Name what a caller can act on; obstore's own texts are long and hold the path."""
    try:
        yield
    except SvodkaError:
        raise  # Some of ours are OSErrors too.
    except FileNotFoundError:
        raise ObjectNotFoundError(f"no object {key}") from None
    except OSError as error:
        raise StorageUnavailableError(
            f"disk failed on {key}: {error.strerror or repr(error):.200}"
        ) from error
    except (GenericError, PermissionDeniedError) as error:
        told = str(error).partition("\n")[0]  # Below is the same at length.
        raise StorageUnavailableError(f"disk failed on {key}: {told:.200}") from None


def _sweep(folder: Path, pattern: str) -> None:
    """Remove half-written objects of a process that was killed."""
    for path in folder.glob(pattern):
        if _HALF_WRITTEN.search(path.name):
            path.unlink(missing_ok=True)
