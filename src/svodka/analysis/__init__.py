"""The table engine: bytes in, `Report` out.

Synchronous and pure: no network, no clock, no asyncio, no framework, no storage, no database.
"""

from svodka.analysis.charts import Chart
from svodka.analysis.chat import Chat
from svodka.analysis.model import Lang, ReadOptions
from svodka.analysis.report import Report, analyze

__all__ = ["Chart", "Chat", "Lang", "ReadOptions", "Report", "analyze"]
