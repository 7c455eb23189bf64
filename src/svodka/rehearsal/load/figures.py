"""What a load came to, in figures: counted from the ledger and from what was sampled of the processes."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Final

from svodka.rehearsal.load.ledger import Entry, Ledger
from svodka.rehearsal.sampling import Samples

_EXAMPLES: Final = 5
_NOTABLE_S: Final = 0.01
# The fleet's own simulator: a load brings one along, in the crowd's process.
_IDLE: Final = "simulator"


class Outcome(StrEnum):
    """What became of a file."""

    RIGHT = "right"
    WRONG = "wrong"
    LATE = "late"
    LOST = "lost"


def outcome_of(entry: Entry, late_after_s: float) -> Outcome:
    """Tell what became of a file; a report that is wrong is not also late."""
    if entry.faults:
        return Outcome.WRONG
    if entry.report_s is None:
        return Outcome.LOST
    return Outcome.LATE if entry.report_s > late_after_s else Outcome.RIGHT


def percentile(values: Sequence[float], percent: float) -> float:
    """Return the value that so many percent do not exceed; 0 where there are none."""
    ordered = sorted(values)
    return ordered[max(math.ceil(len(ordered) * percent / 100) - 1, 0)] if ordered else 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Times:
    """How long people waited, in seconds."""

    p50: float
    p95: float
    p99: float
    most: float

    @classmethod
    def of(cls, values: Iterable[float | None]) -> "Times":
        """Sum up; None is somebody who waited in vain, and is counted elsewhere."""
        known = [value for value in values if value is not None]
        p50, p95, p99 = (percentile(known, percent) for percent in (50, 95, 99))
        return cls(p50=p50, p95=p95, p99=p99, most=max(known, default=0.0))


@dataclass(frozen=True, kw_only=True, slots=True)
class Cost:
    """What a process took: CPU milliseconds for each file, the share of a core, and memory at most."""

    cpu_ms: float
    cores: float
    memory_mb: float = 0.0

    @classmethod
    def of(cls, cpu_s: float, files: int, seconds: float, memory_mb: float = 0.0) -> "Cost":
        """Divide by files and by time."""
        return cls(
            cpu_ms=round(cpu_s / files * 1000, 2) if files else 0.0,
            cores=round(cpu_s / seconds, 3) if seconds else 0.0,
            memory_mb=round(memory_mb, 1),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """One load, summed up. `late` reports are right ones that took longer than `late_after_s`."""

    acceptance_only: bool = False
    people: int
    sent: int
    accepted: int
    outcomes: Mapping[Outcome, int]
    acceptance: Times
    report: Times
    reports_per_min: float
    late_after_s: float
    seconds: float
    mean_bytes: float
    costs: Mapping[str, Cost]
    sessions: int
    strays: Sequence[str]
    troubles: Sequence[str]
    faults: Sequence[str]
    pressed: int
    answered: int
    said: int
    crowd_lag_p99_s: float
    bot_lag_p99_s: float | None = None
    load_average: float = 0.0
    exit_codes: Mapping[str, int] = field(default_factory=dict)

    @property
    def good(self) -> bool:
        """Whether nothing is wrong, lost or astray; where only acceptance is asked: whether all are accepted."""
        if self.acceptance_only:
            return self.accepted == self.sent
        return not (self.outcomes[Outcome.WRONG] or self.outcomes[Outcome.LOST] or self.strays)

    def document(self) -> dict[str, Any]:
        """Return the figures as plain values: the names of the most wanted ones stand alone."""
        return {
            "people": self.people,
            "sent": self.sent,
            "accepted": self.accepted,
            **{outcome.value: self.outcomes[outcome] for outcome in Outcome},
            "astray": len(self.strays),
            "troubles_shown": len(self.troubles),
            "accept_p50_s": round(self.acceptance.p50, 4),
            "accept_p95_s": round(self.acceptance.p95, 4),
            "accept_p99_s": round(self.acceptance.p99, 4),
            "report_p50_s": round(self.report.p50, 3),
            "report_p95_s": round(self.report.p95, 3),
            "report_p99_s": round(self.report.p99, 3),
            "report_max_s": round(self.report.most, 3),
            "reports_per_min": round(self.reports_per_min, 1),
            "late_after_s": self.late_after_s,
            "seconds": round(self.seconds, 1),
            "mean_file_bytes": round(self.mean_bytes),
            "sessions_max": self.sessions,
            "buttons_pressed": self.pressed,
            "buttons_answered": self.answered,
            "texts_said": self.said,
            "bot_lag_p99_s": self.bot_lag_p99_s,
            "crowd_lag_p99_s": round(self.crowd_lag_p99_s, 4),
            "load_average": round(self.load_average, 2),
            "processes": {name: asdict(cost) for name, cost in self.costs.items()},
            "exit_codes": dict(self.exit_codes),
            "examples": [*self.faults, *self.strays, *self.troubles][:_EXAMPLES],
        }


def counted(ledger: Ledger, late_after_s: float) -> dict[Outcome, int]:
    """Count the files by what became of them."""
    counts = dict.fromkeys(Outcome, 0)
    for entry in ledger.entries:
        counts[outcome_of(entry, late_after_s)] += 1
    return counts


def reports_per_min(ledger: Ledger) -> float:
    """Return how many reports came a minute, from the first file until the last report."""
    reported = [entry.reported_s for entry in ledger.entries if entry.reported_s is not None]
    if not reported:
        return 0.0
    took_s = max(reported) - min(entry.sent_s for entry in ledger.entries)
    return len(reported) / took_s * 60 if took_s else 0.0


def costs_of(samples: Samples, files: int) -> dict[str, Cost]:
    """Return what each process took for one file, a worker's sandboxes and PostgreSQL's sessions apart."""
    costs: dict[str, Cost] = {}
    for name in sorted(samples.usage.keys() - {_IDLE}):
        own_s, memory_mb = samples.own_cpu_s(name), samples.most_rss_mb(name)
        costs[name] = Cost.of(own_s, files, samples.seconds, memory_mb)
        others_s = samples.cpu_s(name) - own_s
        if others_s > _NOTABLE_S:
            others_mb = samples.most_descendant_mb(name)
            costs[f"{name}: children"] = Cost.of(others_s, files, samples.seconds, others_mb)
    return costs
