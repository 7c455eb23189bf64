"""The few sentences that a table deserves, ranked, each with its figures."""

from svodka.analysis.insights.model import Insight

__all__ = ["Insight"]
