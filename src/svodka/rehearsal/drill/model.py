"""The values of a drill: a fault as an entry of the table of faults, and what came of it."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from svodka.rehearsal.fleet import Fleet
from svodka.rehearsal.leftovers import LeftOver

if TYPE_CHECKING:
    from svodka.rehearsal.drill.scene import Scene

Act = Callable[["Scene"], Awaitable[None]]
Deed = Callable[[Fleet], Awaitable[None]]


def _nothing_needed() -> str | None:
    return None


def _bare_stage(_fleet: Fleet) -> AbstractContextManager[Mapping[str, str]]:
    return nullcontext({})


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """One entry: what is done and how it is undone, in words and as an act that also sends the files.

    `stage` is prepared before the processes start and cleared after they stopped; it yields variables that they
    get beside the fleet's own. `missing` says why the fault cannot be made on this machine.
    `may_double` is how many reports may come twice, where nothing on our side can tell that the first one came.
    `tells_late_s` is within how many seconds everybody who sends amid the fault hears that their file is late,
    on a machine that accepts files at once.
    """

    name: str
    done: str
    undone: str
    act: Act
    stage: Callable[[Fleet], AbstractContextManager[Mapping[str, str]]] = _bare_stage
    missing: Callable[[], str | None] = _nothing_needed
    may_double: int = 0
    tells_late_s: float | None = None

    @property
    def is_bare(self) -> bool:
        """Whether the processes need nothing that other faults do without."""
        return self.stage is _bare_stage


@dataclass(frozen=True, kw_only=True, slots=True)
class Tally:
    """What came of the files sent amid one fault; `accepted` is the sum of `once`, `twice`, `lost`, `sentences`.

    `told_late_s` is how long anybody who sent amid the fault waited at the most to know that the file is late,
    or what came of it.
    `complaints` say in words what else is not as it should be.
    """

    fault: str
    accepted: int
    once: int
    twice: int
    lost: int
    sentences: int
    left_over: LeftOver
    slowest_s: float
    told_late_s: float = 0.0
    may_double: int = 0
    complaints: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether nothing was lost, said twice or left over, and nobody was left in the dark."""
        return not (self.lost or self.twice > self.may_double or self.left_over.total or self.complaints)

    def as_json(self) -> dict[str, Any]:
        """Return the row for programs."""
        return {
            "fault": self.fault,
            "accepted": self.accepted,
            "once": self.once,
            "twice": self.twice,
            "lost": self.lost,
            "sentences": self.sentences,
            "left_over": self.left_over.total,
            "slowest_s": round(self.slowest_s, 1),
        }
