"""The few sentences that a table deserves, ranked, each with its figures; none from noise."""

from svodka.analysis.insights.find import find_insights
from svodka.analysis.insights.model import Insight

__all__ = ["Insight", "find_insights"]
