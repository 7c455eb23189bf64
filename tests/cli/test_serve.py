"""A process of the service stops when it is told to, within its deadline, and says how it ended."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest
import typer

from svodka.cli._bot import tempo
from svodka.cli._serve import Serving, logged, serve
from svodka.config import Settings
from svodka.errors import PassingError, SettingsError


class Parts:
    """Parts of a service that note what happens to them."""

    def __init__(self, *, opening: asyncio.Event | None = None, closing: asyncio.Event | None = None) -> None:
        self.is_opening = asyncio.Event()
        self.is_open = asyncio.Event()
        self.is_closing = asyncio.Event()
        self.is_closed = False
        self._opening = opening
        self._closing = closing

    @asynccontextmanager
    async def open(self, settings: Settings) -> AsyncIterator[None]:
        self.is_opening.set()
        if self._opening is not None:
            await self._opening.wait()
        self.is_open.set()
        yield
        self.is_closing.set()
        if self._closing is not None:
            await self._closing.wait()
        self.is_closed = True


def running(
    parts: Callable[[Settings], AbstractAsyncContextManager[object]], **environ: str
) -> asyncio.Task[int]:
    return asyncio.create_task(Serving(Settings.load(environ), parts).run())


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_closes_the_parts_and_the_exit_code_is_0(number: signal.Signals) -> None:
    parts = Parts()
    run = running(parts.open)
    await parts.is_open.wait()

    signal.raise_signal(number)

    assert await run == 0
    assert parts.is_closed


async def test_parts_that_close_too_slowly_are_broken_off() -> None:
    parts = Parts(closing=asyncio.Event())
    run = running(parts.open, SVODKA_STOP_DEADLINE_S="0.05")
    await parts.is_open.wait()

    signal.raise_signal(signal.SIGTERM)

    assert await run == 1
    assert not parts.is_closed


async def test_a_second_signal_breaks_off() -> None:
    parts = Parts(closing=asyncio.Event())
    run = running(parts.open)
    await parts.is_open.wait()

    signal.raise_signal(signal.SIGTERM)
    await parts.is_closing.wait()
    signal.raise_signal(signal.SIGTERM)

    assert await run == 1


async def test_a_signal_while_the_parts_open_ends_it_cleanly() -> None:
    parts = Parts(opening=asyncio.Event())
    run = running(parts.open)
    await parts.is_opening.wait()

    signal.raise_signal(signal.SIGTERM)

    assert await run == 0
    assert not parts.is_open.is_set()


async def test_a_part_that_breaks_ends_the_process_with_1(caplog: pytest.LogCaptureFixture) -> None:
    @asynccontextmanager
    async def breaking(settings: Settings) -> AsyncIterator[None]:
        async with asyncio.TaskGroup() as group:
            group.create_task(_break())
            yield

    assert await running(breaking) == 1
    assert "ended by an error" in caplog.messages


async def test_what_is_away_and_needed_ends_the_process_in_one_line(caplog: pytest.LogCaptureFixture) -> None:
    @asynccontextmanager
    async def reaching(settings: Settings) -> AsyncIterator[None]:
        _reach()
        yield

    assert await running(reaching) == 1
    [record] = caplog.records
    assert record.message == "ended, for what it needs is away"
    assert record.exc_info is None


def _reach() -> None:
    raise PassingError("nobody is there")


async def _break() -> None:
    raise ConnectionError("gone")


def test_settings_found_wrong_while_opening_are_said_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    @asynccontextmanager
    async def refusing(settings: Settings) -> AsyncIterator[None]:
        _refuse()
        yield

    with pytest.raises(typer.Exit) as ended:
        serve(Settings.load({"LOG_LEVEL": "ERROR"}), refusing)

    assert ended.value.exit_code == 2
    assert capsys.readouterr().err == "SVODKA_DATA_DIR: in use\n"


def _refuse() -> None:
    raise SettingsError("SVODKA_DATA_DIR: in use")


@pytest.mark.parametrize("deadline_s", ["1", "6", "20", "60"])
def test_the_bots_two_parts_and_the_work_stop_within_the_deadline_of_the_process(deadline_s: str) -> None:
    settings = Settings.load({"SVODKA_STOP_DEADLINE_S": deadline_s})
    work_s = settings.work.stop_deadline_s / 2

    assert 2 * tempo(settings).stop_deadline_s + work_s < settings.work.stop_deadline_s


def test_an_error_that_nobody_expected_is_logged_with_its_secrets_masked(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(typer.Exit) as ended, logged(Settings.load({})):
        raise LookupError("postgresql://bot:hunter2@host/x has no such table")

    assert ended.value.exit_code == 1
    written = capfd.readouterr().err
    assert "ended by an error" in written
    assert "LookupError" in written
    assert "hunter2" not in written
