"""One page tells the figures of all processes and of the whole, to whoever has the token; and each has its name."""

import functools
import json
import re
from pathlib import Path

import pytest

from svodka.observability.metrics import COUNTED, Family, Meters, gathered, within_s, written
from svodka.pulse import FELT
from svodka.uploads import State
from svodka.watching import Heartbeat, Process, Role, Vitals
from svodka.web.metrics import WHOLE
from tests.web.conftest import METRICS_TOKEN, Site, Visitor

ROOT = Path(__file__).parents[2]
NAMED = sorted(
    [*(ROOT / "deploy" / "prometheus").glob("*.rules.yml"), *(ROOT / "deploy" / "grafana").glob("*.json")]
)


async def figures(visitor: Visitor) -> dict[str, float]:
    answer = await visitor.get("/metrics", Authorization=f"Bearer {METRICS_TOKEN}")
    assert answer.status == 200
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    lines = [line.rpartition(" ") for line in answer.text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in lines}


def total(found: dict[str, float], *labels: str, name: str) -> float:
    """Add up what a name has under these labels."""
    return sum(
        value
        for key, value in found.items()
        if key.startswith(name + "{") and all(label in key for label in labels)
    )


@pytest.mark.parametrize(
    "shown", ["", "Bearer ", "Bearer wrong", METRICS_TOKEN, "Basic 0123456789abcdef-metrics"]
)
async def test_without_the_token_there_is_no_such_page(site: Site, shown: str) -> None:
    assert (await site.visitor().get("/metrics", Authorization=shown)).status == 404


async def test_the_operator_may_look_too_and_reads_no_secret(site: Site) -> None:
    operator = await site.operator()
    answer = await operator.get("/metrics")

    assert answer.status == 200
    secrets = [secret for secret in site.app.settings.secrets() if secret in answer.text]
    assert secrets == []


async def test_figures_of_the_whole_are_counted_in_the_tables(site: Site) -> None:
    await site.add(State.STORED)
    await site.add(State.FAILED)
    found = await figures(site.visitor())

    assert found['svodka_uploads{state="stored"}'] == 1
    assert found['svodka_uploads_today{state="failed"}'] == 1
    assert found["svodka_up"] == 1
    assert found["svodka_people"] == 1
    assert found["svodka_queue_messages"] == 0
    assert found['svodka_trouble{trouble="uploads-fail"}'] == 1
    assert found['svodka_ready{check="database"}'] == 1


async def test_figures_of_other_processes_come_with_their_heartbeats(site: Site) -> None:
    other = Meters()
    other.upload_moved("delivered", None, 2.2)
    other.step_ended("analyse", "done", 0.3)
    other.telegram_answered("slow-down")
    other.show("svodka_of_a_newer_version", Family(kind="gauge", about="Something else."), lambda: 5.0)
    process = Process(name="worker:b:2:x", role=Role.WORKER, started_at=site.app.clock())
    beat = Heartbeat(process=process, at=site.app.clock(), vitals=Vitals(), samples=other.samples())
    async with site.app.database.works() as work:
        await work.watch.beat(beat)
    found = await figures(site.visitor())

    theirs = functools.partial(total, found, 'process="worker:b:2:x"', 'role="worker"')
    assert theirs(name="svodka_upload_moves_total") == 1
    assert theirs('le="2.0"', name="svodka_upload_age_seconds_bucket") == 0
    assert theirs('le="3.0"', name="svodka_upload_age_seconds_bucket") == 1
    assert theirs('state="delivered"', name="svodka_upload_age_seconds_count") == 1
    assert theirs('state="delivered"', name="svodka_upload_age_seconds_sum") == 2.2
    assert theirs('outcome="slow-down"', name="svodka_telegram_calls_total") == 1
    assert theirs(name="svodka_of_a_newer_version") == 5
    assert total(found, 'role="run"', name="svodka_database_sessions_share") == 1


async def test_moves_steps_storage_and_requests_are_counted_where_they_happen(site: Site) -> None:
    await site.add(State.RECEIVED)
    await site.app.objects.delete_csv(await site.app.objects.upload_csv(b"a;b", 7, "a.csv"))
    await site.visitor().get("/healthz")
    found = await figures(site.visitor())

    assert total(found, 'state="received"', name="svodka_upload_moves_total") == 1
    assert total(found, 'operation="upload"', 'outcome="ok"', name="svodka_storage_seconds_count") == 1
    assert total(found, 'operation="delete"', 'outcome="ok"', name="svodka_storage_seconds_count") == 1
    assert total(found, 'route="/healthz"', 'status="200"', name="svodka_http_request_seconds_count") == 1


def test_samples_are_small_and_survive_json() -> None:
    meters = Meters()
    for state in State:
        meters.upload_moved(state, None, 1.0)
    sent = json.dumps(meters.samples())
    back = written(gathered(meters, [({"process": "p"}, json.loads(sent))])).decode()

    assert len(sent) < 6_000
    assert 'svodka_upload_moves_total{process="p",reason="",state="delivered"} 1.0' in back
    assert "_created" not in back


def test_a_quantile_of_many_processes_is_the_bound_that_holds_for_all_of_them_together() -> None:
    fast, slow, idle = Meters(), Meters(), Meters()
    for _ in range(19):
        fast.storage_answered("upload", "ok", 0.03)
    slow.storage_answered("download", "ok", 2.0)
    name = "svodka_storage_seconds"
    many = [json.loads(json.dumps(meters.samples())) for meters in (fast, slow, idle)]

    assert [within_s(many, name, part) for part in (0.5, 0.95, 0.99)] == [0.05, 0.05, 2.5]
    slow.storage_answered("download", "storage-timeout", 100.0)
    assert within_s([slow.samples()], name, 0.95) == float("inf")
    assert within_s([idle.samples(), {}], name, 0.95) is None


NAMES = {**COUNTED, **FELT, **WHOLE}


async def test_every_name_is_documented_and_none_else(site: Site) -> None:
    page = (ROOT / "docs" / "reference" / "metrics.md").read_text("utf-8")
    documented = set(re.findall(r"^\| `(\w+)`", page, re.MULTILINE))
    collected = {family.name for family in site.app.meters.registry.collect()}

    assert {name for name in collected if name.startswith("svodka_")} == set(COUNTED) | set(FELT)
    assert {name.removesuffix("_total") for name in documented if name.startswith("svodka_")} == set(NAMES)


@pytest.mark.parametrize("path", NAMED, ids=lambda path: path.name)
def test_rules_and_dashboard_ask_for_figures_that_exist(path: Path) -> None:
    named = set(re.findall(r"\b(?:svodka|process)_[a-z0-9_]+", path.read_text("utf-8")))
    bare = {re.sub(r"_(?:total|bucket|sum|count)$", "", name) for name in named}

    assert bare
    assert {name for name in bare if name.startswith("svodka_")} - set(NAMES) == set()


def test_there_are_rules_and_a_dashboard() -> None:
    assert {path.suffix for path in NAMED} == {".yml", ".json"}


def test_each_panel_of_the_dashboard_asks_something_and_has_its_place() -> None:
    dashboard = json.loads((ROOT / "deploy" / "grafana" / "svodka.json").read_text("utf-8"))
    panels = dashboard["panels"]
    places = [(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in panels]

    assert len({panel["id"] for panel in panels}) == len(set(places)) == len(panels)
    assert all(target["expr"] for panel in panels for target in panel["targets"])
