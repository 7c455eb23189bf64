"""Findings on the quality of the data, ranked by what they would cost the reader."""

from svodka.analysis.profiling.quality.checks import find_quality
from svodka.analysis.profiling.quality.model import Finding

__all__ = ["Finding", "find_quality"]
