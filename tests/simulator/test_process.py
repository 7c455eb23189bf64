"""The simulator as a process of its own, as tests that kill the bot need it."""

import asyncio
import signal
import sys
from asyncio.subprocess import PIPE

from svodka.simulator import open_remote_simulator


async def test_it_prints_its_address_serves_and_ends_cleanly() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "svodka.simulator", "--port", "0", stdout=PIPE, stderr=PIPE
    )
    try:
        assert process.stdout is not None
        line = await asyncio.wait_for(process.stdout.readline(), 30)
        async with open_remote_simulator(line.decode().strip()) as remote:
            person = await remote.person(name="Анна")
            sent = await person.send_text("привет")
            assert sent.text == "привет"
        process.send_signal(signal.SIGTERM)
        _, errors = await asyncio.wait_for(process.communicate(), 10)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()

    assert (process.returncode, errors) == (0, b"")
