"""The ledger tells right from wrong, late, lost, astray and said twice, by what is seen in the chats."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from svodka.rehearsal.load import Ledger, Outcome, TableFile, Truth
from svodka.rehearsal.load.figures import counted, reports_per_min
from svodka.simulator import ChatEvent, EventKind, Message, Parcel, Sending
from svodka.texts import sentence

ANNA, IGOR = 1, 2
LATE_S = 30.0
SAID = "{stem}\nПродажи · 1–3 января 2026\n3 строки · 2 столбца\n\n• сумма: 60,50 — 3 строки, в среднем 20.\n"
PAGE = (
    '<!doctype html><html lang="ru"><header><dl><div><dt>Строк</dt><dd>3</dd></div>'
    "<div><dt>Период</dt><dd>1–3 января 2026</dd></div></dl></header>"
    '<article class="card"><h3>сумма</h3><dl><div><dt>сумма</dt><dd>60,50</dd></div></dl></article></html>'
)
TRUTH = Truth(
    rows=3,
    sums={"сумма": Decimal("60.50")},
    told="сумма",
    first=dt.date(2026, 1, 1),
    last=dt.date(2026, 1, 3),
)


class Chat:
    """Two chats, a clock and a ledger that hears them."""

    def __init__(self) -> None:
        self.now = 100.0
        self.bodies: dict[str, bytes] = {}
        self.ledger = Ledger(lambda: self.now, self.bodies.__getitem__, {ANNA, IGOR})
        self._last = 0

    def sent(self, stem: str, chat_id: int = ANNA, truth: Truth = TRUTH) -> int:
        self._last += 1
        file = TableFile(path=Path(stem), stem=stem, suffix=".csv", bytes=100, truth=truth)
        parcel = Parcel(path=file.path, name=file.name, size=100)
        sending = Sending(parcel=parcel, chat_id=chat_id, message_id=self._last, at_s=self.now)
        self.ledger.sent(sending, file)
        return self._last

    def bot(self, chat_id: int, *, kind: EventKind = EventKind.MESSAGE, **content: object) -> int:
        self._last += 1
        raw = {"message_id": self._last, "from": {"is_bot": True}, **content}
        self.ledger.hear(ChatEvent(chat_id=chat_id, number=self._last, kind=kind, message=Message(raw)))
        return self._last

    def accepted(self, message_id: int, chat_id: int = ANNA) -> None:
        self.bot(
            chat_id, text="Файл принят, смотрю, что внутри…", reply_to_message={"message_id": message_id}
        )

    def summary(self, stem: str, chat_id: int = ANNA) -> None:
        self.bot(chat_id, text=SAID.format(stem=stem))

    def document(self, name: str, body: str = PAGE, chat_id: int = ANNA) -> int:
        unique_id = f"u{self._last}"
        self.bodies[unique_id] = body.encode()
        file = {"file_id": "f", "file_unique_id": unique_id, "file_size": 1, "file_name": name}
        return self.bot(chat_id, document=file)

    def report(self, stem: str, chat_id: int = ANNA) -> int:
        self.summary(stem, chat_id)
        return self.document(f"{stem} — отчёт.html", chat_id=chat_id)

    def outcomes(self) -> dict[Outcome, int]:
        while self.ledger.judge():
            pass
        return {outcome: count for outcome, count in counted(self.ledger, LATE_S).items() if count}


@pytest.fixture
def chat() -> Chat:
    return Chat()


def test_a_report_with_the_files_figures_is_right(chat: Chat) -> None:
    message = chat.sent("a")
    chat.now += 0.1
    chat.accepted(message)
    chat.now += 2
    chat.report("a")

    assert chat.outcomes() == {Outcome.RIGHT: 1}
    [entry] = chat.ledger.entries
    assert entry.acceptance_s == pytest.approx(0.1)
    assert entry.report_s == pytest.approx(2.1)
    assert (chat.ledger.unsettled, chat.ledger.accepted) == (0, 1)
    assert reports_per_min(chat.ledger) == pytest.approx(60 / 2.1)


def test_a_report_needs_both_the_words_and_the_page(chat: Chat) -> None:
    chat.sent("a")
    chat.sent("b")
    chat.summary("a")
    chat.document("b — отчёт.html")

    assert chat.outcomes() == {Outcome.LOST: 2}
    assert chat.ledger.unsettled == 2


def test_a_wrong_figure_is_wrong(chat: Chat) -> None:
    chat.sent("a")
    chat.summary("a")
    chat.document("a — отчёт.html", PAGE.replace("60,50", "60,51"))

    assert chat.outcomes() == {Outcome.WRONG: 1}
    assert chat.ledger.entries[0].faults == ["page: сумма sums to 60.51, not 60.50"]


def test_a_report_on_anothers_contents_is_wrong(chat: Chat) -> None:
    """Both are answered under the right names; what is in them was changed about."""
    chat.sent("a")
    chat.sent("b", IGOR, Truth(rows=4, sums={"сумма": Decimal(9)}, told="сумма", first=None, last=None))
    chat.report("a")
    chat.report("b", IGOR)

    assert chat.outcomes() == {Outcome.RIGHT: 1, Outcome.WRONG: 1}


def test_a_report_in_anothers_chat_is_astray_and_its_file_lost(chat: Chat) -> None:
    chat.sent("a", ANNA)
    chat.report("a", IGOR)

    assert chat.outcomes() == {Outcome.LOST: 1}
    assert len(chat.ledger.strays) == 2


def test_what_is_said_to_others_than_this_crowd_is_nobodys_business(chat: Chat) -> None:
    chat.report("z", chat_id=3)
    chat.bot(3, text="Что-то пошло не так")

    assert (chat.ledger.strays, chat.ledger.troubles) == ([], [])


def test_a_late_report_is_late_and_a_wrong_one_wrong_even_so(chat: Chat) -> None:
    chat.sent("a")
    chat.now += LATE_S + 1
    chat.report("a")

    assert chat.outcomes() == {Outcome.LATE: 1}


def test_the_same_said_twice_is_wrong(chat: Chat) -> None:
    chat.sent("a")
    chat.report("a")
    chat.summary("a")
    chat.sent("b")
    chat.report("b")
    chat.document("b — отчёт.html")

    assert chat.outcomes() == {Outcome.WRONG: 2}


def test_a_page_that_was_asked_for_may_come_again(chat: Chat) -> None:
    chat.sent("a")
    message = chat.report("a")
    chat.ledger.pressed(ANNA, message, "Полный отчёт")
    chat.document("a — отчёт.html")

    assert chat.outcomes() == {Outcome.RIGHT: 1}


def test_a_clean_file_with_fewer_rows_is_wrong(chat: Chat) -> None:
    chat.sent("a")
    chat.report("a")
    chat.document("a — очищено.csv", "дата;сумма\n1;2\n")

    assert chat.outcomes() == {Outcome.WRONG: 1}


@pytest.mark.parametrize(
    "text",
    [
        "Здравствуйте, Анна 7!\n\nПришлите таблицу файлом, и я сразу отвечу, что в ней: сводка, график и отчёт."
        "\n\nПодойдёт CSV, Excel и почти любая выгрузка, даже не самая аккуратная.",
        "Столбцы\n\n1. дата — дата, заполнено всё",
        "Готово, отвечаю по-русски.",
        "Рисую графики…",
        sentence("progress-queue", "ru", minutes=2),
        sentence("progress-queue", "en", minutes=1),
        sentence("progress-in-line", "ru", ahead=21),
    ],
)
def test_what_the_bot_says_when_all_is_well_is_no_trouble(chat: Chat, text: str) -> None:
    chat.bot(ANNA, text=text)
    chat.bot(ANNA, kind=EventKind.EDITED, text=text)

    assert chat.ledger.troubles == []


def test_anything_else_is_a_trouble_that_somebody_was_shown(chat: Chat) -> None:
    message = chat.sent("a")
    chat.bot(ANNA, text="Что-то пошло не так")
    chat.bot(ANNA, kind=EventKind.EDITED, text="Не получилось")
    chat.bot(ANNA, text="Файл слишком большой", reply_to_message={"message_id": message})

    assert chat.ledger.troubles == ["Что-то пошло не так", "Не получилось", "Файл слишком большой"]
    assert chat.outcomes() == {Outcome.LOST: 1}
    assert chat.ledger.accepted == 0


def test_a_report_that_is_there_at_once_counts_as_accepted(chat: Chat) -> None:
    chat.sent("a")
    chat.now += 0.3
    chat.report("a")

    assert chat.ledger.entries[0].acceptance_s == pytest.approx(0.3)
