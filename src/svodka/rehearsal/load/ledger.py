"""The ledger of a load: what became of each file, by what is seen in the chats. Knows the answers' shape."""

from collections import deque
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Final

from svodka.rehearsal.load.judging import chat_faults, clean_faults, page_faults
from svodka.rehearsal.load.sayings import is_expected, is_sentence
from svodka.rehearsal.load.tables import TableFile
from svodka.simulator import ChatEvent, EventKind, Message, Sending

_SPOKEN: Final = (EventKind.MESSAGE, EventKind.EDITED)
_PAGE_SUFFIX: Final = ".html"
# A report is what the chat says, and the page.
_PARTS: Final = 2


@dataclass(kw_only=True)
class Entry:
    """One file: when it was sent and answered (by the loop's clock), and what was wrong with the answers."""

    file: TableFile
    chat_id: int
    message_id: int
    sent_s: float
    accepted_s: float | None = None
    reported_s: float | None = None
    summaries: int = 0
    pages: int = 0
    judged: int = 0
    pages_asked_for: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def reported(self) -> bool:
        """Whether everything a report consists of has come."""
        return self.reported_s is not None

    @property
    def settled(self) -> bool:
        """Whether it has, and has been judged."""
        return self.reported and self.judged >= _PARTS

    @property
    def acceptance_s(self) -> float | None:
        """How long the sender waited to hear that the file is accepted."""
        return None if self.accepted_s is None else self.accepted_s - self.sent_s

    @property
    def report_s(self) -> float | None:
        """How long the sender waited for the report."""
        return None if self.reported_s is None else self.reported_s - self.sent_s


class Ledger:
    """Hears the chats of a crowd, judges a little later: `judge` is to be called when there is time.

    `strays` are reports in chats of others, `troubles` what people were told of things going wrong.
    """

    def __init__(
        self, clock: Callable[[], float], body: Callable[[str], bytes], chat_ids: Collection[int]
    ) -> None:
        self._clock = clock
        self._body = body
        self._chat_ids = chat_ids
        self._by_stem: dict[str, Entry] = {}
        self._by_message: dict[tuple[int, int], Entry] = {}
        self._to_judge: deque[Callable[[], None]] = deque()
        self._settled = 0
        self.accepted = 0
        self.entries: list[Entry] = []
        self.strays: list[str] = []
        self.troubles: list[str] = []

    def sent(self, sending: Sending, file: TableFile) -> None:
        """Note that a file was sent."""
        entry = Entry(file=file, chat_id=sending.chat_id, message_id=sending.message_id, sent_s=sending.at_s)
        self.entries.append(entry)
        self._by_stem[file.stem] = entry
        self._by_message[sending.chat_id, sending.message_id] = entry

    def pressed(self, chat_id: int, message_id: int, label: str) -> None:
        """Note that somebody pressed a button: the full report may come once more."""
        entry = self._by_message.get((chat_id, message_id))
        if entry is not None and is_sentence(label, "button-report"):
            entry.pages_asked_for += 1

    def hear(self, event: ChatEvent) -> None:
        """Note what the bot said."""
        message = event.message
        if event.kind not in _SPOKEN or event.chat_id not in self._chat_ids:
            return
        if message is None or not message.from_bot:
            return
        if event.kind is EventKind.EDITED:
            if message.text and not is_expected(message.text):
                self.troubles.append(message.text)
        elif message.document is not None:
            self._document(event.chat_id, message, message.document.name or "", message.document.unique_id)
        elif message.reply_to is not None:
            self._answer(event.chat_id, message)
        elif (entry := self._by_stem.get(message.text.partition("\n")[0])) is not None:
            self._summary(entry, event.chat_id, message.text)
        elif message.text and not is_expected(message.text):
            self.troubles.append(message.text)

    def judge(self, at_most: int = 20) -> int:
        """Judge some of the reports that have come; return how many still wait for it."""
        for _ in range(min(at_most, len(self._to_judge))):
            self._to_judge.popleft()()
        return len(self._to_judge)

    @property
    def unsettled(self) -> int:
        """How many files have not been answered in full, or not been judged."""
        return len(self.entries) - self._settled

    def _answer(self, chat_id: int, message: Message) -> None:
        entry = self._by_message.get((chat_id, message.reply_to or 0))
        if not is_expected(message.text):
            self.troubles.append(message.text)
        elif entry is not None:
            self._note_accepted(entry)

    def _summary(self, entry: Entry, chat_id: int, text: str) -> None:
        if entry.chat_id != chat_id:
            self.strays.append(f"the answer on {entry.file.name} came to another chat")
            return
        entry.summaries += 1
        if entry.summaries == 1:
            self._judge_later(entry, lambda: chat_faults(text, entry.file.truth))
        else:
            entry.faults.append("chat: said twice")
        self._note_answered(entry)

    def _document(self, chat_id: int, message: Message, name: str, unique_id: str) -> None:
        suffix = PurePath(name).suffix
        entry = self._by_stem.get(name.removesuffix(suffix).partition(" — ")[0])
        if entry is None or entry.chat_id != chat_id:
            self.strays.append(f"{name} came to a chat where nobody had sent its file")
        elif suffix == _PAGE_SUFFIX:
            self._by_message[chat_id, message.id] = entry
            self._page(entry, unique_id)
        else:
            self._judge_later(entry, lambda: clean_faults(self._body(unique_id), entry.file.truth))

    def _page(self, entry: Entry, unique_id: str) -> None:
        entry.pages += 1
        if entry.pages > 1 + entry.pages_asked_for:
            entry.faults.append("page: sent twice")
        self._judge_later(entry, lambda: page_faults(self._body(unique_id).decode(), entry.file.truth))
        self._note_answered(entry)

    def _judge_later(self, entry: Entry, faults: Callable[[], Iterable[str]]) -> None:
        def judge() -> None:
            entry.faults += faults()
            was_settled = entry.settled
            entry.judged += 1
            self._settled += entry.settled and not was_settled

        self._to_judge.append(judge)

    def _note_answered(self, entry: Entry) -> None:
        """Note the time; where the report is there at once, nothing is said of the acceptance."""
        self._note_accepted(entry)
        if entry.reported_s is None and entry.summaries and entry.pages:
            entry.reported_s = self._clock()

    def _note_accepted(self, entry: Entry) -> None:
        if entry.accepted_s is None:
            entry.accepted_s = self._clock()
            self.accepted += 1
