"""What the bytes are, by their first ones and never by a name; archives are measured before they are unpacked."""

import codecs
import enum
import gzip
import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from svodka.analysis.reading.encoding import wide_codec
from svodka.errors import (
    BankExchangeError,
    DamagedFileError,
    EmptyFileError,
    FileTooLargeError,
    TableTooComplexError,
    UnreadableFileError,
)

MAX_UNPACKED_BYTES: Final = 300_000_000
_MAX_RATIO: Final = 400
_RATIO_FREE_BYTES: Final = 5_000_000
_CHUNK_BYTES: Final = 1 << 20
_MAX_MEMBERS: Final = 2_000
_MAX_CELLS: Final = 60_000_000
_SHEET: Final = re.compile(r"xl/worksheets/[^/]+\.xml")
_LAST_ROW: Final = re.compile(rb'<row [^>]*?\br="(\d{1,9})"')
_FAR_COLUMN: Final = re.compile(rb' r="([A-Z]{2,3})\d')


class Kind(enum.StrEnum):
    """What a file is."""

    TEXT = "text"
    WORKBOOK = "workbook"
    GZIP = "gzip"
    ZIP = "zip"
    PARQUET = "parquet"


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
    (b"7z\xbc\xaf\x27\x1c", "7z"),
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
_HTML: Final = re.compile(rb"\s*(?:<!doctype html|<html|<\?xml|<svg)", re.IGNORECASE)


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
    if data.startswith(b"\x1f\x8b"):
        return Kind.GZIP
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return Kind.WORKBOOK
    if data.startswith(b"PAR1"):
        return Kind.PARQUET
    head = data[:1_000]
    if _HTML.match(head.lstrip(b"\xef\xbb\xbf")):
        raise UnreadableFileError("this is no table but a page of markup", found="html")
    _refuse_binary(data)
    return Kind.TEXT


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
    names = _archive(data).namelist()
    if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
        _measure(data, "xl/")
        _measure_sheets(data)
        return Kind.WORKBOOK
    if "content.xml" in names and "mimetype" in names:
        _measure(data, "")
        return Kind.WORKBOOK
    if "word/document.xml" in names or "ppt/presentation.xml" in names:
        raise UnreadableFileError("this is no table but an office document", found="document")
    return Kind.ZIP


def _archive(data: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise DamagedFileError(f"the archive cannot be opened: {error}") from error


def _measure(data: bytes, prefix: str) -> None:
    total = sum(info.file_size for info in _archive(data).infolist() if info.filename.startswith(prefix))
    if total > MAX_UNPACKED_BYTES or (total > _RATIO_FREE_BYTES * 10 and total > _MAX_RATIO * len(data)):
        raise FileTooLargeError(f"unpacks to {total} bytes", unpacked=total)


def _measure_sheets(data: bytes) -> None:
    """Refuse sheets whose cells lie so far apart that holding what is between them takes all memory."""
    archive = _archive(data)
    for info in archive.infolist():
        if not _SHEET.fullmatch(info.filename):
            continue
        try:
            text = archive.read(info)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            NotImplementedError,
            RuntimeError,
        ) as error:
            raise DamagedFileError(f"the archive is broken: {error}") from error
        last = _LAST_ROW.search(text, max(0, text.rfind(b"<row ")))
        far = {match[1] for match in _FAR_COLUMN.finditer(text)}
        width = max((_column(letters) for letters in far), default=26)
        if last and int(last[1]) * width > _MAX_CELLS:
            raise TableTooComplexError(
                f"a sheet of {last[1].decode()} rows and {width} columns", columns=width
            )


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def unpack_gzip(data: bytes) -> bytes:
    """Unpack, with a limit on what comes out."""
    out = io.BytesIO()
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
            while chunk := stream.read(_CHUNK_BYTES):
                out.write(chunk)
                _check(out.tell(), len(data))
    except (EOFError, OSError, zlib.error) as error:
        raise DamagedFileError(f"the archive is broken: {error}") from error
    return out.getvalue()


def _check(unpacked: int, packed: int) -> None:
    if unpacked > MAX_UNPACKED_BYTES or (unpacked > _RATIO_FREE_BYTES and unpacked > _MAX_RATIO * packed):
        raise FileTooLargeError(f"unpacks to more than {unpacked} bytes", unpacked=unpacked)


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """The file taken out of an archive, and the names of the others."""

    name: str
    data: bytes
    others: tuple[str, ...]


def unpack_zip(data: bytes, wanted: str | None = None) -> Member:
    """Take the largest file out of an archive, or the one that is wanted by name."""
    archive = _archive(data)
    infos = [info for info in archive.infolist()[:_MAX_MEMBERS] if _is_table_name(info)]
    if not infos:
        raise EmptyFileError("an archive without files")
    chosen = next((info for info in infos if info.filename == wanted), None) or max(
        infos, key=lambda i: i.file_size
    )
    if chosen.flag_bits & 1:
        raise UnreadableFileError("the archive is locked with a password", found="encrypted")
    out = io.BytesIO()
    try:
        with archive.open(chosen) as stream:
            while chunk := stream.read(_CHUNK_BYTES):
                out.write(chunk)
                _check(out.tell(), len(data))
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise DamagedFileError(f"the archive is broken: {error}") from error
    others = tuple(info.filename for info in infos if info is not chosen)
    return Member(name=chosen.filename, data=out.getvalue(), others=others)


_NO_TABLES: Final = frozenset({".png", ".jpg", ".jpeg", ".pdf", ".gif", ".docx", ".exe", ".md"})


def _is_table_name(info: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(info.filename)
    hidden = path.name.startswith(".") or "__MACOSX" in path.parts
    return not info.is_dir() and not hidden and path.suffix.lower() not in _NO_TABLES and info.file_size > 0
