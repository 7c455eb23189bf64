"""Tests that keep us from finding meaning in noise: distribution-free ones, with their sources.

All take plain numbers and return a p-value; the limit below is set so that all tests of a table together
rarely (less than one table of noise in fifty) find anything.
"""

import bisect
import math
import statistics
from collections import Counter
from collections.abc import Sequence
from typing import Final

P_LIMIT: Final = 0.0005


def normal_tail(z: float) -> float:
    """Return the two-sided tail of the normal distribution."""
    return math.erfc(abs(z) / math.sqrt(2))


def chi_square_tail(value: float, freedom: int) -> float:
    """Return the upper tail of the chi-square distribution (Wilson and Hilferty, 1931)."""
    if value <= 0:
        return 1.0
    spread = 2 / (9 * freedom)
    z = ((value / freedom) ** (1 / 3) - (1 - spread)) / math.sqrt(spread)
    return math.erfc(z / math.sqrt(2)) / 2


def f_tail(value: float, upper: int, lower: int) -> float:
    """Return the upper tail of the F distribution with these degrees of freedom (Paulson 1942)."""
    if value <= 0:
        return 1.0
    root, one, two = value ** (1 / 3), 2 / (9 * upper), 2 / (9 * lower)
    z = ((1 - two) * root - (1 - one)) / math.sqrt(two * root**2 + one)
    return math.erfc(z / math.sqrt(2)) / 2


def mann_kendall(values: Sequence[float]) -> float:
    """Test for a monotonic trend (Mann 1945, Kendall 1975)."""
    n = len(values)
    s = _rises(values)
    ties = sum(t * (t - 1) * (2 * t + 5) for t in Counter(values).values())
    variance = (n * (n - 1) * (2 * n + 5) - ties) / 18
    if variance <= 0 or s == 0:
        return 1.0
    return normal_tail((abs(s) - 1) / math.sqrt(variance))


def _rises(values: Sequence[float]) -> int:
    """Return how many more pairs of values rise than fall."""
    earlier: list[float] = []
    rises = 0
    for value in values:
        below, not_above = bisect.bisect_left(earlier, value), bisect.bisect_right(earlier, value)
        rises += below - (len(earlier) - not_above)
        earlier.insert(not_above, value)
    return rises


def theil_sen(values: Sequence[float]) -> float:
    """Return the median slope per step (Theil 1950, Sen 1968)."""
    n = len(values)
    return statistics.median((values[j] - values[i]) / (j - i) for i in range(n - 1) for j in range(i + 1, n))


def ranks(values: Sequence[float]) -> list[float]:
    """Return the ranks from 1; equal values share their mean rank."""
    order = sorted(range(len(values)), key=values.__getitem__)
    result = [0.0] * len(values)
    start = 0
    while start < len(order):
        end = start
        while end + 1 < len(order) and values[order[end + 1]] == values[order[start]]:
            end += 1
        for position in range(start, end + 1):
            result[order[position]] = (start + end) / 2 + 1
        start = end + 1
    return result


def mann_whitney(one: Sequence[float], two: Sequence[float]) -> float:
    """Test whether two samples differ in level (Mann and Whitney 1947), by the normal approximation."""
    joined = [*one, *two]
    n = len(joined)
    rank_sum = sum(ranks(joined)[: len(one)])
    expected = len(one) * (n + 1) / 2
    ties = sum(t**3 - t for t in Counter(joined).values())
    variance = len(one) * len(two) / 12 * ((n + 1) - ties / (n * (n - 1)))
    if variance <= 0:
        return 1.0
    return normal_tail((abs(rank_sum - expected) - 0.5) / math.sqrt(variance))


def kruskal_wallis(groups: Sequence[Sequence[float]]) -> float:
    """Test whether several samples differ in level (Kruskal and Wallis 1952)."""
    joined = [value for group in groups for value in group]
    n = len(joined)
    ranked = ranks(joined)
    total, start = 0.0, 0
    for group in groups:
        total += sum(ranked[start : start + len(group)]) ** 2 / len(group)
        start += len(group)
    ties = sum(t**3 - t for t in Counter(joined).values())
    correction = 1 - ties / (n**3 - n)
    if correction <= 0:
        return 1.0
    statistic = (12 / (n * (n + 1)) * total - 3 * (n + 1)) / correction
    return chi_square_tail(statistic, len(groups) - 1)


def pettitt(values: Sequence[float]) -> tuple[int, float]:
    """Find the point where a level changes, and its p-value (Pettitt 1979): the index of the first new value."""
    n = len(values)
    ranked = ranks(values)
    best, at, running = 0.0, 0, 0.0
    for position in range(n - 1):
        running += ranked[position]
        statistic = abs(2 * running - (position + 1) * (n + 1))
        if statistic > best:
            best, at = statistic, position + 1
    return at, min(1.0, 2 * math.exp(-6 * best**2 / (n**3 + n**2)))


def chi_square_table(rows: Sequence[Sequence[int]]) -> float:
    """Test whether the rows of a table of counts have the same shares (Pearson 1900)."""
    columns = [sum(column) for column in zip(*rows, strict=True)]
    total = sum(columns)
    statistic = 0.0
    for row in rows:
        for count, column in zip(row, columns, strict=True):
            expected = sum(row) * column / total
            statistic += (count - expected) ** 2 / expected if expected else 0.0
    return chi_square_tail(statistic, (len(rows) - 1) * (len(columns) - 1))
