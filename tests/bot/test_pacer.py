"""The pacer keeps to Telegram's limits and lets reports go before progress."""

import pytest

from svodka.bot.pacer import Pacer, Rate, Rates

ANNA, BORIS, GROUP = 1, 2, -3


def test_a_private_chat_bears_a_burst_of_three_then_one_a_second() -> None:
    pacer = Pacer()

    waits = [pacer.book(ANNA, 0.0) for _ in range(5)]

    assert waits == [0.0, 0.0, 0.0, 1.0, 2.0]


def test_a_group_bears_twenty_messages_in_any_minute() -> None:
    pacer = Pacer()

    sent: list[float] = []
    for tenth in range(6000):
        while pacer.wait_s(GROUP, tenth / 10) == 0:
            pacer.book(GROUP, tenth / 10)
            sent.append(tenth / 10)

    most = max(sum(at <= other < at + 60 for other in sent) for at in sent)
    assert 18 <= most <= 20


def test_a_chat_does_not_wait_for_another() -> None:
    pacer = Pacer()
    for _ in range(3):
        pacer.book(ANNA, 0.0)

    assert pacer.wait_s(ANNA, 0.0) == 1.0
    assert pacer.wait_s(BORIS, 0.0) == 0.0


def test_all_chats_together_get_thirty_a_second() -> None:
    pacer = Pacer()

    waits = [pacer.book(chat, 0.0) for chat in range(1, 91)]

    assert waits[:30] == [0.0] * 30
    assert max(waits) == pytest.approx(2.0)


def test_progress_leaves_room_for_the_report_that_may_follow() -> None:
    pacer = Pacer()
    pacer.book(ANNA, 0.0)

    assert pacer.wait_s(ANNA, 0.0) == 0.0
    assert pacer.wait_s(ANNA, 0.0, gives_way=True) == 1.0


def test_progress_gives_way_when_many_messages_leave() -> None:
    pacer = Pacer()
    for chat in range(100, 125):
        pacer.book(chat, 0.0)

    assert pacer.wait_s(ANNA, 0.0) == 0.0
    assert pacer.wait_s(ANNA, 0.0, gives_way=True) == pytest.approx(0.2)


def test_progress_is_said_in_its_time_however_slow_the_pace_is_set() -> None:
    pacer = Pacer(rates=Rates(overall=Rate(burst=1, per_s=1)))

    assert pacer.wait_s(ANNA, 0.0, gives_way=True) == 0.0
    pacer.book(BORIS, 0.0)
    assert pacer.wait_s(ANNA, 0.0, gives_way=True) == 1.0


def test_a_chat_that_telegram_holds_back_waits_alone_and_as_long_as_asked() -> None:
    pacer = Pacer()
    pacer.hold(ANNA, until=7.0)

    assert pacer.wait_s(ANNA, 2.0) == 5.0
    assert pacer.wait_s(BORIS, 2.0) == 0.0
    assert pacer.wait_s(ANNA, 7.0) == 0.0


def test_chats_long_silent_are_forgotten() -> None:
    pacer = Pacer(rates=Rates(overall=Rate(burst=10_000, per_s=10_000)))

    for number in range(5000):
        pacer.book(number + 1, float(number))

    assert len(pacer._chats) < 2000
