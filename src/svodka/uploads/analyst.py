"""The Protocols through which a stranger's file is analysed; owned here, implemented by the sandbox."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any, Protocol


class Analysis(Protocol):
    """What the sandbox made of a file: a summary as JSON, and artefacts as files in `folder`."""

    @property
    def summary(self) -> dict[str, Any]:
        """`title`, `text` (Telegram HTML for a caption), `columns` (list of pages), `charts` (count)."""
        ...

    @property
    def artefacts(self) -> Mapping[str, Path]:
        """Artefact name (`report`, `clean`, `chart-1`, …) → file."""
        ...


class Analyst(Protocol):
    """Analyses a stranger's file in a sandbox process."""

    def analyse(
        self, path: Path, *, name: str, language: str, progress: Callable[[str], Awaitable[None]]
    ) -> AbstractAsyncContextManager[Analysis]:
        """Run the analysis; artefacts live until the block ends. `progress` hears each stage's name.

        Raises UnreadableFileError for good (TableTooComplexError when the file broke the sandbox's limits)
        and SandboxCrashedError when the process died. Cancelling really kills the process.
        """
        ...
