"""The deployment files name only commands, variables and files that there are, and agree with one another."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import pytest

from svodka.cli import COMMANDS
from svodka.config import VARIABLES, Settings
from svodka.observability.opening import DRAIN_S

ROOT: Final = Path(__file__).parents[2]
DEPLOY: Final = ROOT / "deploy"
# Not ours: read by Compose, Railway or the images beside us.
OTHERS: Final = {"PORT", "POSTGRES_PASSWORD"}
# What a variable that is empty in an example is to be filled with.
FILLED: Final = {
    "BOT_TOKEN": "1:a",
    "DATABASE_URL": "postgresql://svodka:secret@host/svodka",
    "REDIS_URL": "redis://redis:6379/0",
    "SUPABASE_URL": "https://project.supabase.co",
    "SUPABASE_SERVICE_ROLE_KEY": "sb_secret_x",
    "SVODKA_S3_SECRET_KEY": "s" * 16,
    "SVODKA_WEB_URL": "https://svodka.example.org",
    "SVODKA_SECRET_KEY": "k" * 32,
    "SVODKA_ADMIN_PASSWORD": "p" * 12,
    "SVODKA_METRICS_TOKEN": "m" * 16,
}
PROCESSES: Final = {"bot", "worker", "web"}
STOP_S: Final = Settings.load({}).work.stop_deadline_s + DRAIN_S


def documents(path: Path) -> list[Any]:
    # Comes with moto's server; has no types of its own.
    return list(import_module("yaml").safe_load_all(path.read_text("utf-8")))


def compose() -> dict[str, Any]:
    (document,) = documents(DEPLOY / "compose" / "compose.yaml")
    return {name: service for name, service in document["services"].items() if "svodka" in service["image"]}


def assignments(path: Path) -> dict[str, str]:
    lines = [line for line in path.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    return {name: value.strip('"') for name, value in (line.split("=", 1) for line in lines)}


def kubernetes() -> Iterator[dict[str, Any]]:
    for path in sorted((DEPLOY / "kubernetes").glob("*.yaml")):
        yield from documents(path)


def pods() -> Iterator[tuple[str, dict[str, Any]]]:
    for document in kubernetes():
        if document["kind"] in {"Deployment", "Job"}:
            yield document["kind"], document["spec"]["template"]["spec"]


def units() -> list[Path]:
    return sorted((DEPLOY / "systemd").glob("*.service"))


def railway() -> dict[str, dict[str, Any]]:
    return {path.stem: json.loads(path.read_text()) for path in (DEPLOY / "railway").glob("*.json")}


def environments() -> dict[str, dict[str, str]]:
    configuration = [d for d in kubernetes() if d["kind"] in {"ConfigMap", "Secret"}]
    merged = {k: v for d in configuration for k, v in (d.get("data") or d["stringData"]).items()}
    return {
        "railway": assignments(DEPLOY / "railway" / "variables.env"),
        "systemd": assignments(DEPLOY / "systemd" / "svodka.env.example"),
        "kubernetes": merged,
        **{f"compose {name}": service["environment"] for name, service in compose().items()},
    }


def commands() -> dict[str, list[str]]:
    dockerfile = (DEPLOY / "Dockerfile").read_text()
    return {
        "compose": [word for service in compose().values() for word in service["command"]],
        "kubernetes": [word for _, pod in pods() for word in pod["containers"][0]["args"]],
        "systemd": [
            word
            for unit in units()
            for word in re.findall(r"bin/svodka (.+)$", unit.read_text(), re.MULTILINE)
        ],
        "railway": [
            word.removeprefix("svodka ")
            for service in railway().values()
            for word in [service["deploy"]["startCommand"], *service["deploy"].get("preDeployCommand", [])]
        ],
        "image": json.loads(re.findall(r"^CMD (\[.+\])$", dockerfile, re.MULTILINE)[-1]),
    }


@pytest.mark.parametrize("place", ["compose", "kubernetes", "systemd", "railway", "image"])
def test_every_command_is_one_of_svodkas(place: str) -> None:
    assert set(commands()[place]) <= set(COMMANDS)


@pytest.mark.parametrize("place", ["compose", "kubernetes", "systemd", "railway"])
def test_each_place_migrates_once_and_runs_each_process(place: str) -> None:
    assert sorted(commands()[place]) == sorted([*PROCESSES, "migrate"])


@pytest.mark.parametrize("place", list(environments()))
def test_every_variable_is_a_setting_and_together_they_start(place: str) -> None:
    environ = environments()[place]
    assert set(environ) - OTHERS <= set(VARIABLES)

    filled = {
        name: FILLED.get(name, "") if not value or "$" in value else value
        for name, value in environ.items()
        if name not in OTHERS
    }
    settings = Settings.load(filled, needs=("BOT_TOKEN", "DATABASE_URL", "REDIS_URL"))
    assert settings.database.session_limit == 4
    # One session is to spare for a migration, a doctor, or a process that starts before its predecessor ended.
    assert settings.database.processes == len(PROCESSES) + 1


def test_processes_are_given_time_to_stop() -> None:
    assert {service["stop_grace_period"] for service in compose().values()} == {"30s"}
    assert {pod["terminationGracePeriodSeconds"] for _, pod in pods()} == {30}
    assert {service["deploy"]["drainingSeconds"] for service in railway().values()} == {30}
    common = (DEPLOY / "systemd" / "svodka-.service.d" / "common.conf").read_text()
    assert re.findall(r"^TimeoutStopSec=(\d+)$", common, re.MULTILINE) == ["30"]
    assert STOP_S < 30


def test_a_migration_that_fails_stops_the_start() -> None:
    starts = [service for name, service in compose().items() if name != "migrate"]
    assert {s["depends_on"]["migrate"]["condition"] for s in starts} == {"service_completed_successfully"}
    for unit in units():
        text = unit.read_text()
        assert (
            "migrate" in unit.name or "Requires=svodka-migrate.service\nAfter=svodka-migrate.service" in text
        )
    assert railway()["bot"]["deploy"]["preDeployCommand"] == ["svodka migrate"]
    jobs = [document for document in kubernetes() if document["kind"] == "Job"]
    assert [job["spec"]["backoffLimit"] for job in jobs] == [0]


def test_there_is_never_a_second_bot_nor_a_session_too_many() -> None:
    strategies = {
        document["metadata"]["name"]: document["spec"]["strategy"]
        for document in kubernetes()
        if document["kind"] == "Deployment"
    }
    assert strategies["svodka-bot"] == {"type": "Recreate"}
    for name in ("svodka-worker", "svodka-web"):
        assert strategies[name]["rollingUpdate"]["maxSurge"] == 0
    assert all(service["deploy"]["overlapSeconds"] == 0 for service in railway().values())


def test_nothing_runs_as_root_or_writes_where_it_need_not() -> None:
    for _, pod in pods():
        assert pod["securityContext"]["runAsNonRoot"]
        assert pod["containers"][0]["securityContext"]["readOnlyRootFilesystem"]
    assert all(service["read_only"] and service["cap_drop"] == ["ALL"] for service in compose().values())
    dockerfile = (DEPLOY / "Dockerfile").read_text().splitlines()
    user = max(number for number, line in enumerate(dockerfile) if line == "USER svodka")
    assert user < dockerfile.index('ENTRYPOINT ["svodka"]')


def test_what_must_last_lies_on_a_volume_or_on_another_machine() -> None:
    dockerfile = (DEPLOY / "Dockerfile").read_text()
    (volume,) = re.findall(r"^VOLUME (\S+)$", dockerfile, re.MULTILINE)
    assert f"SVODKA_DATA_DIR={volume}" in dockerfile

    for place, environ in environments().items():
        kept_elsewhere = {"SUPABASE_URL", "SVODKA_S3_BUCKET"} & set(environ)
        assert "DATABASE_URL" in environ, place
        assert kept_elsewhere or place == "systemd", place


def test_the_image_is_made_of_files_that_are_there_and_let_in() -> None:
    dockerfile = (DEPLOY / "Dockerfile").read_text()
    let_in = re.findall(r"^!(.+)$", (DEPLOY / "Dockerfile.dockerignore").read_text(), re.MULTILINE)
    copied = [
        word
        for line in re.findall(r"^COPY (?!--from)(.+)$", dockerfile, re.MULTILINE)
        for word in line.split()[:-1]
    ]
    assert sorted(copied) == sorted(let_in)
    assert all((ROOT / name).exists() for name in copied)


def test_each_process_is_asked_whether_it_works_in_its_own_way() -> None:
    containers = {pod["containers"][0]["args"][0]: pod["containers"][0] for _, pod in pods()}
    script = re.findall(
        r"^COPY deploy/healthcheck.py (.+)$", (DEPLOY / "Dockerfile").read_text(), re.MULTILINE
    )
    for part in ("bot", "worker"):
        assert containers[part]["livenessProbe"]["exec"]["command"] == ["python", *script]
    probes = containers["web"]
    assert (
        probes["livenessProbe"]["httpGet"]["path"]
        == railway()["web"]["deploy"]["healthcheckPath"]
        == "/healthz"
    )
    assert probes["readinessProbe"]["httpGet"]["path"].startswith("/readyz?check=")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_systemd_understands_the_units(tmp_path: Path) -> None:
    shutil.copytree(DEPLOY / "systemd", tmp_path / "units")
    for unit in (tmp_path / "units").glob("*.service"):
        unit.write_text(unit.read_text().replace("/opt/svodka/bin/svodka", "/bin/true"))

    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *(tmp_path / "units").glob("*.service")],
        env={"SYSTEMD_UNIT_PATH": f"{tmp_path}/units:", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(shutil.which("kubectl") is None, reason="no kubectl here")
def test_kustomize_puts_the_manifests_together() -> None:
    done = subprocess.run(
        ["kubectl", "kustomize", DEPLOY / "kubernetes"], capture_output=True, text=True, check=True
    )

    images = re.findall(r"image: (.+)$", done.stdout, re.MULTILINE)
    assert images == ["registry.example.org/svodka:0.1.0"] * 3
