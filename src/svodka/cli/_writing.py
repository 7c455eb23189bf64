"""Files that a command writes: whole or not at all."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def written(target: Path) -> Iterator[Path]:
    """Yield a path to write to; it takes the target's place only if the block ends well."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".svodka-", dir=target.parent) as folder:
        draft = Path(folder) / target.name
        yield draft
        draft.replace(target)
