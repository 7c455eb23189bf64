"""The decision trail of a reading: which candidates there were, how they scored, what was chosen."""

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One line of the trail: the question, the candidate or answer, and the figures that spoke for it."""

    topic: str
    text: str
    figures: dict[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        tail = " ".join(f"{key}={_shown(value)}" for key, value in self.figures.items())
        return f"{self.topic}: {self.text}" + (f" ({tail})" if tail else "")


@dataclass(slots=True)
class Trace:
    """Collects the steps of one reading. Whoever does not want them passes none: then nothing is kept."""

    steps: list[Step] = field(default_factory=list)

    def note(self, topic: str, text: str, **figures: object) -> None:
        """Add one step."""
        self.steps.append(Step(topic=topic, text=text, figures=figures))

    def lines(self) -> list[str]:
        """Return the trail as lines for a person."""
        return [str(step) for step in self.steps]


def _shown(value: object) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)
