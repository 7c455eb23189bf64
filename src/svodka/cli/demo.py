"""`svodka demo`: the whole service against a Telegram of its own, with a chat page in the browser."""

import os
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Annotated, Final

import typer
from pydantic import SecretStr

from svodka.cli._serve import serve
from svodka.cli._settings import load_settings
from svodka.cli.run import open_everything
from svodka.config import PREFIX, Settings
from svodka.simulator import Sample, Simulator, open_simulator

_SAMPLES: Final = Path(__file__).parent / "samples"


def command(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; another if it is taken.")] = 8080,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
) -> None:
    """Try the bot without Telegram: a chat page in the browser, nothing to install or sign up for.

    Nothing is kept when it ends, unless SVODKA_DATA_DIR says where. Servers and tokens that the environment
    names are left alone.
    """
    kept = {
        name: value for name, value in os.environ.items() if name.startswith(PREFIX) or name == "LOG_LEVEL"
    }
    kept.pop("SVODKA_TELEGRAM_API_URL", None)
    with tempfile.TemporaryDirectory(prefix="svodka-demo-") as folder:
        settings = load_settings(environ={"SVODKA_DATA_DIR": folder, "LOG_LEVEL": "WARNING", **kept})
        serve(settings, partial(_open, host=host, port=port))


@asynccontextmanager
async def _open(settings: Settings, *, host: str, port: int) -> AsyncIterator[None]:
    async with AsyncExitStack() as stack:
        simulator = await _simulator(stack, host, port)
        bot = settings.bot.model_copy(
            update={"token": SecretStr(simulator.token), "api_url": simulator.api_url}
        )
        await stack.enter_async_context(open_everything(settings.model_copy(update={"bot": bot})))
        typer.echo(f"The chat is at {simulator.url} (Ctrl-C ends it)")
        yield


async def _simulator(stack: AsyncExitStack, host: str, port: int) -> Simulator:
    samples = [
        Sample(path=_SAMPLES / "bank_statement.csv", label="Выписка банка", name="Выписка по счёту.csv"),
        Sample(path=_SAMPLES / "sales.csv", label="Sales export", name="sales.csv"),
        Sample(path=_SAMPLES / "stock.tsv", label="Остатки склада", name="остатки.tsv"),
    ]
    try:
        return await stack.enter_async_context(open_simulator(host=host, port=port, samples=samples))
    except OSError:
        return await stack.enter_async_context(open_simulator(host=host, port=0, samples=samples))
