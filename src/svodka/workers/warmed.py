"""Imported by the forkserver only: analyses a few tables once, so that each process made of it starts warm.

Catalogues, templates, fonts and the engine's own first steps cost as much as a small file does.
"""

import atexit
import gc
import multiprocessing.popen_forkserver
import multiprocessing.spawn
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from svodka.analysis.reading import prepare_spare
from svodka.workers import landlock, seccomp
from svodka.workers.forgetting import forget_environment
from svodka.workers.sandboxed import Job, analyse_file, close_kept

# A process lives for one file: what little garbage is cyclic may wait.
_GARBAGE: Final = 50_000
_DAYS: Final = 300


def _sales() -> str:
    lines = ["дата;магазин;товар;количество;цена;сумма"]
    for n in range(_DAYS):
        shop = "магазин 1" if n == _DAYS // 2 else f"Магазин {n % 3}"  # one of them written otherwise
        price = f"{100 + n % 37},50" if n % 5 else ""
        lines.append(
            f"{n % 28 + 1:02d}.{n // 28 + 1:02d}.2025;{shop};Товар {n % 12};{n % 9};{price};{n * 3},50"
        )
    return "\n".join(lines) + "\n"


def _statement() -> str:
    lines = ["Дата операции;Карта;Статус;Сумма операции;Валюта;Категория;Описание"]
    for n in range(60):
        amount = f"{1 + n % 4}5 000,00" if n % 7 == 0 else f"-{n + 1} 120,50"
        status = "FAILED" if n == 8 else "OK"
        lines.append(
            f"{n % 28 + 1:02d}.{n // 28 + 1:02d}.2026;*4417;{status};{amount};RUB;Еда {n % 4};Кафе {n % 5}"
        )
    return "\n".join(lines) + "\n"


def _stock() -> str:
    rows = (f"Item {n},Store {n % 3},{n % 17 - 1},{n * 7 % 90}.25" for n in range(60))
    return "\n".join(("Product,Warehouse,Stock,Value", *rows)) + "\n"


_TABLES: Final[Mapping[str, str]] = {
    "sales.csv": _sales(),
    "statement.csv": _statement(),
    "stock.csv": _stock(),
}
# As banks have it: reading it loads what tells one code page from another.
_ENCODINGS: Final[Mapping[str, str]] = {"statement.csv": "cp1251"}


def _warm_up() -> None:
    with tempfile.TemporaryDirectory(prefix="svodka-") as folder:
        for name, table in _TABLES.items():
            path = Path(folder) / name
            path.write_text(table, _ENCODINGS.get(name, "utf-8"))
            for language in ("ru", "en"):
                job = Job(path=path, name=name, language=language, folder=Path(folder), memory_mb=0, cpu_s=0)
                analyse_file(job, lambda _: None)
                close_kept()
    landlock.prepare()
    seccomp.prepare()
    prepare_spare()
    gc.collect()
    gc.freeze()
    gc.set_threshold(_GARBAGE)
    # It ends at once, as its sandboxes do: DuckDB's binding complains aloud about objects that outlive it.
    atexit.register(os._exit, 0)


def _leave_main_alone() -> None:
    """Let no sandbox run the script that started its worker: it would import the whole command line anew.

    The preloading of `__main__` is meant for that, but Python 3.11 forgets to tell the forkserver its path.
    """
    setattr(multiprocessing.spawn, "_fixup_main_from_path", lambda path: None)  # noqa: B010 - not in the stubs


forget_environment()
_warm_up()
_leave_main_alone()
