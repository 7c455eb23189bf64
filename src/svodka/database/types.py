"""Column types that keep our promises: moments are aware and UTC, and any text of a stranger's can be kept."""

import json
import re
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import JSON, DateTime, Dialect, String, TypeDecorator
from sqlalchemy.dialects.postgresql import JSONB

Json = JSON().with_variant(JSONB(), "postgresql")

# PostgreSQL has no NUL in texts, and half a surrogate pair has no UTF-8 in any database.
_UNKEPT: Final = re.compile("[\x00\ud800-\udfff]")
_INSTEAD: Final = "\N{REPLACEMENT CHARACTER}"


def kept(value: str) -> str:
    """Replace what no database keeps: one such character would have its whole transaction refused."""
    return _UNKEPT.sub(_INSTEAD, value)


def as_json(value: Any) -> str:
    """Write JSON that every database keeps."""
    return json.dumps(_kept_in(value), ensure_ascii=False, default=str)


def _kept_in(value: Any) -> Any:
    match value:
        case str():
            return kept(value)
        case dict():
            return {_kept_in(key): _kept_in(one) for key, one in value.items()}
        case list() | tuple():
            return [_kept_in(one) for one in value]
    return value


class Words(TypeDecorator[str]):
    """A text that strangers have a hand in."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Replace what cannot be kept on the way in."""
        return None if value is None else kept(value)


class Moment(TypeDecorator[datetime]):
    """An aware moment in UTC; a naive one is refused, for nobody can tell what it means."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Check and convert on the way in."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a naive datetime is not a moment: {value!r}")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Make what comes out aware."""
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
