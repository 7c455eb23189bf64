"""Looks at the whole installation for whoever shows it, once for all who ask within two seconds."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Final
from uuid import UUID

from svodka.app import App
from svodka.uploads import Person, State, Upload
from svodka.uploads import retry as take_up_again
from svodka.watching import STALE_AFTER, Heartbeat, Overview, Worries
from svodka.watching.watchman import troubles
from svodka.web.health import Readiness

_GOOD_FOR_S: Final = 2.0
_LISTED: Final = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class View:
    """What there is to see; `wrong` are troubles with their figures, `checks` the answers of readiness."""

    overview: Overview
    alive: Sequence[Heartbeat]
    waiting: Sequence[Upload]
    failed: Sequence[Upload]
    people: Mapping[int, Person]
    wrong: Mapping[str, Mapping[str, object]]
    checks: Mapping[str, str]


class Lookout:
    """Looks. Raises PassingError when the database is away."""

    def __init__(self, app: App, *, readiness: Readiness) -> None:
        self._app = app
        self._readiness = readiness
        self._looking = asyncio.Lock()
        self._seen: tuple[float, View] | None = None

    async def look(self) -> View:
        """Return what there is to see, two seconds old at most."""
        async with self._looking:
            if self._seen is None or monotonic() - self._seen[0] > _GOOD_FOR_S:
                self._seen = monotonic(), await self._look()
            return self._seen[1]

    async def retry(self, upload_id: UUID) -> bool:
        """Take a failed upload up again; False where there is none such."""
        async with self._app.database.works() as work:
            upload = await work.uploads.get(upload_id)
            done = upload is not None and await take_up_again(work, upload, now=self._app.clock())
        self._seen = None
        if done:
            await self._app.bells.ring_courier()
        return done

    async def _look(self) -> View:
        now = self._app.clock()
        async with self._app.database.works() as work:
            overview = await work.watch.overview(now)
            alive = await work.watch.heartbeats(now - STALE_AFTER)
            waiting = await work.watch.waiting(_LISTED)
            failed = await work.uploads.recent(state=State.FAILED, limit=_LISTED)
            ids = {upload.person_id for upload in [*waiting, *failed]}
            people = {each: await work.people.get(each) for each in ids}
        return View(
            overview=overview,
            alive=alive,
            waiting=waiting,
            failed=failed,
            people={each: person for each, person in people.items() if person is not None},
            wrong={
                str(trouble): figures for trouble, figures in troubles(overview, alive, Worries()).items()
            },
            checks=await self._readiness.look(),
        )
