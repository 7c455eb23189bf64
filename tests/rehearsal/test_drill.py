"""What a drill counts, and which faults it takes; the drill itself runs in tests/e2e/test_drill.py."""

import json
from dataclasses import replace

import pytest

from svodka.rehearsal import LeftOver
from svodka.rehearsal.drill import FAULTS, QUICK, Tally, chosen
from svodka.rehearsal.drill.crowd import Crowd, Sent, Spectator
from svodka.simulator import ChatEvent, EventKind, Message, Simulator, open_simulator
from svodka.texts import sentence
from tests.cli.calling import svodka

GOOD = Tally(
    fault="storage-down",
    accepted=3,
    once=2,
    twice=0,
    lost=0,
    sentences=1,
    left_over=LeftOver(),
    slowest_s=1.25,
)


def test_a_tally_has_passed_only_where_nothing_is_lost_twice_or_left_and_nobody_complains() -> None:
    assert GOOD.passed
    assert replace(GOOD, twice=1, may_double=1).passed
    for bad in (
        replace(GOOD, lost=1),
        replace(GOOD, twice=1),
        replace(GOOD, left_over=LeftOver(objects=("a",))),
        replace(GOOD, complaints=("late",)),
    ):
        assert not bad.passed


def test_a_row_for_programs_has_what_is_promised() -> None:
    row = json.loads(json.dumps(replace(GOOD, left_over=LeftOver(temp_files=("a",), sessions=2)).as_json()))

    assert row == {
        "fault": "storage-down",
        "accepted": 3,
        "once": 2,
        "twice": 0,
        "lost": 0,
        "sentences": 1,
        "left_over": 3,
        "slowest_s": 1.2,
    }


def test_the_quick_drill_takes_some_of_each_kind_and_all_takes_everything() -> None:
    assert [fault.name for fault in chosen([], everything=False, quick=True)] == list(QUICK)
    assert len(QUICK) >= 8
    assert {name.partition("-")[0] for name in QUICK} >= {
        "storage",
        "redis",
        "postgres",
        "worker",
        "bot",
        "telegram",
    }
    assert chosen([], everything=True, quick=True) == list(FAULTS.values())
    assert [fault.name for fault in chosen(["redis-full", "redis-full"], everything=False, quick=True)] == [
        "redis-full"
    ]


@pytest.mark.parametrize("arguments", [[], ["storage-down", "no-such-fault"]])
def test_a_drill_of_no_fault_or_of_an_unknown_one_is_refused_with_their_names(arguments: list[str]) -> None:
    called = svodka("drill", *arguments)

    assert called.code == 2
    assert called.out == ""
    assert all(name in called.err for name in FAULTS)


def test_the_list_says_what_each_fault_is() -> None:
    called = svodka("drill", "--list")

    assert called.code == 0
    assert all(fault.name in called.out and fault.done in called.out for fault in FAULTS.values())


class Eyes:
    """A spectator of a chat in which a bot says what the test tells it to."""

    def __init__(self, simulator: Simulator) -> None:
        self.person = simulator.person()
        self.spectator = Spectator(self.person)
        self._number = 0

    async def sends(self) -> Sent:
        return await self.spectator.send(b"a,b\n1,2\n")

    def sees(self, kind: EventKind, **fields: object) -> None:
        self._number += 1
        raw = {"message_id": 1000 + self._number, "from": {"is_bot": True}} | fields
        self.spectator.see(
            ChatEvent(number=self._number, kind=kind, chat_id=self.person.id, message=Message(raw))
        )


@pytest.mark.parametrize("said", ["progress-accepted", "storage-unavailable", "progress-done"])
async def test_a_file_is_lost_until_its_report_or_a_sentence_in_its_stead_is_there(said: str) -> None:
    async with open_simulator() as simulator:
        eyes = Eyes(simulator)
        first, second, third = [await eyes.sends() for _ in range(3)]
        crowd = Crowd([eyes.spectator])
        for sent in (first, second, third):
            replied = {"message_id": sent.message_id}
            eyes.sees(EventKind.MESSAGE, text=sentence(said, "en"), reply_to_message=replied)
        assert crowd.counted() == {"lost": 3}
        assert (first.late_at is not None) == (said == "storage-unavailable")

        for _ in range(2):
            eyes.sees(
                EventKind.MESSAGE,
                document={
                    "file_id": "f",
                    "file_unique_id": "u",
                    "file_size": 1,
                    "file_name": f"{first.stem} — report.html",
                },
            )
        eyes.sees(
            EventKind.EDITED,
            text=sentence("sandbox-crashed", "en"),
            reply_to_message={"message_id": second.message_id},
        )

        assert crowd.counted() == {"twice": 1, "sentences": 1, "lost": 1}
        assert not await crowd.answered(0.01)
        assert third.ended_at is None
