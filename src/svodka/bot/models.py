"""Imports aiogram without building its models: each is built when it is first used, and most never are.

aiogram builds a validator for each of its 400 types at import, and each holds the whole graph that it refers to:
2.5 s of CPU and 85 MB, of which a bot needs a twentieth. pydantic builds a model by itself on its first use, if it
is told where the names of its fields are found. This module has to be imported before anything imports aiogram.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pydantic import BaseModel


@contextmanager
def _left_unbuilt() -> Iterator[None]:
    build = BaseModel.__dict__["model_rebuild"]
    setattr(BaseModel, "model_rebuild", classmethod(lambda *_, **__: None))  # noqa: B010 - mypy knows its type
    try:
        yield
    finally:
        setattr(BaseModel, "model_rebuild", build)  # noqa: B010 - mypy knows its type


with _left_unbuilt():
    from aiogram import methods, types

_NAMES = {
    **vars(methods.base),
    **{name: getattr(types, name) for name in types.__all__},
}
_build = BaseModel.model_rebuild.__func__  # type: ignore[attr-defined]  # the function of the class method


def _rebuild(model: type[BaseModel], /, **options: Any) -> bool | None:
    """Build a model of aiogram with the names that its fields refer to; see `BaseModel.model_rebuild`."""
    built: bool | None = _build(model, **options | {"_types_namespace": _NAMES})
    return built


for _base in (types.TelegramObject, methods.TelegramMethod, methods.Response):
    setattr(_base, "model_rebuild", classmethod(_rebuild))  # noqa: B010 - mypy knows its type
