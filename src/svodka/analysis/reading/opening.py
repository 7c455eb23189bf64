"""From a file to what is read at once or by pieces: archives are unpacked, to disk where much comes out of them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from svodka.analysis.model import Issue, ReadOptions, Source
from svodka.analysis.reading.containers import Kind, kind_of_bytes, unpack_gzip, unpack_zip
from svodka.analysis.reading.issues import Code
from svodka.analysis.reading.workspace import Workspace
from svodka.errors import UnreadableFileError

_MAX_ARCHIVES: Final = 2
_IN_MEMORY_BYTES: Final = 2 << 20
_MOST_NAMED: Final = 10
_HEAD_BYTES: Final = 1 << 20
_LOOK_BYTES: Final = 64 << 10


class Opened(Struct, frozen=True, kw_only=True):
    """What a file holds once its archives are unpacked: bytes, or a path where they are many.

    `options` are those that are left for what was inside; `member` and `issues` tell of the archive.
    """

    content: bytes | Path
    kind: Kind
    options: ReadOptions
    member: str | None = None
    issues: tuple[Issue, ...] = ()

    @property
    def size(self) -> int:
        """How many bytes there are."""
        return len(self.content) if isinstance(self.content, bytes) else self.content.stat().st_size

    def head(self, size: int = _LOOK_BYTES) -> bytes:
        """Return the first bytes."""
        return _head(self.content, size)

    def data(self) -> bytes:
        """Return all bytes."""
        return self.content if isinstance(self.content, bytes) else self.content.read_bytes()

    def named(self, source: Source) -> Source:
        """Say of a source which member of the archive it was."""
        return source if self.member is None else replace(source, member=source.member or self.member)


def open_archives(source: Path | bytes, options: ReadOptions, workspace: Workspace) -> Opened:
    """Unpack what is packed, once or twice. What is unpacked to disk lives as long as the workspace."""
    opened = Opened(content=source, kind=_kind(source), options=options)
    for depth in range(_MAX_ARCHIVES + 1):
        if opened.kind not in (Kind.GZIP, Kind.ZIP):
            return opened
        if depth < _MAX_ARCHIVES:
            opened = _unpacked(opened, workspace, f"unpacked-{depth}")
    raise UnreadableFileError("an archive in an archive in an archive", found="archive")


def _kind(content: Path | bytes) -> Kind:
    """Tell what the bytes are; only archives and workbooks, whose directory is at the end, are read whole."""
    head = _head(content, _HEAD_BYTES)
    if isinstance(content, Path) and (head.startswith(b"PK") or not head.strip(b"\0 \t\r\n")):
        return kind_of_bytes(content.read_bytes())
    return kind_of_bytes(content if isinstance(content, bytes) else head)


def _head(content: Path | bytes, size: int) -> bytes:
    if isinstance(content, bytes):
        return content[:size]
    with content.open("rb") as file:
        return file.read(size)


def _unpacked(opened: Opened, workspace: Workspace, name: str) -> Opened:
    data, options = opened.data(), opened.options
    if opened.kind is Kind.GZIP:
        content = _gathered(unpack_gzip(data), workspace, name)
        return replace(opened, content=content, kind=_kind(content))
    member = unpack_zip(data, options.sheet)
    issues = list(opened.issues)
    if member.others:
        listed = ", ".join(member.others[:_MOST_NAMED])
        issues.append(Issue(code=Code.MEMBERS_IGNORED, count=len(member.others), figures={"names": listed}))
    content = _gathered(member.pieces, workspace, name)
    return Opened(
        content=content,
        kind=_kind(content),
        options=replace(options, sheet=None) if options.sheet == member.name else options,
        member=member.name,
        issues=tuple(issues),
    )


def _gathered(pieces: Iterator[bytes], workspace: Workspace, name: str) -> bytes | Path:
    """Hold the pieces in memory while they are few; write them to a file when they are not."""
    held = bytearray()
    for piece in pieces:
        held += piece
        if len(held) > _IN_MEMORY_BYTES:
            return _filed(held, pieces, workspace.path(name))
    return bytes(held)


def _filed(held: bytearray, pieces: Iterator[bytes], path: Path) -> Path:
    with path.open("wb") as file:
        file.write(held)
        held.clear()
        for piece in pieces:
            file.write(piece)
    return path
