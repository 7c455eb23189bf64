"""What a table holds: exact statistics of every column, and what in it deserves to be looked at."""

from svodka.analysis.profiling.associations import Association, Associations, associations
from svodka.analysis.profiling.coverage import Coverage, Granularity, coverage
from svodka.analysis.profiling.focus import Focus, addable, find_focus, priced
from svodka.analysis.profiling.model import Bin, ColumnProfile, Lengths, Numbers, Profile, TopValue, Value
from svodka.analysis.profiling.series import Period, Point, Series, series
from svodka.analysis.profiling.statistics import profile
from svodka.analysis.profiling.totals import totals

__all__ = [
    "Association",
    "Associations",
    "Bin",
    "ColumnProfile",
    "Coverage",
    "Focus",
    "Granularity",
    "Lengths",
    "Numbers",
    "Period",
    "Point",
    "Profile",
    "Series",
    "TopValue",
    "Value",
    "addable",
    "associations",
    "coverage",
    "find_focus",
    "priced",
    "profile",
    "series",
    "totals",
]
