"""Lines of text as outlines: HarfBuzz shapes them once, and the rasteriser has no font to look for.

Drawing text is two thirds of a picture's cost when the rasteriser shapes it; outlines take a fifth of that.
Coordinates of an outline are the font's units, y down.
"""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Final

_FONTS: Final = {False: "GolosText-Regular.ttf", True: "GolosText-SemiBold.ttf"}
_MISSING: Final = 0
_SHIFT: Final = {"start": 0.0, "middle": 0.5, "end": 1.0}

# Where a contour begins, and the rest of it as relative steps: so that moving a letter moves one pair.
Contour = tuple[int, int, str]


def outlined(text: str, *, size: float, bold: bool, anchor: str) -> tuple[str, float, float] | None:
    """Return a line's outline, its scale, and how far left of its anchor it begins, in the drawing's units.

    None when the font lacks one of the letters: then the rasteriser has to look for another font.
    """
    import uharfbuzz as hb  # type: ignore[import-untyped]  # noqa: PLC0415 - only a picture needs it

    font = _font(bold)
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    hb.shape(font, buffer)
    glyphs = [glyph.codepoint for glyph in buffer.glyph_infos]
    if _MISSING in glyphs:
        return None
    contours, pen = [], 0
    for glyph, position in zip(glyphs, buffer.glyph_positions or (), strict=True):
        x, y = pen + position.x_offset, -position.y_offset
        contours += [f"M{left + x} {top + y}{steps}" for left, top, steps in _contours(glyph, bold=bold)]
        pen += position.x_advance
    scale = size / font.face.upem
    return "".join(contours), scale, pen * scale * _SHIFT[anchor]


@cache
def _font(bold: bool) -> Any:
    import uharfbuzz as hb  # noqa: PLC0415 - only a picture needs it

    content = (files("svodka.analysis.charts") / "fonts" / _FONTS[bold]).read_bytes()
    return hb.Font(hb.Face(content))


@cache
def _contours(glyph: int, *, bold: bool) -> Sequence[Contour]:
    import uharfbuzz as hb  # noqa: PLC0415 - only a picture needs it

    pen = _Pen()
    draw = hb.DrawFuncs()
    draw.set_move_to_func(lambda x, y, _: pen.begin(x, y))
    draw.set_line_to_func(lambda *step: pen.step("l", step[:-1]))
    draw.set_quadratic_to_func(lambda *step: pen.step("q", step[:-1]))
    draw.set_cubic_to_func(lambda *step: pen.step("c", step[:-1]))
    draw.set_close_path_func(lambda _: pen.close())
    _font(bold).draw_glyph(glyph, draw, None)
    return pen.contours


class _Pen:
    """Turns what HarfBuzz draws, absolute and y up, into contours of relative steps, y down."""

    def __init__(self) -> None:
        self.contours: list[Contour] = []
        self._begun = (0, 0)
        self._at = (0, 0)
        self._steps: list[str] = []

    def begin(self, x: float, y: float) -> None:
        self._begun = self._at = (round(x), -round(y))
        self._steps = []

    def step(self, command: str, points: Sequence[float]) -> None:
        x, y = self._at
        whole = [round(value) for value in points]
        moved = [f"{right - x} {-up - y}" for right, up in zip(whole[::2], whole[1::2], strict=True)]
        self._at = (whole[-2], -whole[-1])
        self._steps.append(command + " ".join(moved))

    def close(self) -> None:
        self.contours.append((*self._begun, "".join(self._steps) + "z"))
