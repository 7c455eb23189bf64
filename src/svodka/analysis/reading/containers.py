"""What the bytes are, by their first ones and never by a name; archives are measured before they are unpacked."""

import codecs
import enum
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final

from msgspec import Struct

from svodka.analysis.reading.encoding import wide_codec
from svodka.analysis.reading.packages import check_overlaps, measure_package
from svodka.errors import (
    BankExchangeError,
    DamagedFileError,
    EmptyFileError,
    FileTooLargeError,
    UnreadableFileError,
)

MAX_UNPACKED_BYTES: Final = 300_000_000
_MAX_RATIO: Final = 400
_RATIO_FREE_BYTES: Final = 5_000_000
_CHUNK_BYTES: Final = 1 << 20
_MAX_MEMBERS: Final = 2_000
_GZIP: Final = b"\x1f\x8b"


class Kind(enum.StrEnum):
    """What a file is."""

    TEXT = "text"
    WORKBOOK = "workbook"
    GZIP = "gzip"
    ZIP = "zip"
    PARQUET = "parquet"
    HTML = "html"
    XML_WORKBOOK = "xml_workbook"


_FOREIGN: Final[tuple[tuple[bytes, str], ...]] = (
    (b"%PDF-", "pdf"),
    (b"\x89PNG\r\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF8", "gif"),
    (b"BM\x00", "bmp"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"RIFF", "riff"),
    (b"\x7fELF", "elf"),
    (b"MZ\x90", "exe"),
    (b"Rar!\x1a", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "sevenzip"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"BZh", "bzip2"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"SQLite format 3\x00", "sqlite"),
    (b"OggS", "ogg"),
    (b"ID3", "mp3"),
    (b"fLaC", "flac"),
    (b"\x00\x00\x00\x18ftyp", "mp4"),
    (b"\x00\x00\x00\x20ftyp", "mp4"),
    (b"\x1a\x45\xdf\xa3", "mkv"),
    (b"{\\rtf", "rtf"),
    (b"%!PS", "postscript"),
)
_MARKUP: Final = re.compile(rb"\s*(?:<!doctype html|<html|<\?xml|<svg)", re.IGNORECASE)
# Pages without a beginning, which are pages only if a row of a table follows: a text may begin like this, too.
_FRAGMENT: Final = re.compile(
    rb"\s*<(?:!--|(?:table|head|meta|style|body|div|p|center|font|b|h\d)[\s>]|(?:\w+:)?workbook\s)",
    re.IGNORECASE,
)
_ROW: Final = re.compile(rb"<t[rdh][\s>]|<(?:\w+:)?row[\s>]", re.IGNORECASE)
_WORKBOOK: Final = re.compile(rb"<(?:[\w.-]+:)?Workbook[\s>]")
_WIDE_BOMS: Final = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_LOOK_BYTES: Final = 8_000
_FRAGMENT_BYTES: Final = 200_000


def kind_of_bytes(data: bytes) -> Kind:
    """Tell what the bytes are; raise the fitting error if they can be no table."""
    if not data or (
        not data[:1_000_000].strip(b" \t\r\n\xef\xbb\xbf\x00") and not data.strip(b" \t\r\n\xef\xbb\xbf\x00")
    ):
        raise EmptyFileError("the file holds nothing but blanks")
    if data.removeprefix(codecs.BOM_UTF8).startswith(b"1CClientBankExchange"):
        raise BankExchangeError("this is 1C's exchange with a bank")
    for magic, name in _FOREIGN:
        if data.startswith(magic):
            raise UnreadableFileError(f"this is no table but {name}", found=name)
    if data.startswith(b"PK\x03\x04"):
        return _zip_kind(data)
    if data.startswith(b"PK\x05\x06"):
        raise EmptyFileError("an archive without members")
    if data.startswith(_GZIP):
        return Kind.GZIP
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return Kind.WORKBOOK
    if data.startswith(b"PAR1"):
        return Kind.PARQUET
    if (markup := _markup_kind(data)) is not None:
        return markup
    _refuse_binary(data)
    return Kind.TEXT


def _markup_kind(data: bytes) -> Kind | None:
    """Tell a page and a workbook in XML from a text by how they begin."""
    head = data[:_LOOK_BYTES].removeprefix(codecs.BOM_UTF8)
    if head[:2] in _WIDE_BOMS:
        head = head[2:].decode(_WIDE_BOMS[head[:2]], errors="replace").encode()
    if not head.lstrip().startswith(b"<"):
        return None
    if not _MARKUP.match(head) and not (_FRAGMENT.match(head) and _ROW.search(data, 0, _FRAGMENT_BYTES)):
        return None
    return Kind.XML_WORKBOOK if _WORKBOOK.search(head) else Kind.HTML


def _refuse_binary(data: bytes) -> None:
    """Refuse bytes that no text holds: many control characters that are not NULs of UTF-16."""
    sample = data[:20_000]
    wide = wide_codec(sample)
    if wide:
        sample = sample.decode(wide, errors="replace").encode()
    controls = sum(sample.count(bytes([code])) for code in (*range(1, 9), *range(14, 27), 28, 127))
    if controls > 0.03 * len(sample) and controls > 4:
        raise UnreadableFileError("this is no text", found="binary")


def _zip_kind(data: bytes) -> Kind:
    archive = _archive(data)
    names = archive.namelist()
    ods = "content.xml" in names and "mimetype" in names
    if ods and _is_text_or_slides(archive):
        raise UnreadableFileError("this is no table but an office document", found="document")
    if ods or "xl/workbook.xml" in names or "xl/workbook.bin" in names:
        _measure(archive, len(data), "" if ods else "xl/")
        measure_package(archive, ods=ods)
        return Kind.WORKBOOK
    if "word/document.xml" in names or "ppt/presentation.xml" in names:
        raise UnreadableFileError("this is no table but an office document", found="document")
    if any(name.endswith(".iwa") for name in names[:_MAX_MEMBERS]):
        raise UnreadableFileError("this is a file of Numbers, Pages or Keynote", found="numbers")
    return Kind.ZIP


def _is_text_or_slides(archive: zipfile.ZipFile) -> bool:
    """Tell a text or a presentation from a table by the type that a package of OpenDocument begins with."""
    try:
        with archive.open("mimetype") as stream:
            told = stream.read(100)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError):
        return False
    return b"opendocument" in told and b"spreadsheet" not in told


def _archive(data: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise DamagedFileError(f"the archive cannot be opened: {error}") from error


def _measure(archive: zipfile.ZipFile, packed: int, prefix: str) -> None:
    total = sum(info.file_size for info in archive.infolist() if info.filename.startswith(prefix))
    if total > MAX_UNPACKED_BYTES or (total > _RATIO_FREE_BYTES * 10 and total > _MAX_RATIO * packed):
        raise FileTooLargeError(f"unpacks to {total} bytes", unpacked=total)


def unpack_gzip(data: bytes) -> Iterator[bytes]:
    """Yield what is packed, with a limit on how much comes out and on how many members it is parted into."""
    total, place, rest = 0, 0, b""
    for _ in range(_MAX_MEMBERS):
        unpacker = zlib.decompressobj(wbits=31)
        while not unpacker.eof:
            if not rest:
                rest, place = data[place : place + _CHUNK_BYTES], place + _CHUNK_BYTES
            chunk = _unpacked(unpacker, rest)
            rest = unpacker.unconsumed_tail
            total += len(chunk)
            _check(total, len(data))
            yield chunk
        rest = unpacker.unused_data or data[place : place + _CHUNK_BYTES]
        place += 0 if unpacker.unused_data else _CHUNK_BYTES
        if not rest.startswith(_GZIP):
            return
    raise FileTooLargeError(f"more than {_MAX_MEMBERS} streams, one behind the other", unpacked=total)


def _unpacked(unpacker: "zlib._Decompress", packed: bytes) -> bytes:
    if not packed:
        raise DamagedFileError("the archive ends too soon")
    try:
        return unpacker.decompress(packed, _CHUNK_BYTES)
    except zlib.error as error:
        raise DamagedFileError(f"the archive is broken: {error}") from error


def _check(unpacked: int, packed: int) -> None:
    if unpacked > MAX_UNPACKED_BYTES or (unpacked > _RATIO_FREE_BYTES and unpacked > _MAX_RATIO * packed):
        raise FileTooLargeError(f"unpacks to more than {unpacked} bytes", unpacked=unpacked)


class Member(Struct, frozen=True, kw_only=True):
    """The file taken out of an archive, piece by piece, and the names of the others."""

    name: str
    pieces: Iterator[bytes]
    others: tuple[str, ...]


def unpack_zip(data: bytes, wanted: str | None = None) -> Member:
    """Take the largest file out of an archive, or the one that is wanted by name."""
    archive = _archive(data)
    check_overlaps(archive.infolist())
    infos = [info for info in archive.infolist()[:_MAX_MEMBERS] if _is_table_name(info)]
    if not infos:
        raise UnreadableFileError("an archive without anything that may be a table", found="archive")
    chosen = next((info for info in infos if info.filename == wanted), None) or max(
        infos, key=lambda i: i.file_size
    )
    if chosen.flag_bits & 1:
        raise UnreadableFileError("the archive is locked with a password", found="encrypted")
    _check(chosen.file_size, len(data))
    others = tuple(info.filename for info in infos if info is not chosen)
    return Member(name=chosen.filename, pieces=_pieces(archive, chosen, len(data)), others=others)


def _pieces(archive: zipfile.ZipFile, chosen: zipfile.ZipInfo, packed: int) -> Iterator[bytes]:
    total = 0
    try:
        with archive.open(chosen) as stream:
            while chunk := stream.read(_CHUNK_BYTES):
                total += len(chunk)
                _check(total, packed)
                yield chunk
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise DamagedFileError(f"the archive is broken: {error}") from error


_NO_TABLES: Final = frozenset({".png", ".jpg", ".jpeg", ".pdf", ".gif", ".docx", ".exe", ".md"})


def _is_table_name(info: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(info.filename)
    hidden = path.name.startswith(".") or "__MACOSX" in path.parts
    return not info.is_dir() and not hidden and path.suffix.lower() not in _NO_TABLES and info.file_size > 0
