"""A bot of a few lines, without any framework: greets, takes files, answers buttons."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

import aiohttp

from svodka.simulator import Simulator
from tests.simulator.conftest import png

Fields = Mapping[str, Any]
MORE = {
    "inline_keyboard": [
        [{"text": "Подробнее", "callback_data": "more"}, {"text": "Тревога", "callback_data": "alert"}]
    ]
}
REPORT = (
    b"<!doctype html><title>?</title><script>document.title = 'origin ' + self.origin</script><h1>report</h1>"
)


class ScriptedBot:
    def __init__(self, session: aiohttp.ClientSession, simulator: Simulator) -> None:
        self._session = session
        self._base = f"{simulator.api_url}/bot{simulator.token}/"

    async def call(
        self, method: str, files: Mapping[str, tuple[str, bytes]] | None = None, **fields: object
    ) -> Any:
        form = aiohttp.FormData(quote_fields=False)
        for name, value in fields.items():
            form.add_field(name, value if isinstance(value, str) else json.dumps(value))
        for name, (file_name, body) in (files or {}).items():
            form.add_field(name, body, filename=file_name)
        async with self._session.post(self._base + method, data=form) as response:
            answer = await response.json()
        assert answer["ok"], answer
        return answer["result"]

    async def serve(self) -> None:
        commands = [
            {"command": "start", "description": "Начать"},
            {"command": "help", "description": "Помощь"},
        ]
        await self.call("setMyCommands", commands=commands)
        await self.call("setMyDescription", description="Пришлите таблицу")
        offset = 0
        while True:
            for update in await self.call("getUpdates", offset=offset, timeout=50):
                offset = update["update_id"] + 1
                if "message" in update:
                    await self.take_message(update["message"])
                elif "callback_query" in update:
                    await self.take_press(update["callback_query"])

    async def take_message(self, message: Fields) -> None:
        chat = message["chat"]["id"]
        if "document" in message:
            await self.take_document(chat, message)
        elif message.get("text") == "/start":
            await self.call(
                "sendMessage",
                chat_id=chat,
                text="<b>Здравствуйте!</b> Жду файл, см. /help",
                parse_mode="HTML",
            )
        else:
            await self.call("sendMessage", chat_id=chat, text=f"эхо: {message.get('text')}")

    async def take_document(self, chat: int, message: Fields) -> None:
        name = message["document"].get("file_name", "без имени")
        reply = {"message_id": message["message_id"]}
        await self.call(
            "sendMessage", chat_id=chat, text=f"Принято: {name}", reply_parameters=reply, reply_markup=MORE
        )
        await self.call(
            "sendPhoto", chat_id=chat, caption="График", files={"photo": ("chart.png", png(320, 200))}
        )
        await self.call("sendDocument", chat_id=chat, files={"document": ("Отчёт.html", REPORT)})

    async def take_press(self, query: Fields) -> None:
        alert = query["data"] == "alert"
        await self.call(
            "answerCallbackQuery", callback_query_id=query["id"], text="Уже считаю", show_alert=alert
        )
        if not alert:
            message = query["message"]
            where = {"chat_id": message["chat"]["id"], "message_id": message["message_id"]}
            await self.call("editMessageText", **where, text="<i>Вот подробности</i>", parse_mode="HTML")


@asynccontextmanager
async def open_scripted_bot(simulator: Simulator) -> AsyncIterator[ScriptedBot]:
    async with aiohttp.ClientSession() as session:
        bot = ScriptedBot(session, simulator)
        serving = asyncio.create_task(bot.serve())
        try:
            yield bot
        finally:
            serving.cancel()
            with suppress(asyncio.CancelledError):
                await serving
