"""Bytes to text: BOM, strict UTF-8 over all bytes, UTF-16 by its NULs, else the most plausible code page."""

import codecs
import re
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from svodka.analysis.model import Issue, Severity
from svodka.analysis.reading.codepages import Plausibility, rank
from svodka.analysis.reading.issues import Code
from svodka.analysis.reading.trace import Trace

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE_BYTES: Final = 40_000
_BROKEN_SHARE: Final = 0.02


class Decoded(Struct, frozen=True, kw_only=True):
    """The text of the bytes, the codec's name and what was doubtful."""

    text: str
    encoding: str
    issues: Sequence[Issue] = ()


def decode(data: bytes, *, encoding: str | None = None, trace: Trace | None = None) -> Decoded:
    """Find the encoding of all the bytes and decode them."""
    if encoding:
        return _forced(data, encoding)
    for bom, codec in _BOMS:
        if data.startswith(bom):
            return _by_bom(data, bom, codec)
    wide = wide_codec(data)
    if wide:
        return _lenient(data, wide, _note(trace, wide, "NUL pattern"))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _mostly_utf8(data, error, trace) or _code_page(data, trace)
    _note(trace, "utf-8", "all bytes are valid")
    return Decoded(text=text, encoding="utf-8")


def _note(trace: Trace | None, codec: str, why: str) -> list[Issue]:
    if trace is not None:
        trace.note("encoding", codec, why=why)
    return []


def _forced(data: bytes, encoding: str) -> Decoded:
    name = codecs.lookup(encoding).name
    for bom, codec in _BOMS:
        if data.startswith(bom) and codec.startswith(name[:6]):
            name = codec
    return _lenient(data, name, [])


def _by_bom(data: bytes, bom: bytes, codec: str) -> Decoded:
    if codec == "utf-8-sig":
        try:
            return Decoded(text=data.decode("utf-8-sig"), encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            rest = data[len(bom) :]
            mixed = _mostly_utf8(rest, error, None)
            if mixed is not None:
                return Decoded(text=mixed.text, encoding="utf-8-sig", issues=mixed.issues)
            return _code_page(rest, None)
    return _lenient(data, codec, [])


def _lenient(data: bytes, codec: str, issues: list[Issue]) -> Decoded:
    text = data.decode(codec, errors="replace")
    broken = text.count("\ufffd")
    if broken:
        issues = [*issues, Issue(code=Code.UNDECODABLE_BYTES, severity=Severity.WARNING, count=broken)]
    return Decoded(text=text, encoding=codec, issues=issues)


def wide_codec(data: bytes) -> str | None:
    """Recognise UTF-16 or UTF-32 by its BOM, or UTF-16 without one: of each two bytes one is mostly NUL or 4."""
    for bom, codec in _BOMS[1:]:
        if data.startswith(bom):
            return codec
    sample = data[:4_000]
    if len(sample) < 8 or b"\0" not in sample:
        return None
    even, odd = sample[0::2], sample[1::2]
    for high, codec in ((odd, "utf-16-le"), (even, "utf-16-be")):
        low = even if high is odd else odd
        common = high.count(0) + high.count(4)
        if common > 0.9 * len(high) and high.count(0) > 0.1 * len(high) and low.count(0) < 0.1 * len(low):
            return codec
    return None


def _mostly_utf8(data: bytes, first: UnicodeDecodeError, trace: Trace | None) -> Decoded | None:
    """Read UTF-8 with a few lines in another encoding, each by its own; None if it is not UTF-8 at heart."""
    cut = len(data) - first.start <= 4 and first.reason == "unexpected end of data"
    if cut:
        text = data.decode("utf-8", errors="replace")
        if any(ord(char) > 127 for char in text[:-1]):
            issue = Issue(code=Code.UNDECODABLE_BYTES, severity=Severity.WARNING, count=1)
            return Decoded(text=text, encoding="utf-8", issues=[issue])
    pieces = re.split(rb"(?<=\n)", data)
    bad = [index for index, piece in enumerate(pieces) if not _valid(piece)]
    good = sum(not piece.isascii() for piece in pieces) - len(bad)
    if not good or len(bad) > max(1, good // 2):
        return None
    codec = rank(b"".join(pieces[index] for index in bad))[0].codec
    broken = set(bad)
    text = "".join(
        piece.decode(codec, errors="replace") if index in broken else piece.decode("utf-8")
        for index, piece in enumerate(pieces)
    )
    issue = Issue(
        code=Code.ENCODING_MIXED,
        severity=Severity.WARNING,
        row=bad[0],
        count=len(bad),
        figures={"encoding": codec},
    )
    _note(trace, "utf-8", f"{len(bad)} lines in {codec}")
    return Decoded(text=text, encoding="utf-8", issues=[issue])


def _valid(piece: bytes) -> bool:
    try:
        piece.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _code_page(data: bytes, trace: Trace | None) -> Decoded:
    codec, issues = choose_codec(_sample(data), trace=trace)
    return _lenient(data, codec, issues)


def choose_codec(sample: bytes, *, trace: Trace | None = None) -> tuple[str, list[Issue]]:
    """Return the most plausible code page of a sample, and what is to be said of the choice."""
    ranking = rank(sample)
    if trace is not None:
        for candidate in ranking[:5]:
            trace.note("encoding", candidate.codec, score=candidate.score)
    best = ranking[0]
    issues = [Issue(code=Code.ENCODING_GUESSED, value=best.codec)]
    other = _rival(ranking)
    if other is not None:
        issues.append(
            Issue(
                code=Code.ENCODING_DOUBTFUL,
                severity=Severity.WARNING,
                value=best.codec,
                figures={"other": other.codec},
            )
        )
    return best.codec, issues


def _rival(ranking: Sequence[Plausibility]) -> Plausibility | None:
    if (
        len(ranking) > 1
        and ranking[0].score - ranking[1].score < 0.02
        and ranking[0].differs_from(ranking[1])
    ):
        return ranking[1]
    return None


def _sample(data: bytes) -> bytes:
    """Take the lines that are not ASCII, from head, middle and tail, until there is enough of them."""
    if len(data) <= _SAMPLE_BYTES:
        return data
    step = len(data) // 3
    parts = [data[start : start + _SAMPLE_BYTES * 4] for start in (0, step, 2 * step)]
    picked = [
        b"\n".join(line for line in part.split(b"\n") if not line.isascii())[:_SAMPLE_BYTES] for part in parts
    ]
    sample = b"\n".join(picked)
    if sample.strip():
        return sample
    return b"\n".join(line for line in data.split(b"\n") if not line.isascii())[:_SAMPLE_BYTES]
