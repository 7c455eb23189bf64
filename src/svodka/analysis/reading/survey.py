"""A first look at a large text file: is it UTF-8, how do its lines end, and pieces of it to judge the rest by."""

import codecs
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from svodka.analysis.model import Issue, Severity
from svodka.analysis.reading.delimited import check_lines
from svodka.analysis.reading.encoding import choose_codec, wide_codec
from svodka.analysis.reading.issues import Code
from svodka.analysis.reading.mojibake import misread_in, repair
from svodka.analysis.reading.records import lines_of
from svodka.analysis.reading.trace import Trace
from svodka.analysis.reading.workspace import Workspace

_CHUNK_BYTES: Final = 1 << 20
_HEAD_BYTES: Final = 96 << 10
_TAIL_BYTES: Final = 256
_PIECE_BYTES: Final = 24 << 10
MOST_LONE_QUOTES: Final = 1_000
_LOOK_BYTES: Final = 4 << 10
_BUT_QUOTES: Final = bytes(code for code in range(256) if code not in b'"\n')


class Survey(Struct, frozen=True, kw_only=True):
    """What one pass over the bytes has shown. `path` holds the same text in UTF-8, without a BOM's worth of doubt."""

    path: Path
    encoding: str
    issues: Sequence[Issue]
    size: int
    newlines: int
    returns: int
    quotes: bool
    lone_quotes: int
    nuls: int
    ends_with_newline: bool
    blank_tail: int = 0
    mojibake: str | None = None

    @property
    def lines(self) -> int:
        """How many lines the file has, without the blank ones at its end."""
        return self.newlines - self.blank_tail + (not self.ends_with_newline)

    @property
    def plain_ends(self) -> bool:
        """Say whether all lines end alike, in LF or CRLF."""
        return self.returns in (0, self.newlines)


def survey(
    source: Path,
    workspace: Workspace,
    *,
    encoding: str | None = None,
    trusting: bool = False,
    trace: Trace | None = None,
) -> Survey:
    """Look at all bytes once; write a file in UTF-8 if they are in another encoding.

    `trusting` takes pieces of UTF-8 for a sign of the whole: whoever reads the file must check it.
    """
    with source.open("rb") as file:
        head = file.read(_CHUNK_BYTES)
    codec = _codec(source, head, encoding, trusting=trusting)
    issues: Sequence[Issue] = ()
    path = source
    if codec is None:
        codec, issues = choose_codec(_lines_beyond_ascii(source), trace=trace)
    if codec not in ("utf-8", "utf-8-sig"):
        path = workspace.path("text.csv")
        _transcode(source, codec, path)
    elif trace is not None:
        trace.note("encoding", codec, why="all bytes are valid")
    path = _with_newlines(path, workspace.path("lines.csv"))
    misread = () if encoding else misread_in("\n".join(_some_lines(path)), trace=trace)
    if misread:
        path, changed = _repair(path, misread, workspace.path("repaired.csv"))
        joined = "+".join(misread)
        found = Issue(code=Code.MOJIBAKE_REVERSED, severity=Severity.WARNING, value=joined, count=changed)
        return replace(_count(path, codec, [*issues, found]), mojibake="+".join(dict.fromkeys(misread)))
    return _count(path, codec, issues)


def _with_newlines(path: Path, target: Path) -> Path:
    """Return a file with LF where the lines of this one end in CR alone, otherwise itself."""
    with path.open("rb") as file:
        head = file.read(_CHUNK_BYTES)
    if b"\n" in head or b"\r" not in head:
        return path
    with target.open("wb") as out:
        for chunk in _chunks(path):
            out.write(chunk.replace(b"\r", b"\n"))
    return target


def _some_lines(path: Path) -> list[str]:
    parts = pieces(path, path.stat().st_size)
    return [line for part in (parts.head[:100], parts.middle[:100], parts.tail[:100]) for line in part]


def _repair(path: Path, misread: Sequence[str], target: Path) -> tuple[Path, int]:
    changed = 0
    with (
        path.open("r", encoding="utf-8-sig", errors="replace", newline="\n") as source,
        target.open("w", encoding="utf-8", newline="") as out,
    ):
        for line in source:
            fixed = repair(line, misread)
            changed += fixed != line
            out.write(fixed)
    return target, changed


def _codec(source: Path, head: bytes, told: str | None, *, trusting: bool) -> str | None:
    if told is not None:
        return codecs.lookup(told).name
    wide = wide_codec(head)
    if wide is not None:
        return wide
    if not (_pieces_are_utf8(source) if trusting else _is_utf8(source)):
        return None
    return "utf-8-sig" if head.startswith(codecs.BOM_UTF8) else "utf-8"


def _pieces_are_utf8(source: Path) -> bool:
    size = source.stat().st_size
    with source.open("rb") as file:
        for place in range(0, size, max(_PIECE_BYTES, size // 8)):
            file.seek(place)
            piece = file.read(_PIECE_BYTES)
            try:
                piece[piece.find(b"\n") + 1 : piece.rfind(b"\n") + 1].decode("utf-8")
            except UnicodeDecodeError:
                return False
    return True


def _is_utf8(source: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for chunk in _chunks(source):
            if not chunk.isascii() or decoder.getstate()[0]:
                decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            yield chunk


def _lines_beyond_ascii(path: Path, enough: int = 120_000) -> bytes:
    """Gather lines that are not ASCII, from all over the file."""
    found: list[bytes] = []
    size = 0
    for chunk in _chunks(path):
        if chunk.isascii():
            continue
        share = b"\n".join(line for line in chunk[: _CHUNK_BYTES // 4].split(b"\n") if not line.isascii())[
            :20_000
        ]
        share = share or b"\n".join(line for line in chunk.split(b"\n") if not line.isascii())[:20_000]
        found.append(share)
        size += len(share)
        if size > enough:
            break
    return b"\n".join(found)


def _transcode(source: Path, codec: str, target: Path) -> None:
    decoder = codecs.getincrementaldecoder(codec)(errors="replace")
    with target.open("wb") as file:
        for chunk in _chunks(source):
            file.write(decoder.decode(chunk).encode("utf-8", errors="replace"))
        file.write(decoder.decode(b"", final=True).encode("utf-8", errors="replace"))


def _count(path: Path, encoding: str, issues: Sequence[Issue]) -> Survey:
    newlines = returns = nuls = size = 0
    quotes = False
    tail = b""
    longest = lone = 0
    cut = b""
    dense: bool | None = None
    for chunk in _chunks(path):
        first = chunk.find(b"\n")
        check_lines(longest + (len(chunk) if first < 0 else first))
        longest = (
            longest + len(chunk) if first < 0 and b"\r" not in chunk else len(chunk) - chunk.rfind(b"\n")
        )
        size += len(chunk)
        newlines += chunk.count(b"\n")
        returns += chunk.count(b"\r") if b"\r" in chunk else 0
        dense = _is_all_quoted(chunk) if dense is None else dense
        if not dense and lone <= MOST_LONE_QUOTES and (b'"' in chunk or cut):
            signs = cut + chunk.translate(None, _BUT_QUOTES)
            cut = signs[signs.rfind(b"\n") + 1 :]
            lone += signs[: len(signs) - len(cut)].replace(b'""', b"").count(b'"')
        quotes = quotes or b'"' in chunk
        nuls += chunk.count(b"\0") if b"\0" in chunk else 0
        tail = chunk[-_TAIL_BYTES:] if len(chunk) >= _TAIL_BYTES else (tail + chunk)[-_TAIL_BYTES:]
    return Survey(
        path=path,
        encoding=encoding,
        issues=issues,
        size=size,
        newlines=newlines,
        returns=returns,
        quotes=quotes,
        lone_quotes=lone + (cut.count(b'"') & 1),
        nuls=nuls,
        ends_with_newline=tail.endswith(b"\n"),
        blank_tail=max(0, tail[len(tail.rstrip(b"\r\n")) :].count(b"\n") - 1),
    )


def _is_all_quoted(chunk: bytes) -> bool:
    """Say whether about every cell is in quotes: DuckDB itself stumbles over one that has a quote too many."""
    head = chunk[:_LOOK_BYTES]
    return head.count(b'"') > sum(map(head.count, (b",", b";", b"\t", b"|")))


class Pieces(Struct, frozen=True, kw_only=True):
    """Whole lines from the head, the middle and the tail of a file."""

    head: Sequence[str]
    middle: Sequence[str]
    tail: Sequence[str]


def pieces(path: Path, size: int) -> Pieces:
    """Cut pieces out of a large file in UTF-8, at line ends."""
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
        if size <= _HEAD_BYTES:
            return Pieces(head=_whole(head), middle=(), tail=())
        file.seek(size // 2)
        middle = file.read(_PIECE_BYTES)
        file.seek(max(0, size - _PIECE_BYTES))
        tail = file.read(_PIECE_BYTES)
    return Pieces(
        head=_whole(head, last=True),
        middle=_whole(middle, first=True, last=True),
        tail=_whole(tail, first=True),
    )


def _whole(data: bytes, *, first: bool = False, last: bool = False) -> list[str]:
    start = data.find(b"\n") + 1 if first else 0
    end = data.rfind(b"\n") + 1 if last else len(data)
    return lines_of(data[start : end or len(data)].decode("utf-8-sig", errors="replace"))
