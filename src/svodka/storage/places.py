"""Where objects can be kept: what a backend must be told to find its bucket, and the keys to it."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

ANSWER_DEADLINE_S: Final = 5.0


@dataclass(frozen=True, kw_only=True, slots=True)
class SupabasePlace:
    """A bucket of a Supabase project, and the service role key that opens it.

    `answer_deadline_s` is how long an answer may take once the request is sent in full.
    """

    url: str
    key: str = field(repr=False)
    bucket: str
    answer_deadline_s: float = ANSWER_DEADLINE_S


@dataclass(frozen=True, kw_only=True, slots=True)
class S3Place:
    """A bucket of S3, or of what speaks it at `endpoint`; None is Amazon's own of that region."""

    bucket: str
    access_key: str
    secret_key: str = field(repr=False)
    endpoint: str | None = None
    region: str = "us-east-1"


Place = Path | SupabasePlace | S3Place
