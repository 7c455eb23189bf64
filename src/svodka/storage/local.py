"""Objects in a local directory: renamed into place, on the disk when we say so, swept of what was cut off."""

import asyncio
import re
from collections.abc import AsyncIterator, Collection, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from obstore.exceptions import GenericError, PermissionDeniedError
from obstore.store import LocalStore

from svodka.errors import ObjectNotFoundError, StorageUnavailableError, SvodkaError
from svodka.storage.backend import ObjectInfo
from svodka.storage.writing import Folders, Writing, chunks_of, finish

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
        with _translated(key), _kept_or_given_up([Writing(self.root / key)]) as [writing]:
            held: list[bytes] = []
            async for chunk in chunks:
                if sum(map(len, held)) >= _CHUNK_BYTES:
                    await asyncio.to_thread(writing.write, held)
                    held = []
                held.append(chunk)
            await asyncio.to_thread(finish, {writing: held}, self.folders)

    async def put_files(self, files: Mapping[str, Path]) -> None:
        """Keep copies of files; they survive a power cut once this returns."""
        writings = {Writing(self.root / key): chunks_of(path) for key, path in files.items()}
        with _translated(next(iter(files), "")), _kept_or_given_up(writings):
            await asyncio.to_thread(finish, writings, self.folders)

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


@contextmanager
def _kept_or_given_up(writings: Collection[Writing]) -> Iterator[Collection[Writing]]:
    """Leave nothing of any where the block fails."""
    try:
        yield writings
    except BaseException as error:
        for writing in writings:
            writing.give_up()
        if isinstance(error, FileNotFoundError):  # Another process swept it away when it started.
            raise StorageUnavailableError("a half-written object was swept away") from error
        raise


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
