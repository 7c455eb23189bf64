"""Lenses: each recognises a kind of table and tells of it in the words of its trade."""

from svodka.analysis.lenses.choose import ENTRY_POINTS, Seen, look
from svodka.analysis.lenses.model import Fact, Lens, View

__all__ = ["ENTRY_POINTS", "Fact", "Lens", "Seen", "View", "look"]
