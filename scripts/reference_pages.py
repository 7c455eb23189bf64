"""Writes the pages of docs/reference that follow from the code: settings.md and cli.md.

`make pages` runs it; a test keeps the pages equal to what it would write.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import typer

from svodka.cli import COMMANDS, application
from svodka.config import Setting, Settings
from svodka.observability.metrics import COUNTED
from svodka.pulse import FELT
from svodka.web.metrics import WHOLE

REFERENCE: Final = Path(__file__).parents[1] / "docs" / "reference"

_GROUPS: Final = {
    "bot": "Telegram",
    "database": "Database",
    "storage": "Files",
    "limits": "Limits for one person",
    "work": "Work",
    "web": "Web pages",
    "log": "Log",
    "traces": "Traces",
    "": "Whole installation",
}
# Defaults that are made at the start, in words.
_MADE: Final = {
    "DATABASE_URL": "SQLite in `SVODKA_DATA_DIR`",
    "SVODKA_WORKER_THREADS": "number of cores",
}


def pages() -> dict[Path, str]:
    """Return the text of each page by its path."""
    return {
        REFERENCE / "settings.md": "\n".join(_settings()),
        REFERENCE / "cli.md": "\n".join(_commands()),
        REFERENCE / "metrics.md": "\n".join(_metrics()),
    }


def _settings() -> Iterator[str]:
    yield """# Settings

Settings are environment variables. An empty one counts as unset. An unknown variable whose name begins with
`SVODKA_`, a missing one or a bad value stops the start, with all mistakes listed at once and no secret shown.
`svodka config` prints what is in force and where it comes from, with secrets masked.

This page is made from the code by `make pages`."""
    settings = list(Settings.load({}).effective())
    for group, title in _GROUPS.items():
        yield f"\n## {title}\n\n| variable | default | meaning |\n|---|---|---|"
        for setting in settings:
            if setting.group == group:
                yield f"| `{setting.name}` | {_default(setting)} | {setting.description} |"
    yield ""


def _default(setting: Setting) -> str:
    made = _MADE.get(setting.name)
    if made is not None:
        return made
    if setting.default in (None, ()):
        return "—"
    return f"`{setting.default:g}`" if isinstance(setting.default, float) else f"`{setting.default}`"


def _commands() -> Iterator[str]:
    yield """# Command line

`svodka COMMAND --help` says the same on the terminal. Exit codes: 0 done, 1 something failed, 2 what was given
is at fault (a file that is no table, an option or a setting that makes no sense).

`analyze --json` prints one JSON document a line, one for each file that could be read, in the order given; it is
described in [json.md](json.md). Files that a command writes are written whole or not at all.

This page is made from the code by `make pages`."""
    for name in COMMANDS:
        command: Any = typer.main.get_command(application(name))
        command = command.commands[name]
        yield f"\n## svodka {name}\n\n```\nsvodka {name} {_usage(command.params)}".rstrip() + "\n```\n"
        yield command.help
        yield from _options(command.params)
    yield ""


def _usage(parameters: Iterable[Any]) -> str:
    arguments = [each.metavar for each in parameters if each.param_type_name == "argument"]
    return " ".join([*arguments, "[OPTIONS]"] if any(_are_options(parameters)) else arguments)


def _are_options(parameters: Iterable[Any]) -> Iterator[Any]:
    return (each for each in parameters if each.param_type_name == "option")


def _options(parameters: Iterable[Any]) -> Iterator[str]:
    options = list(_are_options(parameters))
    if options:
        yield "\n| option | default | meaning |\n|---|---|---|"
    for option in options:
        names = " / ".join(f"`{name}`" for name in [*option.opts, *option.secondary_opts])
        default = "—" if option.default in (None, False) else f"`{option.default}`"
        yield f"| {names} | {default} | {option.help} |"


def _metrics() -> Iterator[str]:
    yield """# Metrics

`/metrics` shows them in Prometheus' format to whoever brings `SVODKA_METRICS_TOKEN`, and to an operator who is logged
in. Any web process shows the figures of all processes, from their heartbeats of the last half minute; how to use them
says [watch.md](../how-to/watch.md).

This page is made from the code by `make pages`."""
    for title, families in (
        ("Of each process, with `process` and `role`", {**COUNTED, **FELT}),
        ("Of the whole installation", WHOLE),
    ):
        yield f"\n## {title}\n\n| name | kind | labels | meaning |\n|---|---|---|---|"
        for name, family in families.items():
            suffix = "_total" if family.kind == "counter" else ""
            labels = ", ".join(f"`{label}`" for label in family.labels) or "—"
            yield f"| `{name}{suffix}` | {family.kind} | {labels} | {family.about} |"
    yield """
Each process tells `process_resident_memory_bytes`, `process_cpu_seconds_total`, `process_open_fds` and
`process_start_time_seconds`, too, where the system knows them (Linux). A histogram has the usual three names:
`…_bucket`, `…_sum` and `…_count`.
"""


if __name__ == "__main__":
    REFERENCE.mkdir(parents=True, exist_ok=True)
    for path, text in pages().items():
        path.write_text(text, "utf-8")
