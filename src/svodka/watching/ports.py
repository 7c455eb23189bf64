"""The narrow Protocols through which watching reaches the tables; implemented by the database."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol

from svodka.uploads import Outbox, Upload, Uploads
from svodka.watching.model import Heartbeat, Overview, Standing, Trouble


class Watch(Protocol):
    """What operators see, within one transaction. Datetimes are aware UTC."""

    async def beat(self, heartbeat: Heartbeat) -> None:
        """Write a process's sign of life over its last one."""
        ...

    async def leave(self, process: str) -> None:
        """Forget a process that has stopped as it should."""
        ...

    async def heartbeats(self, since: datetime) -> Sequence[Heartbeat]:
        """Return the last sign of life of each process that gave one since then, by role and name."""
        ...

    async def bury(self, before: datetime) -> int:
        """Forget processes that gave no sign of life since then; return how many."""
        ...

    async def standing(self, now: datetime) -> Standing:
        """Say how things stand; takes a millisecond or two, however many rows there are."""
        ...

    async def overview(self, now: datetime) -> Overview:
        """Count what there is; on a day of many uploads this takes a while."""
        ...

    async def waiting(self, limit: int) -> Sequence[Upload]:
        """Return the uploads that are not at an end, those that stand still longest first."""
        ...

    async def troubles(self) -> Mapping[Trouble, tuple[datetime, datetime | None]]:
        """Return each trouble that lasts: since when, and when operators were told."""
        ...

    async def trouble_begins(self, trouble: Trouble, now: datetime) -> None:
        """Note that a trouble is there; one that is noted already keeps its beginning."""
        ...

    async def trouble_told(self, trouble: Trouble, now: datetime) -> bool:
        """Note that operators are told; False if they were told before, or the trouble is over."""
        ...

    async def trouble_ends(self, trouble: Trouble) -> bool:
        """Forget a trouble; False if somebody else did."""
        ...


class WatchWork(Protocol):
    """One short transaction, as watching needs it."""

    @property
    def watch(self) -> Watch:
        """What operators see, within this transaction."""
        ...

    @property
    def uploads(self) -> Uploads:
        """The uploads, within this transaction."""
        ...

    @property
    def outbox(self) -> Outbox:
        """The outbox, within this transaction."""
        ...


class WatchWorks(Protocol):
    """Opens transactions."""

    def __call__(self) -> AbstractAsyncContextManager[WatchWork]:
        """Begin one: `async with works() as work: …`. Raises PassingError when the database is away."""
        ...
