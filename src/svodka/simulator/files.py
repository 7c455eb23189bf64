"""Every file that was ever sent: bodies on disk in a temporary folder, ids and links in memory."""

import mimetypes
import secrets
import shutil
import tempfile
from collections.abc import AsyncIterable, Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePath
from types import TracebackType

from svodka.simulator.images import picture_size
from svodka.simulator.refusals import RefusalError, bad_request, too_large
from svodka.simulator.rules import MAX_PHOTO_BYTES, MAX_PHOTO_RATIO, MAX_PHOTO_SIDES_PX, Rules


class FileKind(StrEnum):
    """What a file was sent as; a file_id can only be sent again as the same kind."""

    DOCUMENT = "document"
    PHOTO = "photo"
    STICKER = "sticker"


_ID_PREFIXES = {
    FileKind.DOCUMENT: "BQACAgIAAxk",
    FileKind.PHOTO: "AgACAgIAAxk",
    FileKind.STICKER: "CAACAgIAAxk",
}
_LINK_FOLDERS = {FileKind.DOCUMENT: "documents", FileKind.PHOTO: "photos", FileKind.STICKER: "stickers"}
_TITLES = {FileKind.DOCUMENT: "Document", FileKind.PHOTO: "Photo", FileKind.STICKER: "Sticker"}
_UNKNOWN_MIME = "application/octet-stream"


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A body that arrived and that nobody sent yet."""

    path: Path
    size: int
    name: str | None = None
    mime: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """A file with its ids, as Telegram keeps it."""

    file_id: str
    unique_id: str
    kind: FileKind
    path: Path
    size: int
    name: str | None = None
    mime: str | None = None
    width: int = 0
    height: int = 0

    def read(self) -> bytes:
        """Return the whole body."""
        return self.path.read_bytes()

    def api(self) -> dict[str, object]:
        """Return what the Bot API shows of any file."""
        shown: dict[str, object] = {
            "file_id": self.file_id,
            "file_unique_id": self.unique_id,
            "file_size": self.size,
        }
        if self.kind is FileKind.DOCUMENT:
            shown |= {"file_name": self.name} if self.name else {}
            shown |= {"mime_type": self.mime} if self.mime else {}
        else:
            shown |= {"width": self.width, "height": self.height}
        return shown


class _BodyWriter:
    """Writes one body, counting; a body over the limit is refused and removed, as is one cut short."""

    def __init__(self, path: Path, max_bytes: int) -> None:
        self._path = path
        self._max_bytes = max_bytes
        self._file = path.open("wb")
        self.size = 0

    def __enter__(self) -> "_BodyWriter":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
        if kind is not None:
            self._path.unlink(missing_ok=True)

    def write(self, chunk: bytes) -> None:
        self.size += len(chunk)
        if self.size > self._max_bytes:
            raise too_large()
        self._file.write(chunk)


class FileStore:
    """Takes bodies in, gives ids out, finds files again; `close` removes every body."""

    def __init__(self, rules: Rules, clock: Callable[[], float]) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="telegram-simulator-"))
        self._rules = rules
        self._clock = clock
        self._by_id: dict[str, StoredFile] = {}
        self._by_unique_id: dict[str, StoredFile] = {}
        self._links: dict[str, tuple[StoredFile, float]] = {}
        self._adopted: dict[tuple[Path, int, int], Path] = {}
        self._made = 0

    @property
    def folder(self) -> Path:
        """Where the bodies are."""
        return self._folder

    def close(self) -> None:
        """Remove every body."""
        shutil.rmtree(self._folder, ignore_errors=True)

    async def receive(
        self,
        chunks: AsyncIterable[bytes],
        *,
        max_bytes: int,
        name: str | None = None,
        mime: str | None = None,
    ) -> Upload:
        """Write a body that comes in pieces; memory does not grow with it."""
        path = self._new_path()
        with _BodyWriter(path, max_bytes) as body:
            async for chunk in chunks:
                body.write(chunk)
        return Upload(path=path, size=body.size, name=name, mime=mime)

    def take_bytes(self, body: bytes, *, name: str | None = None, mime: str | None = None) -> Upload:
        """Keep a body that is in memory."""
        path = self._new_path()
        path.write_bytes(body)
        return Upload(path=path, size=len(body), name=name, mime=mime)

    def take_path(self, source: Path, *, name: str | None = None, mime: str | None = None) -> Upload:
        """Keep a copy of a file; one file sent a thousand times is copied once."""
        state = source.stat()
        key = (source, state.st_mtime_ns, state.st_size)
        if key not in self._adopted:
            self._adopted[key] = Path(shutil.copyfile(source, self._new_path()))
        return Upload(path=self._adopted[key], size=state.st_size, name=name, mime=mime)

    def discard(self, uploads: Iterable[Upload]) -> None:
        """Remove bodies that were not sent after all."""
        for upload in uploads:
            upload.path.unlink(missing_ok=True)

    def keep(self, upload: Upload, kind: FileKind) -> StoredFile:
        """Give an upload its ids; refuse a photo that is none."""
        width, height = (0, 0) if kind is FileKind.DOCUMENT else _checked_picture(upload, kind)
        mime = upload.mime if upload.mime not in (None, _UNKNOWN_MIME) else None
        stored = StoredFile(
            file_id=f"{_ID_PREFIXES[kind]}{secrets.token_urlsafe(42)}",
            unique_id=f"AgAD{secrets.token_urlsafe(9)}",
            kind=kind,
            path=upload.path,
            size=upload.size,
            name=upload.name,
            mime=mime or (mimetypes.guess_type(upload.name or "")[0] or _UNKNOWN_MIME),
            width=width,
            height=height,
        )
        self._by_id[stored.file_id] = stored
        self._by_unique_id[stored.unique_id] = stored
        return stored

    def find(self, file_id: str) -> StoredFile | None:
        """Return the file of this id, if it is one of ours."""
        return self._by_id.get(file_id)

    def find_as(self, file_id: str, kind: FileKind) -> StoredFile:
        """Return the file to be sent again as `kind`, or refuse."""
        stored = self._by_id.get(file_id)
        if stored is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        if stored.kind is not kind:
            raise bad_request(f"can't use file of type {_TITLES[stored.kind]} as {_TITLES[kind]}")
        return stored

    def by_unique_id(self, unique_id: str) -> StoredFile | None:
        """Return the file that the chat page asks for."""
        return self._by_unique_id.get(unique_id)

    def link(self, stored: StoredFile) -> str:
        """Return a `file_path` that can be downloaded for an hour."""
        if stored.size > self._rules.max_download_bytes:
            raise bad_request("file is too big")
        suffix = PurePath(stored.name or "").suffix if stored.kind is FileKind.DOCUMENT else ".jpg"
        safe = suffix if suffix.isascii() and suffix[1:].isalnum() else ""
        link = f"{_LINK_FOLDERS[stored.kind]}/file_{stored.unique_id}{safe}"
        self._links[link] = (stored, self._clock() + self._rules.file_link_lifetime_s)
        return link

    def by_link(self, link: str) -> StoredFile | None:
        """Return the file of a link that is still valid."""
        stored, expires = self._links.get(link, (None, 0.0))
        return stored if self._clock() < expires else None

    def _new_path(self) -> Path:
        self._made += 1
        return self._folder / f"{self._made:08d}"


def _checked_picture(upload: Upload, kind: FileKind) -> tuple[int, int]:
    size = picture_size(upload.path)
    if kind is FileKind.STICKER:
        return size or (512, 512)
    if upload.size > MAX_PHOTO_BYTES:
        raise bad_request(
            f"file of size {upload.size} bytes is too big for a photo; the maximum size is {MAX_PHOTO_BYTES} bytes"
        )
    if size is None or not all(size):
        raise _not_a_picture()
    width, height = size
    if width + height > MAX_PHOTO_SIDES_PX or max(size) > MAX_PHOTO_RATIO * min(size):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return width, height


def _not_a_picture() -> RefusalError:
    return bad_request("IMAGE_PROCESS_FAILED")
