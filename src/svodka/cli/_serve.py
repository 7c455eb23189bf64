"""Runs a process of the service until it is told to stop: signal → stop → deadline → exit code."""

import asyncio
import logging
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager, ExitStack, contextmanager
from typing import Final, Never

import typer

from svodka.cli._exits import FAILED, refuse
from svodka.config import Settings
from svodka.errors import PassingError, SettingsError
from svodka.observability import Masker, open_logging, sentry_sink

log: Final = logging.getLogger(__name__)

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)

Parts = Callable[[Settings], AbstractAsyncContextManager[object]]


def serve(settings: Settings, parts: Parts) -> Never:
    """Open the parts, hold them until SIGINT or SIGTERM, close them within the deadline, and exit.

    The exit code is 0 after a stop that kept its deadline, 1 where something broke, 2 for wrong settings.
    """
    with logged(settings), asyncio.Runner(loop_factory=_loop_factory()) as runner:
        code = runner.run(Serving(settings, parts).run())
    raise typer.Exit(code)


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Name the loop of libuv, which takes a third less CPU for sockets, or none where it does not run (Windows)."""
    if sys.platform == "win32":
        return None
    import uvloop  # noqa: PLC0415 - a command that serves nobody needs none

    return uvloop.new_event_loop


@contextmanager
def logged(settings: Settings) -> Iterator[None]:
    """Log as the settings say; a mistake in them that shows only now ends the command in one line.

    An error that nobody expected is logged, for by itself it would go to stderr past queue and mask.
    """
    with ExitStack() as stack:
        try:
            stack.enter_context(open_logging(settings.log, settings.secrets(), further=_reporting(settings)))
        except SettingsError as error:
            refuse(str(error))
        except OSError as error:
            refuse(f"SVODKA_LOG_FILE: cannot be written: {error}")
        try:
            yield
        except SettingsError as error:
            refuse(str(error))
        except (typer.Exit, typer.Abort):
            raise
        except Exception:
            log.critical("ended by an error", exc_info=True)
            raise typer.Exit(FAILED) from None


def _reporting(settings: Settings) -> Iterator[tuple[str, logging.Handler]]:
    """Yield what reports errors, where that is wanted. Raises SettingsError."""
    if (dsn := settings.log.sentry_dsn) is not None:
        yield "sentry", sentry_sink(dsn.get_secret_value(), Masker(settings.secrets()))


class Serving:
    """One run. A first signal asks the parts to close; one more, or one while they open, breaks off."""

    def __init__(self, settings: Settings, parts: Parts) -> None:
        self._settings = settings
        self._parts = parts
        self._stop = asyncio.Event()
        self._is_open = False
        self._task: asyncio.Task[int] | None = None

    async def run(self) -> int:
        """Hold the parts open until stopped, and return the exit code."""
        self._task = asyncio.current_task()
        loop = asyncio.get_running_loop()
        for number in _SIGNALS:
            loop.add_signal_handler(number, self._on_signal)
        try:
            await self._hold()
        except SettingsError:
            raise
        except asyncio.CancelledError:
            log.warning("broken off")
            return FAILED if self._is_open else 0
        except PassingError as error:
            log.critical("ended, for what it needs is away", extra={"error": str(error)})
        except Exception as error:
            if isinstance(error, TimeoutError) and self._stop.is_set():
                log.error("stopped late", extra={"deadline_s": self._settings.work.stop_deadline_s})
            else:
                log.critical("ended by an error", exc_info=True)
        else:
            log.info("stopped")
            return 0
        return FAILED

    async def _hold(self) -> None:
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(None) as deadline, self._parts(self._settings):
            self._is_open = True
            log.info("started")
            await self._stop.wait()
            log.info("stopping")
            deadline.reschedule(loop.time() + self._settings.work.stop_deadline_s)

    def _on_signal(self) -> None:
        if self._is_open and not self._stop.is_set():
            self._stop.set()
        elif self._task is not None:
            self._task.cancel()
