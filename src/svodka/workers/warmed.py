"""Imported by the forkserver only: analyses a small table once, so that each process made of it starts warm.

Catalogues, templates, fonts and the engine's own first steps cost as much as a small file does.
"""

import atexit
import gc
import tempfile
from pathlib import Path

from svodka.analysis.reading import prepare_spare
from svodka.workers.sandboxed import Job, analyse_file

# A process lives for one file: what little garbage is cyclic may wait.
_GARBAGE = 50_000
_TABLE = "дата;магазин;сумма\n" + "".join(
    f"{day:02d}.03.2026;Магазин {day % 3};{day},50\n" for day in range(1, 29)
)


def _warm_up() -> None:
    with tempfile.TemporaryDirectory(prefix="svodka-") as folder:
        path = Path(folder) / "table.csv"
        path.write_text(_TABLE, "utf-8")
        for language in ("ru", "en"):
            job = Job(path=path, name=path.name, language=language, folder=Path(folder), memory_mb=0, cpu_s=0)
            analyse_file(job, lambda _: None)
    prepare_spare()
    gc.collect()
    gc.freeze()
    gc.set_threshold(_GARBAGE)
    # At the end all of it is collected again: DuckDB's binding complains about objects that outlive it.
    atexit.register(gc.unfreeze)


_warm_up()
