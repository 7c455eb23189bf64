"""Text that was UTF-8, was read in a wrong code page and saved again: undone where nothing is lost by it."""

from collections.abc import Sequence
from functools import cache
from typing import Final

from msgspec import Struct

from svodka.analysis.reading.codepages import plausibility
from svodka.analysis.reading.trace import Trace

_CODECS: Final = (
    "cp1251",
    "cp1252",
    "latin-1",
    "mac-roman",
    "cp866",
    "koi8-r",
    "cp437",
    "cp850",
    "mac-cyrillic",
)
_SAMPLE_CHARS: Final = 30_000
_NO_BYTE: Final = 0xFFFF
_GAIN: Final = 0.25


class Undone(Struct, frozen=True, kw_only=True):
    """The text as it was meant, the code page it had been misread in (twice: both), and how many lines changed."""

    text: str
    codec: str
    lines: int


def undo(text: str, *, trace: Trace | None = None) -> Undone | None:
    """Undo the misreading, once or twice; None if there was none."""
    codecs = misread_in(text, trace=trace)
    if not codecs:
        return None
    lines = text.split("\n")
    fixed = [repair(line, codecs) for line in lines]
    changed = sum(old != new for old, new in zip(lines, fixed, strict=True))
    return Undone(text="\n".join(fixed), codec="+".join(codecs), lines=changed)


def misread_in(text: str, *, trace: Trace | None = None) -> Sequence[str]:
    """Return the code pages in which the text was misread, in the order of undoing."""
    if text.isascii():
        return ()
    sample = _sample(text)
    once = [((codec,), lines) for codec in _CODECS if (lines := _step(sample, codec)) is not None]
    if not once:
        return ()
    least = plausibility("\n".join(sample)) + _GAIN
    twice = [
        ((*path, codec), done) for path, lines in once for codec in _CODECS if (done := _step(lines, codec))
    ]
    best: tuple[float, tuple[str, ...]] = (least, ())
    for path, lines in (*once, *twice):
        text = "".join(lines)
        score = 1.0 if text.isascii() else plausibility("\n".join(lines))
        if trace is not None:
            trace.note("mojibake", "+".join(path), before=least - _GAIN, after=score)
        if score > best[0] + 1e-9:
            best = (score, path)
    return best[1]


def repair(line: str, codecs: Sequence[str]) -> str:
    """Undo the misreading of one line; a line that cannot be undone without loss is kept."""
    if line.isascii():
        return line
    for codec in codecs:
        undone = _reversed(line, codec)
        if undone is None:
            return line
        line = undone
    return line


def _sample(text: str) -> list[str]:
    lines: list[str] = []
    size = 0
    for line in text[: _SAMPLE_CHARS * 40].split("\n"):
        if not line.isascii():
            lines.append(line)
            size += len(line)
            if size > _SAMPLE_CHARS:
                break
    return lines


def _step(lines: Sequence[str], codec: str) -> list[str] | None:
    """Undo one misreading of sample lines; None if many of them cannot be undone, or nothing would change."""
    done: list[str] = []
    failed, allowed = 0, len(lines) // 5
    for line in lines:
        undone = _reversed(line, codec)
        if undone is not None:
            done.append(undone)
            continue
        failed += 1
        if failed > allowed:
            return None
    return done if done and any(not line.isascii() for line in lines) else None


def _reversed(line: str, codec: str) -> str | None:
    try:
        return line.translate(_table(codec)).encode("latin-1").decode("utf-8")
    except UnicodeError:
        return None


@cache
def _table(codec: str) -> dict[int, int]:
    """Map characters beyond ASCII to bytes; bytes without a character stand for themselves, as browsers have it.

    What is no byte's character is mapped to none, too: Latin-1 then refuses it.
    """
    table: dict[int, int] = {}
    for byte in range(128, 256):
        try:
            char = bytes([byte]).decode(codec)
        except UnicodeDecodeError:
            char = chr(byte)
        table.setdefault(ord(char), byte)
    return dict.fromkeys(range(128, 256), _NO_BYTE) | table
