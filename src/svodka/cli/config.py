"""`svodka config`: the settings as they are in force, without their secrets."""

from pydantic import SecretStr
from rich.console import Console
from rich.table import Table
from rich.text import Text

from svodka.cli._settings import load_settings
from svodka.observability import Masker


def command() -> None:
    """Print the settings in force and where each comes from; secrets are masked.

    Exit code 2 means that there are mistakes; all of them are listed.
    """
    settings = load_settings()
    mask = Masker(settings.secrets())
    table = Table(box=None, pad_edge=False, header_style="bold")
    for header in ("Setting", "Value", "From"):
        table.add_column(header, overflow="fold")
    for setting in settings.effective():
        origin = "environment" if setting.from_environment else "default"
        table.add_row(setting.name, Text(mask(_shown(setting.value))), origin)
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = 200
    console.print(table)


def _shown(value: object) -> str:
    match value:
        case None | ():
            return "-"
        case SecretStr():
            return value.get_secret_value()
        case tuple():
            return ", ".join(map(str, value))
        case float():
            return f"{value:g}"
    return str(value)
