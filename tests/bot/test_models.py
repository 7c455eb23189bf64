"""aiogram's models are left unbuilt by the import, and each builds itself when it is used."""

import subprocess
import sys

PROGRAM = """
import svodka.bot
from aiogram import methods, types

assert not types.Message.__pydantic_complete__
button = types.InlineKeyboardButton(text="Да", callback_data="yes")
call = methods.SendMessage(chat_id=1, text="", reply_markup=types.InlineKeyboardMarkup(inline_keyboard=[[button]]))
assert call.model_dump()["reply_markup"]["inline_keyboard"][0][0]["text"] == "Да"
assert not types.Video.__pydantic_complete__

person = {"id": 1, "is_bot": False, "first_name": "Анна"}
message = {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}, "from": person, "text": "здравствуйте"}
update = types.Update.model_validate({"update_id": 1, "message": message})
print(update.message.from_user.first_name)
"""


def test_models_build_themselves_when_they_are_used() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False)

    assert (done.stderr, done.stdout) == ("", "Анна\n")
