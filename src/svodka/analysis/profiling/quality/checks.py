"""All checks of the data's quality, and their ranking."""

from collections.abc import Callable, Iterator
from typing import Final

from svodka.analysis.profiling.model import Profile
from svodka.analysis.profiling.quality.completeness import (
    duplicate_keys,
    duplicate_rows,
    idle_columns,
    missing,
    missing_days,
)
from svodka.analysis.profiling.quality.formats import odd_codes
from svodka.analysis.profiling.quality.impossible import hidden_totals, impossible, mixed_currencies
from svodka.analysis.profiling.quality.model import Finding
from svodka.analysis.profiling.quality.outliers import outliers
from svodka.analysis.profiling.quality.privacy import personal_data
from svodka.analysis.profiling.quality.spelling import spellings
from svodka.analysis.profiling.quality.sums import broken_sums
from svodka.analysis.table import Table

_CHECKS: Final[tuple[Callable[[Table, Profile], Iterator[Finding]], ...]] = (
    missing,
    duplicate_rows,
    duplicate_keys,
    idle_columns,
    missing_days,
    spellings,
    outliers,
    impossible,
    hidden_totals,
    mixed_currencies,
    broken_sums,
    personal_data,
    odd_codes,
)
# A wide table may have a finding in each column; nobody reads more than this.
MOST_FINDINGS: Final = 60


def find_quality(table: Table, profile: Profile) -> list[Finding]:
    """Return what is found, the costliest first."""
    if not profile.rows:
        return []
    found = [finding for check in _CHECKS for finding in check(table, profile)]
    return sorted(found, key=lambda finding: -finding.cost)[:MOST_FINDINGS]
