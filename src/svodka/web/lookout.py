"""Looks at the whole installation for whoever shows it, once for all who ask within two seconds.

Where the look itself takes long, on a day of many uploads, what was seen is good for longer.
"""

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
# Of its time one database session may be busy with this for a twentieth.
_SELDOM: Final = 20
_LISTED: Final = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class View:
    """What there is to see; `wrong` are troubles with their figures, `checks` the answers of readiness.

    `session_limit` is what all processes together may hold of the database's sessions.
    """

    overview: Overview
    alive: Sequence[Heartbeat]
    waiting: Sequence[Upload]
    failed: Sequence[Upload]
    people: Mapping[int, Person]
    wrong: Mapping[str, Mapping[str, object]]
    checks: Mapping[str, str]
    session_limit: int


class Lookout:
    """Looks. Raises PassingError when the database is away."""

    def __init__(self, app: App, *, readiness: Readiness) -> None:
        self._app = app
        self._readiness = readiness
        self._looking = asyncio.Lock()
        self._seen: View | None = None
        self._good_until = 0.0

    async def look(self) -> View:
        """Return what there is to see, mostly two seconds old at most."""
        async with self._looking:
            if self._seen is None or monotonic() > self._good_until:
                begun = monotonic()
                self._seen = await self._look()
                took_s = monotonic() - begun
                self._good_until = begun + max(_GOOD_FOR_S, _SELDOM * took_s)
            return self._seen

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
            session_limit=self._app.settings.database.session_limit,
        )
