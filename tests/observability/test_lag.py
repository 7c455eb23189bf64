"""A loop that is blocked is late, by as long as it was blocked; who asks for the worst has it told once."""

import asyncio
import time

from svodka.observability import LoopLag, count_lost, lines_lost


async def test_a_loop_that_was_blocked_was_late() -> None:
    heard: list[float] = []
    looked = asyncio.Event()

    def hear(late_s: float) -> None:
        heard.append(late_s)
        looked.set()

    lag = LoopLag(hear, tick_s=0.01)
    looking = asyncio.create_task(lag.run())
    await looked.wait()
    lag.worst_s()
    time.sleep(0.2)  # noqa: ASYNC251 - this is the fault that is to be seen
    looked.clear()
    await looked.wait()
    looking.cancel()
    await asyncio.wait([looking])

    assert max(heard) >= 0.15
    assert lag.worst_s() >= 0.15
    assert lag.worst_s() == 0.0


def test_lost_lines_are_counted() -> None:
    before = lines_lost()
    count_lost()
    count_lost(2)
    assert lines_lost() == before + 3
