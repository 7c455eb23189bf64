"""Whether the process lives, and whether the installation is ready: each thing it needs asked within a deadline."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from time import monotonic
from typing import Annotated, Final

from fastapi import APIRouter, Query, Response

from svodka.app import App
from svodka.errors import SvodkaError
from svodka.watching import STALE_AFTER, WORKING

log: Final = logging.getLogger(__name__)

# How many messages lie in the queue; raises PassingError when the broker is away.
QueueDepth = Callable[[], Awaitable[int]]

_DEADLINE_S: Final = 2.0
_GOOD_FOR_S: Final = 1.0
_OK: Final = "ok"
_ASKED_BY: Final = ["GET", "HEAD"]


class _NotReadyError(Exception):
    """What the check found, in words for the body."""


class Readiness:
    """Asks, and remembers the answer for a second: whoever asks often costs no more."""

    def __init__(self, app: App, *, queue_depth: QueueDepth) -> None:
        self._app = app
        self._queue_depth = queue_depth
        self._checks: Mapping[str, Callable[[], Awaitable[object]]] = {
            "database": self._database,
            "migrations": self._migrations,
            "broker": self._queue_depth,
            "storage": lambda: app.objects.probe(deadline_s=_DEADLINE_S),
            "worker": self._worker,
        }
        self._asking = asyncio.Lock()
        self._asked_at: float | None = None
        self._answers: Mapping[str, str] = {}

    @property
    def names(self) -> frozenset[str]:
        """The things that are asked."""
        return frozenset(self._checks)

    async def look(self) -> Mapping[str, str]:
        """Return for each thing `ok` or what is wrong with it, in a few fixed words."""
        async with self._asking:
            if self._asked_at is None or monotonic() - self._asked_at > _GOOD_FOR_S:
                names = list(self._checks)
                answers = await asyncio.gather(*(self._answer(name) for name in names))
                self._answers = dict(zip(names, answers, strict=True))
                self._asked_at = monotonic()
        return self._answers

    async def _answer(self, name: str) -> str:
        try:
            async with asyncio.timeout(_DEADLINE_S):
                await self._checks[name]()
        except TimeoutError:
            return f"no answer within {_DEADLINE_S:g} s"
        except _NotReadyError as error:
            return str(error)
        except SvodkaError as error:
            log.info("not ready", extra={"check": name, "error": str(error)})
            return error.code
        except Exception:
            log.exception("not ready", extra={"check": name})
            return "internal"
        return _OK

    async def _database(self) -> None:
        async with self._app.database.works() as work:
            await work.watch.troubles()

    async def _migrations(self) -> None:
        if not await self._app.database.is_at_head():
            raise _NotReadyError("behind: run svodka migrate")

    async def _worker(self) -> None:
        since = self._app.clock() - STALE_AFTER
        async with self._app.database.works() as work:
            alive = await work.watch.heartbeats(since)
        if not any(beat.process.role in WORKING for beat in alive):
            raise _NotReadyError(f"no sign of life for {STALE_AFTER.total_seconds():g} s")


def health_routes(readiness: Readiness) -> APIRouter:
    """Return the routes for whoever starts and stops processes, and sends requests to them."""
    routes = APIRouter()

    @routes.api_route("/healthz", methods=_ASKED_BY)
    async def alive() -> dict[str, str]:
        return {"status": _OK}

    @routes.api_route("/readyz", methods=_ASKED_BY)
    async def ready(
        response: Response, check: Annotated[list[str] | None, Query()] = None
    ) -> dict[str, object]:
        answers = await readiness.look()
        wanted = {name: answer for name, answer in answers.items() if check is None or name in check}
        is_ready = bool(wanted) and all(answer == _OK for answer in wanted.values())
        response.status_code = 200 if is_ready else 503
        return {"ready": is_ready, "checks": wanted}

    return routes
