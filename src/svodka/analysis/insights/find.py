"""Gathers the insights of a table and keeps the few that are worth a reader's time."""

from collections.abc import Iterator
from typing import Final

from msgspec.structs import replace

from svodka.analysis.insights.course import Course, course
from svodka.analysis.insights.extremes import spike
from svodka.analysis.insights.model import Insight
from svodka.analysis.insights.movement import change_insight, find_change, trend_or_break
from svodka.analysis.insights.parts import concentration, drivers, shares_along_time
from svodka.analysis.insights.rhythm import find_seasons, season_insight, weekdays
from svodka.analysis.profiling import Focus, Profile
from svodka.analysis.table import Table
from svodka.analysis.wording import Wording

MOST_INSIGHTS: Final = 7
# The same thing said twice in other words wastes the reader's time.
_MOST_OF_A_CODE: Final = 2
_FEWEST_ROWS: Final = 30


def find_insights(table: Table, profile: Profile, focus: Focus, wording: Wording) -> list[Insight]:
    """Return at most seven insights, the most remarkable first."""
    if profile.rows < _FEWEST_ROWS:
        return []
    kept: list[Insight] = []
    for insight in sorted(_all(table, profile, focus, wording), key=lambda each: -each.score):
        if sum(1 for each in kept if each.code == insight.code) < _MOST_OF_A_CODE:
            kept.append(insight)
    return kept[:MOST_INSIGHTS]


def _all(table: Table, profile: Profile, focus: Focus, wording: Wording) -> Iterator[Insight]:
    found = course(table, focus, wording)
    if found is not None:
        change = find_change(table, found)
        if change is not None:
            yield change_insight(change, found)
            yield from drivers(table, profile, focus, change, found)
        yield from _along_time(table, found)
    yield from concentration(table, profile, focus, wording)
    yield from shares_along_time(table, profile, focus, wording)


def _along_time(table: Table, found: Course) -> Iterator[Insight]:
    """Find what repeats first: trends, breaks and records are what is left without it."""
    seasons = find_seasons(table, found)
    if seasons is not None:
        found = replace(found, seasons=seasons.factors)
        yield from season_insight(seasons, found)
    yield from trend_or_break(table, found)
    yield from spike(found)
    yield from weekdays(found)
