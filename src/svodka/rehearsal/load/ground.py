"""The ground for loads: the real parts started, and a simulated Telegram beside the crowd, in this process."""

import secrets
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from svodka.rehearsal.fleet import Fleet, Plan, open_fleet
from svodka.rehearsal.servers.ports import free_port
from svodka.simulator import Simulator, open_simulator

# However few people there are: it is not the limit for one of them that is measured.
_MANY_FILES: Final = {"SVODKA_UPLOADS_PER_MINUTE": "100000", "SVODKA_RUNNING_UPLOADS": "100"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Ground:
    """Where loads are driven; their files are made in `folder`."""

    simulator: Simulator
    fleet: Fleet
    folder: Path


@asynccontextmanager
async def open_ground(plan: Plan, *, flood_limits: bool) -> AsyncIterator[Ground]:
    """Start everything but the crowd. Raises ProgramsMissingError."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="svodka-load-")))
        simulator = await stack.enter_async_context(open_simulator(flood_limits=flood_limits))
        settings = {**_MANY_FILES, **plan.settings, "SVODKA_TELEGRAM_API_URL": simulator.api_url}
        if not flood_limits:
            settings.setdefault("SVODKA_MESSAGES_PER_SECOND", "100000")
        fleet = await stack.enter_async_context(
            open_fleet(replace(plan, flood_limits=flood_limits, settings=settings))
        )
        yield Ground(simulator=simulator, fleet=fleet, folder=folder)


def with_webhook(plan: Plan) -> Plan:
    """Let updates come by webhook, through a web process of its own, as they do in production."""
    port = free_port()
    hook = {
        "SVODKA_WEB_PORT": str(port),
        "SVODKA_WEBHOOK_URL": f"http://127.0.0.1:{port}/telegram",
        "SVODKA_WEBHOOK_SECRET": secrets.token_urlsafe(24),
        "SVODKA_SECRET_KEY": secrets.token_urlsafe(32),
    }
    return replace(plan, commands=("web", *plan.commands), settings={**plan.settings, **hook})
