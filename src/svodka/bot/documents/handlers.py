"""Accepts documents, whatever their name or type: what they hold is for the analysis to find out."""

from typing import Final

from aiogram import F, Router
from aiogram.types import Document as TelegramDocument
from aiogram.types import Message, User

from svodka.bot.turn import Turn
from svodka.uploads import Document, Incoming, accept

_NAMELESS: Final = "table"
_EXTENSIONS: Final = {
    "text/csv": ".csv",
    "text/comma-separated-values": ".csv",
    "text/tab-separated-values": ".tsv",
    "text/plain": ".txt",
    "text/html": ".html",
    "application/json": ".json",
    "application/zip": ".zip",
    "application/gzip": ".gz",
    "application/vnd.ms-excel": ".xls",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
}


async def take(message: Message, turn: Turn, sender: User, document: TelegramDocument) -> None:
    """Accept the file; its bytes are fetched after the commit, by the step that stores it."""
    incoming = Incoming(
        person=await turn.meet(sender),
        chat_id=message.chat.id,
        message_id=message.message_id,
        document=Document(
            file_id=document.file_id,
            file_unique_id=document.file_unique_id,
            name=document.file_name or _NAMELESS + _EXTENSIONS.get(document.mime_type or "", ""),
            size=document.file_size or 0,
        ),
    )
    upload_id = await accept(turn.work, incoming, limits=turn.limits, now=turn.now, minutes=turn.minutes)
    if upload_id is not None:
        turn.to_store.append(upload_id)


def router() -> Router:
    """Return the feature's routes. A GIF comes as a document too; it is none."""
    routes = Router(name="documents")
    routes.message.register(take, ~F.animation, F.from_user.as_("sender"), F.document.as_("document"))
    return routes
