"""The ids in hand (update, upload, job, user), carried by context to every line that is logged meanwhile."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

_NOTHING: Final[Mapping[str, object]] = {}
_bound: Final[ContextVar[Mapping[str, object]]] = ContextVar("svodka-log-ids", default=_NOTHING)


@contextmanager
def bind(**ids: object) -> Iterator[None]:
    """Put these ids on every line logged in the block, by the tasks started in it too."""
    token = _bound.set({**_bound.get(), **ids})
    try:
        yield
    finally:
        _bound.reset(token)


def bound() -> Mapping[str, object]:
    """Return the ids in hand."""
    return _bound.get()
