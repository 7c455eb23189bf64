"""`svodka doctor`: says of each part of a configured installation whether it works, and how to mend it."""

import asyncio
import json
from typing import Annotated, Any, Final

import typer
from rich.console import Console
from rich.text import Text

from svodka.checkup import ALL, LOG_ONLY, Finding, Verdict, examine
from svodka.cli._exits import FAILED
from svodka.cli._languages import LangOption, language
from svodka.cli._safe import harmless
from svodka.cli._settings import load_settings
from svodka.config import Settings
from svodka.observability import Masker
from svodka.texts import Figure, sentence

_SIGNS: Final = {Verdict.OK: ("✓", "green"), Verdict.NOTE: ("•", "yellow"), Verdict.WRONG: ("✗", "red")}
_SUBJECT_WIDTH: Final = 12
_INDENT: Final = "  "


def command(
    *,
    logging: Annotated[
        bool, typer.Option("--logging", help="Check the log only, closely, and print what was measured.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as one JSON document.")] = False,
    lang: LangOption = None,
) -> None:
    """Examine this installation end to end, and say of what is wrong how to mend it.

    Reads the same environment as the service; run it where the service runs. May run beside it. Exit code 1 means
    that something is wrong, 2 that the settings are.
    """
    settings = load_settings()
    found = asyncio.run(_examined(settings, language(lang), closely=logging, aloud=not as_json))
    is_well = all(finding["verdict"] != Verdict.WRONG for finding in found)
    if as_json:
        typer.echo(json.dumps({"ok": is_well, "findings": found}, ensure_ascii=False, indent=2))
    else:
        typer.echo(sentence("checkup-well" if is_well else "checkup-not-well", language(lang)))
    raise typer.Exit(0 if is_well else FAILED)


async def _examined(settings: Settings, lang: str, *, closely: bool, aloud: bool) -> list[dict[str, Any]]:
    """Return the findings as JSON has them, and print each as it comes."""
    console = Console(highlight=False, soft_wrap=True)
    mask = Masker(settings.secrets())
    found = []
    async for finding in examine(settings, LOG_ONLY if closely else ALL):
        told = _told(finding, lang, mask)
        found.append(told)
        if aloud:
            _print(console, told, lang)
    return found


def _told(finding: Finding, lang: str, mask: Masker) -> dict[str, Any]:
    figures = {name: _masked(value, mask) for name, value in finding.figures.items()}
    told = {
        "subject": str(finding.subject),
        "verdict": str(finding.verdict),
        "code": finding.code,
        "figures": figures,
        "text": sentence(f"checkup-{finding.code}", lang, **figures),
    }
    if finding.verdict is not Verdict.OK:
        told["mend"] = sentence(f"checkup-{finding.code}-mend", lang, **figures)
    return told


def _masked(value: Figure, mask: Masker) -> Figure:
    return mask(value) if isinstance(value, str) else value


def _print(console: Console, told: dict[str, Any], lang: str) -> None:
    sign, colour = _SIGNS[Verdict(told["verdict"])]
    subject = sentence(f"checkup-subject-{told['subject']}", lang)
    line = Text(f"{sign} ", style=colour) + Text(f"{subject:<{_SUBJECT_WIDTH}} ", style="bold")
    console.print(line + harmless(told["text"]))
    if "mend" in told:
        console.print(Text(_INDENT + " " * _SUBJECT_WIDTH + " → ", style="dim") + harmless(told["mend"]))
