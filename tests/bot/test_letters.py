"""What a row of the outbox comes to, and what Telegram's refusals mean."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramServerError,
)
from aiogram.methods import SendMessage

from svodka.bot.buttons import Press, keyboard
from svodka.bot.letters import Circumstances, File, Pictures, Words, gives_way, letter
from svodka.bot.report import page_buttons, report_buttons
from svodka.bot.sender import plain
from svodka.bot.smalltalk.handlers import looks_like_table
from svodka.bot.verdicts import Verdict, verdict
from svodka.errors import PassingError, StorageError, StorageTimeoutError
from svodka.uploads import Document, MessageKind, OutMessage, Person, State, Upload

NOW = datetime(2026, 3, 31, tzinfo=UTC)
UPLOAD = Upload(
    id=UUID(int=7),
    person_id=1,
    chat_id=1,
    message_id=10,
    document=Document(file_id="f", file_unique_id="u", name="Продажи за <март>.csv", size=100),
    language="ru",
    state=State.ANALYSED,
    results={
        "report": "1/r.html",
        "clean": "1/c.csv",
        "chart-10": "1/10",
        "chart-2": "1/2",
        "chart-1": "1/1",
    },
    summary={"text": "<b>Сводка</b>", "columns": ["первая", "вторая", "третья"]},
    created_at=NOW,
    changed_at=NOW,
)


def row(kind: MessageKind, upload: Upload | None = UPLOAD, **payload: Any) -> OutMessage:
    upload_id = upload.id if upload else None
    return OutMessage(id=1, key="k", chat_id=1, kind=kind, payload=payload, upload_id=upload_id)


def known(upload: Upload | None = UPLOAD, progress: int | None = None) -> Circumstances:
    return Circumstances(upload=upload, progress_message_id=progress)


def test_a_summary_shows_its_charts_in_order_four_at_most() -> None:
    written = letter(row(MessageKind.REPORT, part="summary"), known())

    assert written == Pictures(keys=["1/1", "1/2", "1/10"], words=Words(text="<b>Сводка</b>"))


def test_a_summary_without_charts_is_a_text() -> None:
    bare = replace(UPLOAD, results={"report": "r"})

    assert letter(row(MessageKind.REPORT, part="summary"), known(bare)) == Words(text="<b>Сводка</b>")


def test_the_report_is_named_after_the_persons_file() -> None:
    written = letter(row(MessageKind.REPORT, part="document"), known())

    assert isinstance(written, File)
    assert (written.key, written.name) == ("1/r.html", "Продажи за _март — отчёт.html")
    assert [[button.code for button in line] for line in written.buttons] == [
        ["button-report", "button-columns"],
        ["button-clean", "button-delete"],
    ]


@pytest.mark.parametrize("name", [None, "", ".csv", "../../", "\x00\n"])
def test_a_file_without_a_usable_name_still_gets_one(name: str | None) -> None:
    nameless = replace(UPLOAD, document=replace(UPLOAD.document, name=name))

    written = letter(row(MessageKind.REPORT, part="document"), known(nameless))

    assert isinstance(written, File)
    assert written.name.endswith(" — отчёт.html")
    assert "/" not in written.name
    assert not written.name.startswith((" ", "."))


@pytest.mark.parametrize("hidden", ["\u202e", "\u2066", "\u200f", "\u2028", "\x85"])
def test_a_file_name_hides_nothing(hidden: str) -> None:
    turned = replace(UPLOAD, document=replace(UPLOAD.document, name=f"a{hidden}b.csv"))

    written = letter(row(MessageKind.REPORT, part="document"), known(turned))

    assert isinstance(written, File)
    assert written.name == "a_b — отчёт.html"


def test_buttons_are_there_only_for_what_there_is() -> None:
    bare = replace(UPLOAD, results={}, summary={})

    assert [[button.code for button in line] for line in report_buttons(bare)] == [["button-delete"], []]


def test_a_page_of_columns_can_be_turned_both_ways_but_not_off_the_end() -> None:
    assert [b.code for b in page_buttons(UPLOAD, 0)[0]] == ["button-next"]
    assert [b.code for b in page_buttons(UPLOAD, 1)[0]] == ["button-previous", "button-next"]
    assert [b.code for b in page_buttons(UPLOAD, 2)[0]] == ["button-previous"]


def test_a_page_beyond_the_last_is_the_last() -> None:
    written = letter(row(MessageKind.REPORT, part="columns", page=99, edit=5), known())

    assert isinstance(written, Words)
    assert (written.text, written.edit) == ("третья", 5)


def test_progress_begins_as_a_reply_and_goes_on_as_an_edit() -> None:
    accepted = row(MessageKind.PROGRESS, code="progress-accepted", figures={}, reply_to=10)
    begun = replace(UPLOAD, state=State.RECEIVED)

    first, later = letter(accepted, known(begun)), letter(accepted, known(begun, progress=11))

    assert isinstance(first, Words)
    assert isinstance(later, Words)
    assert (first.reply_to, first.edit) == (10, None)
    assert (later.edit, later.or_say) == (11, False)


def test_that_a_file_is_accepted_is_not_said_beside_its_report() -> None:
    accepted = row(MessageKind.PROGRESS, code="progress-accepted", figures={})

    assert letter(accepted, known()) is None


def test_that_all_is_done_is_not_worth_a_message_of_its_own() -> None:
    assert letter(row(MessageKind.PROGRESS, code="progress-done", figures={}), known()) is None


def test_a_refusal_is_said_anew_when_the_progress_message_is_gone() -> None:
    written = letter(row(MessageKind.PROGRESS, code="not-a-table", figures={}), known(progress=11))

    assert isinstance(written, Words)
    assert written.or_say


def test_only_news_of_a_stage_gives_way() -> None:
    assert gives_way(row(MessageKind.PROGRESS, code="progress-profiling"))
    assert not gives_way(row(MessageKind.PROGRESS, code="progress-accepted"))
    assert not gives_way(row(MessageKind.PROGRESS, code="progress-done"))
    assert not gives_way(row(MessageKind.PROGRESS, code="not-a-table"))
    assert not gives_way(row(MessageKind.REPORT, part="summary"))


@pytest.mark.parametrize("upload", [None, replace(UPLOAD, state=State.DELETED)])
def test_nothing_is_said_about_an_upload_that_is_gone(upload: Upload | None) -> None:
    assert letter(row(MessageKind.REPORT, part="summary"), known(upload)) is None


def test_objects_past_their_time_are_named_as_such() -> None:
    cleared = replace(UPLOAD, results={}, summary={})

    for part in ("document", "clean", "columns"):
        written = letter(row(MessageKind.REPORT, part=part), known(cleared))
        assert written == Words(text="Файл больше не хранится. Пришлите его ещё раз.")


def test_values_are_escaped() -> None:
    written = letter(row(MessageKind.SENTENCE, None, code="start", figures={"name": "<b>&"}), known(None))

    assert isinstance(written, Words)
    assert "&lt;b&gt;&amp;" in written.text


def test_a_person_never_reads_a_placeholder() -> None:
    reader = Circumstances(person=Person(id=1, name="Anna", language="en"))

    for payload in ({"code": "no-such-code"}, {"code": "start", "figures": {}}):
        written = letter(row(MessageKind.SENTENCE, None, **payload), reader)
        assert isinstance(written, Words)
        assert written.text.startswith("Something broke on our side")


def test_a_plain_text_has_no_markup_and_fits_one_message() -> None:
    assert plain("<b>1 &lt; 2</b>") == "1 < 2"
    assert len(plain("😀" * 4000).encode("utf-16-le")) <= 2 * 4096


@pytest.mark.parametrize("data", [None, "", "report", "report:x", "report:" + "0" * 32 + ":x", "🙂"])
def test_a_forged_press_is_not_understood(data: str | None) -> None:
    assert Press.parse(data) is None


@pytest.mark.parametrize("page", [0, 12_345])
def test_a_press_survives_its_64_bytes(page: int) -> None:
    press = Press(verb="columns", upload_id=UUID(int=2**128 - 1), page=page)

    assert Press.parse(press.data()) == press
    assert len(press.data().encode()) <= 64


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Дата;Сумма\n01.03;5\n02.03;7", True),
        ("a\tb\n1\t2\n3\t4\n", True),
        ("Привет, как дела?\nЧто ты умеешь?", False),
        ("Одна строка; и всё", False),
        ("Раз, два\nтри\nчетыре, пять", False),
    ],
)
def test_a_pasted_table_is_recognised(text: str, expected: bool) -> None:
    assert looks_like_table(text) is expected


CALL = SendMessage(chat_id=1, text="")


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (TelegramBadRequest(CALL, "Bad Request: message is not modified: specified new…"), Verdict.UNCHANGED),
        (TelegramBadRequest(CALL, "Bad Request: message to edit not found"), Verdict.GONE),
        (
            TelegramBadRequest(CALL, "Bad Request: can't parse entities: Unsupported start tag"),
            Verdict.UNREADABLE,
        ),
        (TelegramBadRequest(CALL, "Bad Request: message is too long"), Verdict.UNREADABLE),
        (TelegramBadRequest(CALL, "Bad Request: chat not found"), Verdict.UNREACHABLE),
        (TelegramBadRequest(CALL, "Bad Request: PHOTO_INVALID_DIMENSIONS"), Verdict.REFUSED),
        (TelegramForbiddenError(CALL, "Forbidden: bot was blocked by the user"), Verdict.UNREACHABLE),
        (TelegramEntityTooLarge(CALL, "Request Entity Too Large"), Verdict.REFUSED),
        (TelegramServerError(CALL, "Internal Server Error"), Verdict.LATER),
        (TelegramNetworkError(CALL, "Request timeout error"), Verdict.LATER),
        (TelegramAPIError(CALL, "Teapot"), Verdict.LATER),
        (ClientDecodeError("Failed to decode object", ValueError(), "<html>"), Verdict.LATER),
        (ClientDecodeError("Failed to deserialize object", ValueError(), {"ok": True}), Verdict.LEFT),
        (ClientDecodeError("Failed to deserialize object", ValueError(), {"ok": "?"}), Verdict.LATER),
        (PassingError("database away"), Verdict.LATER),
        (StorageTimeoutError("slow"), Verdict.LATER),
        (StorageError("refused"), Verdict.FAULT),
        (KeyError("a bug"), Verdict.FAULT),
    ],
)
def test_each_refusal_has_its_meaning(error: Exception, expected: Verdict) -> None:
    assert verdict(error) is expected


def test_a_report_that_has_a_link_can_be_opened_in_the_browser() -> None:
    linked = replace(known(), link="https://svodka.example/r/x")
    written = letter(row(MessageKind.REPORT, part="document"), linked)

    assert isinstance(written, File)
    markup = keyboard(written.buttons, "ru")
    assert markup is not None
    first = markup.inline_keyboard[0][0]
    assert (first.text, first.url, first.callback_data) == ("Открыть в браузере", linked.link, None)
    assert [len(line) for line in markup.inline_keyboard] == [1, 2, 2]
    assert report_buttons(replace(UPLOAD, results={}), "https://svodka.example/r/x")[0][0].url is None
