"""A drawing → PNG: painted by us; by vl-convert where a text has letters that our font lacks."""

from functools import cache
from importlib.resources import files

from svodka.analysis.charts.painting import painted
from svodka.analysis.charts.svg import Drawing


def png(drawing: Drawing, scale: float) -> bytes:
    """Draw at `scale` pixels a unit, in light colours."""
    picture = painted(drawing.shapes, drawing.width, drawing.height, scale)
    return picture if picture is not None else _converted(drawing.standalone(""), scale)


def _converted(svg: str, scale: float) -> bytes:
    import vl_convert  # noqa: PLC0415 - 84 MB that few pictures need

    _fonts_known()
    return bytes(vl_convert.svg_to_png(svg, scale=scale))


@cache
def _fonts_known() -> None:
    import vl_convert  # noqa: PLC0415 - see above

    vl_convert.register_font_directory(str(files("svodka.analysis.charts") / "fonts"))
