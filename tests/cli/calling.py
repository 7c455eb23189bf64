"""Calls a command in this process, as the program itself does."""

from collections.abc import Mapping
from dataclasses import dataclass

from typer.testing import CliRunner

from svodka.cli import application


@dataclass(frozen=True, kw_only=True)
class Outcome:
    code: int
    out: str
    err: str


def svodka(*arguments: object, environ: Mapping[str, str] | None = None) -> Outcome:
    """Call a command; what it prints is not a terminal's."""
    words = [str(argument) for argument in arguments]
    result = CliRunner().invoke(
        application(words[0]), words, env={"LC_ALL": "en_US.UTF-8", **(environ or {})}
    )
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Outcome(code=result.exit_code, out=result.stdout, err=result.stderr)
