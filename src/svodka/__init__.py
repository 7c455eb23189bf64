"""Svodka: turns the tables people get sent into something they can read.

`svodka.analyze(path)` gives a `svodka.Report`, `svodka.ReadOptions` are what the caller knows better; all are
loaded when they are first used.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from svodka.analysis import ReadOptions, Report, analyze

__version__ = "0.1.0"
__all__ = ["ReadOptions", "Report", "__version__", "analyze"]


def __getattr__(name: str) -> object:
    if name in {"ReadOptions", "Report", "analyze"}:
        from svodka import analysis  # noqa: PLC0415 - `import svodka` stays instant

        return getattr(analysis, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
