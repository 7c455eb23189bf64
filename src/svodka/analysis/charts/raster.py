"""SVG of ours → PNG, with the font that is shipped beside this module."""

from functools import cache
from importlib.resources import files


@cache
def _fonts_known() -> None:
    import vl_convert  # noqa: PLC0415 - 84 MB that a run without pictures need not load

    vl_convert.register_font_directory(str(files("svodka.analysis.charts") / "fonts"))


def png(svg: str, scale: float) -> bytes:
    """Draw the SVG at `scale` pixels a unit."""
    import vl_convert  # noqa: PLC0415 - large, and not every report is drawn

    _fonts_known()
    return bytes(vl_convert.svg_to_png(svg, scale=scale))
