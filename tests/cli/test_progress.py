"""The progress bar: late, and gone when the work is done."""

import io
import threading

from rich.console import Console

from svodka.cli._progress import progress_bar
from svodka.texts import LANGUAGES, codes


class Screen(io.StringIO):
    """A terminal that tells when a text appears on it."""

    def __init__(self, awaited: str) -> None:
        super().__init__()
        self._awaited = awaited
        self.appeared = threading.Event()

    def write(self, text: str) -> int:
        if self._awaited in text:
            self.appeared.set()
        return super().write(text)


def test_work_that_is_over_soon_shows_no_bar() -> None:
    screen = Screen("x.csv")
    with progress_bar("x.csv", lang="en", console=Console(file=screen, force_terminal=True)) as bar:
        bar("reading", 0.5)

    assert "x.csv" not in screen.getvalue()


def test_longer_work_shows_its_stage() -> None:
    screen = Screen("measuring")
    console = Console(file=screen, force_terminal=True, width=120)
    with progress_bar("[x].csv", lang="en", console=console, patience_s=0) as bar:
        bar("profiling", 0.5)
        assert screen.appeared.wait(timeout=10)

    assert "[x].csv" in screen.getvalue()


def test_every_stage_has_its_word() -> None:
    for lang in LANGUAGES:
        assert {f"cli-{stage}" for stage in ("reading", "profiling", "drawing", "writing")} <= codes(lang)
