"""A chart that is drawn: one drawing for the chat's picture and the report's page."""

from msgspec import Struct

from svodka.analysis.charts import raster
from svodka.analysis.charts.svg import Drawing


class Chart(Struct, frozen=True, kw_only=True):
    """A drawn chart. `name` is a stable ASCII name of its kind; `alt` tells in words what it shows."""

    name: str
    title: str
    alt: str
    drawing: Drawing

    @property
    def svg(self) -> str:
        """Return the chart as an SVG that stands alone, in light colours."""
        return self.drawing.standalone(self.alt)

    @property
    def inline(self) -> str:
        """Return the chart as an SVG for a page that defines its classes."""
        return self.drawing.inline(self.alt)

    def png(self, scale: float = 2) -> bytes:
        """Return the chart as a PNG, in light colours, at `scale` pixels a unit."""
        return raster.png(self.drawing, scale)
