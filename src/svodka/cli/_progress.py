"""A progress bar on stderr, for work that takes longer than a second."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from svodka.texts import sentence

PATIENCE_S: Final = 1.0


class LateBar:
    """A bar that appears after a while. It is told of progress from one thread and shown by another."""

    def __init__(self, console: Console, *, name: str, lang: str, patience_s: float) -> None:
        self._lang = lang
        self._bar = Progress(
            TextColumn("{task.fields[file]}", markup=False),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f} %  {task.description}", markup=False),
            TimeElapsedColumn(),
            console=console,
            transient=True,
        )
        self._task = self._bar.add_task("", total=1.0, file=name)
        self._timer = threading.Timer(patience_s, self._bar.start)
        self._timer.daemon = True

    def start(self) -> None:
        """Let the time until it appears begin."""
        self._timer.start()

    def stop(self) -> None:
        """Take the bar away, if it ever appeared."""
        self._timer.cancel()
        self._timer.join()
        self._bar.stop()

    def __call__(self, stage: str, fraction: float) -> None:
        """Show a stage and the fraction of the whole that is done."""
        self._bar.update(self._task, completed=fraction, description=sentence(f"cli-{stage}", self._lang))


@contextmanager
def progress_bar(
    name: str, *, lang: str, console: Console | None = None, patience_s: float = PATIENCE_S
) -> Iterator[LateBar]:
    """Yield a bar to be told of progress; it is shown on stderr unless another console is given."""
    bar = LateBar(console or Console(stderr=True), name=name, lang=lang, patience_s=patience_s)
    bar.start()
    try:
        yield bar
    finally:
        bar.stop()
