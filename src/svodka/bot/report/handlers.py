"""Answers the buttons under a report: queues what they ask for; the courier sends it."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final

from aiogram import Router
from aiogram.types import CallbackQuery

from svodka.bot.buttons import Press
from svodka.bot.report.keyboards import CLEAN, COLUMNS, DELETE, PAGE, REPORT, VERBS
from svodka.bot.turn import Turn
from svodka.uploads import State, Upload, delete

_DOUBLE_WITHIN: Final = timedelta(seconds=3)
_WITH_REPORT: Final = frozenset({State.ANALYSED, State.DELIVERED})


async def pressed(press: CallbackQuery, turn: Turn, asked: Press) -> None:
    """Do what the button says, for the upload's owner and nobody else."""
    upload = await turn.work.uploads.get(asked.upload_id)
    if upload is None or upload.person_id != press.from_user.id:
        await turn.answer_press(press, "object-not-found", language=await turn.language(press.from_user))
        return
    await _DOERS[asked.verb](press, turn, asked, upload)


async def _send(press: CallbackQuery, turn: Turn, asked: Press, upload: Upload) -> None:
    payload = {"part": _PARTS[asked.verb], "page": asked.page}
    if asked.verb == PAGE and press.message is not None:
        payload["edit"] = press.message.message_id
    if upload.state in _WITH_REPORT:
        await turn.send_report(press, upload.id, payload)
    else:
        await turn.answer_press(press, "object-not-found", language=await turn.language(press.from_user))


async def _delete(press: CallbackQuery, turn: Turn, asked: Press, upload: Upload) -> None:
    if upload.state is State.DELETED:
        code = "already-deleted"
    else:
        deleted = await delete(turn.work, upload.id, person_id=upload.person_id, now=turn.now)
        code = "deleted" if deleted else "already-deleted"
    await turn.answer_press(press, code, language=await turn.language(press.from_user))


_PARTS: Final = {REPORT: "document", CLEAN: "clean", COLUMNS: "columns", PAGE: "columns"}
_DOERS: Final[dict[str, Callable[[CallbackQuery, Turn, Press, Upload], Awaitable[None]]]] = {
    **dict.fromkeys(_PARTS, _send),
    DELETE: _delete,
}


class DoublePresses:
    """Tells a button that is pressed again within three seconds: the same is not sent twice.

    In memory, for it only spares the person a repetition. The same query given again is no double press.
    """

    def __init__(self) -> None:
        self._last: OrderedDict[tuple[int, str], tuple[str, datetime]] = OrderedDict()

    def has(self, press: CallbackQuery, now: datetime) -> bool:
        """Tell whether this is one, and remember the press if not."""
        while self._last and abs(now - next(iter(self._last.values()))[1]) >= _DOUBLE_WITHIN:
            self._last.popitem(last=False)
        key = (press.from_user.id, press.data or "")
        first, _ = self._last.setdefault(key, (press.id, now))
        return first != press.id


def _ours(press: CallbackQuery) -> dict[str, Press] | bool:
    asked = Press.parse(press.data)
    return {"asked": asked} if asked is not None and asked.verb in VERBS else False


def router() -> Router:
    """Return the feature's routes."""
    doubles = DoublePresses()

    async def pressed_once(press: CallbackQuery, turn: Turn, asked: Press) -> None:
        # Pages are turned to and fro, and to turn to the same one twice changes nothing.
        if asked.verb == PAGE or not doubles.has(press, turn.now):
            await pressed(press, turn, asked)

    routes = Router(name="report")
    routes.callback_query.register(pressed_once, _ours)
    return routes
