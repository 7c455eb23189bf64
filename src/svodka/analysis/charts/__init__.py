"""Charts of one look, drawn by a little SVG of our own, for the chat (PNG) and the report (inline SVG)."""

from svodka.analysis.charts.choose import draw_charts
from svodka.analysis.charts.lettering import lettered
from svodka.analysis.charts.model import Chart
from svodka.analysis.charts.style import page_rules, page_variables

__all__ = ["Chart", "draw_charts", "lettered", "page_rules", "page_variables"]
