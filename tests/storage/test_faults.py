"""A storage that fails: calls end at their deadline with nothing left, and an upload is neither lost nor doubled."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic

import pytest

from svodka.errors import (
    PassingError,
    StorageError,
    StorageFullError,
    StorageTimeoutError,
    StorageUnavailableError,
)
from svodka.rehearsal.servers.storage import Fault, StandIn
from svodka.storage import CircuitBreaker, StorageService, SupabasePlace, open_storage
from tests.storage.conftest import RULES, chunks_of

CONTENT = bytes(range(256)) * 2000
PASSING = [Fault.INTERNAL, Fault.BUSY, Fault.SLOTLESS, Fault.OVERLOADED]


@dataclass
class Clock:
    now: float = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def service(place: SupabasePlace, scratch: Path, clock: Clock) -> AsyncIterator[StorageService]:
    async with open_storage(place, scratch=scratch, rules=RULES) as service:
        yield replace(service, breaker=CircuitBreaker(failures=5, pause_s=10, clock=clock))


def posts(standin: StandIn) -> int:
    return sum(line.startswith("POST") for line in standin.seen)


async def upload(service: StorageService, *, once: bool = False) -> str:
    """Upload from memory, or as a stream that can be read once."""
    if once:
        return await service.upload_stream(chunks_of(CONTENT), size=len(CONTENT), user_id=7, filename="a.csv")
    return await service.upload_csv(CONTENT, 7, "a.csv")


async def assert_nothing_left(
    service: StorageService, standin: StandIn, tasks: set["asyncio.Task[object]"]
) -> None:
    async with asyncio.timeout(5):
        await standin.idle.wait()
    ours = [each for each in asyncio.all_tasks() - tasks if "RequestHandler" not in repr(each.get_coro())]
    assert ours == []
    assert list(service.scratch.iterdir()) == []
    assert standin.objects == {}


@pytest.mark.parametrize("fault", [Fault.HANG, Fault.TRICKLE])
@pytest.mark.parametrize("once", [False, True])
async def test_an_upload_to_a_storage_that_hangs_ends_at_its_deadline_and_leaves_nothing(
    service: StorageService, standin: StandIn, fault: Fault, once: bool
) -> None:
    tasks = asyncio.all_tasks()
    standin.strike(fault)
    begun = monotonic()

    with pytest.raises(StorageTimeoutError):
        await upload(service, once=once)

    assert monotonic() - begun < RULES.upload_deadline_s + 1
    await assert_nothing_left(service, standin, tasks)


@pytest.mark.parametrize("fault", [Fault.HANG, Fault.TRICKLE])
async def test_a_download_from_a_storage_that_hangs_ends_at_its_deadline_and_leaves_nothing(
    service: StorageService, standin: StandIn, fault: Fault
) -> None:
    key = await upload(service)
    tasks = asyncio.all_tasks()
    standin.strike(fault)

    with pytest.raises(StorageTimeoutError):
        await service.download_csv_to_temp(key)

    standin.objects.clear()
    await assert_nothing_left(service, standin, tasks)


async def test_deleting_from_a_storage_that_hangs_ends_and_leaves_nothing(
    service: StorageService, standin: StandIn
) -> None:
    tasks = asyncio.all_tasks()
    standin.strike(Fault.HANG)

    with pytest.raises(StorageTimeoutError):
        await service.delete_csv("7/a.csv")

    await assert_nothing_left(service, standin, tasks)


@pytest.mark.parametrize("fault", [*PASSING, Fault.RESET])
async def test_a_passing_failure_is_tried_again(
    service: StorageService, standin: StandIn, fault: Fault
) -> None:
    standin.strike(fault, times=2)
    key = await upload(service)
    standin.strike(fault, times=2)
    path = await service.download_csv_to_temp(key)
    standin.strike(fault, times=2)
    await service.delete_csv(key)

    assert path.read_bytes() == CONTENT
    assert standin.objects == {}


@pytest.mark.parametrize("fault", PASSING)
async def test_a_storage_that_goes_on_failing_is_given_up_before_the_deadline(
    service: StorageService, standin: StandIn, fault: Fault
) -> None:
    standin.strike(fault)

    with pytest.raises(StorageUnavailableError):
        await upload(service)

    assert posts(standin) <= RULES.retry.attempts


async def test_a_refusal_is_not_tried_again(service: StorageService, standin: StandIn) -> None:
    standin.strike(Fault.QUOTA)

    with pytest.raises(StorageFullError):
        await upload(service)

    assert posts(standin) == 1


async def test_a_stream_that_can_be_read_once_is_not_sent_twice(
    service: StorageService, standin: StandIn
) -> None:
    standin.strike(Fault.RESET, times=1)

    with pytest.raises(StorageUnavailableError):
        await upload(service, once=True)

    assert posts(standin) == 1
    assert standin.objects == {}


@pytest.mark.parametrize("fault", [Fault.SILENT, Fault.LOST])
@pytest.mark.parametrize("once", [False, True])
async def test_an_upload_whose_answer_was_lost_is_asked_for_and_not_sent_again(
    service: StorageService, standin: StandIn, fault: Fault, once: bool
) -> None:
    standin.strike(fault, methods="POST PATCH")

    key = await upload(service, once=once)

    assert [name.endswith(key) for name in standin.objects] == [True]
    assert posts(standin) == 1


async def test_a_second_try_that_finds_the_first_has_come_is_content(
    service: StorageService, standin: StandIn
) -> None:
    # The upload's answer, that to the question what became of it, and to the HTTP client asking once more.
    standin.strike(Fault.LOST, times=3)

    key = await upload(service)

    assert [name.endswith(key) for name in standin.objects] == [True]
    assert posts(standin) == 2


async def test_a_handful_of_failures_closes_the_door_for_a_while(
    service: StorageService, standin: StandIn, clock: Clock
) -> None:
    standin.strike(Fault.INTERNAL)
    for _ in range(2):
        with pytest.raises(StorageUnavailableError):
            await upload(service)
    asked = len(standin.seen)

    with pytest.raises(StorageUnavailableError, match="left alone"):
        await upload(service)
    assert len(standin.seen) == asked

    clock.now += 10
    with pytest.raises(StorageUnavailableError, match="500"):
        await upload(service)
    with pytest.raises(StorageUnavailableError, match="left alone"):
        await upload(service)

    standin.strike(None)
    clock.now += 10
    await upload(service)
    await upload(service)
    assert len(standin.objects) == 2


async def test_while_one_call_finds_out_the_others_are_answered_at_once(clock: Clock) -> None:
    breaker = CircuitBreaker(failures=1, pause_s=10, clock=clock)
    breaker.failed()
    clock.now += 10

    with breaker.guard():
        with pytest.raises(StorageUnavailableError), breaker.guard():
            pass
        assert breaker.is_open

    assert not breaker.is_open


async def test_a_refusal_shows_that_somebody_is_at_home(clock: Clock) -> None:
    breaker = CircuitBreaker(failures=2, pause_s=10, clock=clock)
    for error in (StorageTimeoutError(), StorageError("refused"), StorageTimeoutError()):
        with pytest.raises(StorageError), breaker.guard():
            raise error

    assert not breaker.is_open


async def test_a_source_that_stalls_or_fails_is_not_the_storages_fault(
    service: StorageService, standin: StandIn
) -> None:
    async def stalling() -> AsyncIterator[bytes]:
        yield CONTENT
        yield CONTENT
        await asyncio.Event().wait()

    async def failing() -> AsyncIterator[bytes]:
        yield CONTENT
        raise PassingError("telegram is away")

    impatient = replace(service, rules=replace(RULES, upload_deadline_s=0.1))
    for _ in range(6):
        with pytest.raises(StorageTimeoutError):
            await impatient.upload_stream(stalling(), size=10_000_000, user_id=7, filename="a.csv")
        with pytest.raises(PassingError, match="telegram"):
            await service.upload_stream(failing(), size=10_000_000, user_id=7, filename="a.csv")

    assert await upload(service)
