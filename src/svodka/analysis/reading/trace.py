"""The decision trail of a reading: which candidates there were, how they scored, what was chosen."""

from msgspec import Struct, field


class Step(Struct, frozen=True, kw_only=True):
    """One line of the trail: the question, the candidate or answer, and the figures that spoke for it."""

    topic: str
    text: str
    figures: dict[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        tail = " ".join(f"{key}={_shown(value)}" for key, value in self.figures.items())
        return f"{self.topic}: {self.text}" + (f" ({tail})" if tail else "")


class Trace(Struct):
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
