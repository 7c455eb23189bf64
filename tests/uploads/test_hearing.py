"""Whoever listens hears of each step that was taken: how it ended, and how long it took."""

from dataclasses import replace
from datetime import timedelta

from svodka.errors import EmptyFileError, StorageUnavailableError
from svodka.uploads import Step, Steps
from tests.uploads.conftest import World

Heard = list[tuple[Step, str]]


def listened(world: World, heard: Heard) -> Steps:
    def hear(step: Step, outcome: str, took: timedelta) -> None:
        assert took >= timedelta()
        heard.append((step, outcome))

    return replace(world.steps(), heard=hear)


async def test_steps_that_are_done_are_told_once_each(world: World) -> None:
    heard: Heard = []
    steps = listened(world, heard)
    upload_id = await world.sent()
    for _ in range(2):
        await steps.store(upload_id)
        await steps.analyse(upload_id)
    assert heard == [(Step.STORE, "done"), (Step.ANALYSE, "done")]


async def test_a_step_that_failed_is_told_by_its_errors_code(world: World) -> None:
    heard: Heard = []
    steps = listened(world, heard)
    upload_id = await world.sent()
    world.objects.fault = StorageUnavailableError("down")
    await steps.store(upload_id)
    world.clock.move(minutes=10)
    await steps.store(upload_id)
    world.analyst.fault = EmptyFileError("nothing in it")
    await steps.analyse(upload_id)
    assert heard == [(Step.STORE, "storage-unavailable"), (Step.STORE, "done"), (Step.ANALYSE, "empty-file")]
