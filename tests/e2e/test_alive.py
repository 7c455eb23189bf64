"""A real process that is stuck is told from one that works, by the check that its container is asked."""

import asyncio
import os
import runpy
import signal
from pathlib import Path
from typing import Final

from tests.e2e.installation import Bot, open_installation

SCRIPT: Final = Path(__file__).parents[2] / "deploy" / "healthcheck.py"
RENEWED_S: Final = 30


def trouble(bot: Bot) -> str | None:
    told: str | None = runpy.run_path(str(SCRIPT))["stuck"](bot.data_dir / "alive-run")
    return told


async def is_well(bot: Bot) -> None:
    async with asyncio.timeout(RENEWED_S):
        while trouble(bot) is not None:  # noqa: ASYNC110 - a file tells nobody that it was touched
            await asyncio.sleep(0.1)


async def test_a_process_that_does_not_turn_its_loop_is_found_stuck_and_found_well_again(
    tmp_path: Path,
) -> None:
    async with open_installation(tmp_path) as (bot, _):
        await bot.start()
        assert trouble(bot) is None

        bot.send(signal.SIGSTOP)
        os.utime(bot.data_dir / "alive-run", (0, 0))  # as if minutes had passed
        assert "no sign of life for" in str(trouble(bot))
        bot.send(signal.SIGCONT)

        await is_well(bot)
        assert await bot.stop() == 0
        assert "no sign of life: " in str(trouble(bot))
