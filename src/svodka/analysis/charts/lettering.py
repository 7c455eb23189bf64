"""Lines of text as glyphs of the font that is shipped beside this module, shaped by HarfBuzz."""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Final

from msgspec import Struct

_FONTS: Final = {False: "GolosText-Regular.ttf", True: "GolosText-SemiBold.ttf"}
_MISSING: Final = 0
_SHIFT: Final = {"start": 0.0, "middle": 0.5, "end": 1.0}


class Lettering(Struct, frozen=True, kw_only=True):
    """A line's glyphs, each with its place from the line's beginning, in units of the font, y up.

    `scale` makes them the drawing's units; the line begins `shift` of these left of its anchor.
    """

    font: Any
    glyphs: Sequence[tuple[int, int, int]]
    scale: float
    shift: float


def lettered(text: str, *, size: float, bold: bool, anchor: str) -> Lettering | None:
    """Return a line's glyphs; None when the font lacks one of the letters: then another font has to be found."""
    import uharfbuzz as hb  # type: ignore[import-untyped]  # noqa: PLC0415 - only a picture needs it

    font = _font(bold)
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    hb.shape(font, buffer)
    glyphs, pen = [], 0
    for glyph, position in zip(buffer.glyph_infos, buffer.glyph_positions or (), strict=True):
        if glyph.codepoint == _MISSING:
            return None
        glyphs.append((glyph.codepoint, pen + position.x_offset, position.y_offset))
        pen += position.x_advance
    scale = size / font.face.upem
    return Lettering(font=font, glyphs=glyphs, scale=scale, shift=pen * scale * _SHIFT[anchor])


@cache
def _font(bold: bool) -> Any:
    import uharfbuzz as hb  # noqa: PLC0415 - only a picture needs it

    content = (files("svodka.analysis.charts") / "fonts" / _FONTS[bold]).read_bytes()
    return hb.Font(hb.Face(content))
