"""One page of figures for Prometheus: each process's own, from its last heartbeat, and those of the whole."""

import hmac
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Final

from fastapi import APIRouter, HTTPException, Request, Response
from prometheus_client.metrics_core import GaugeMetricFamily, Metric

from svodka.app import App
from svodka.errors import PassingError
from svodka.observability.metrics import CONTENT_TYPE, Family, gathered, written
from svodka.uploads import ENDS, State
from svodka.watching import Heartbeat, Overview
from svodka.web.doorkeeping import Doorkeeper
from svodka.web.health import QueueDepth
from svodka.web.lookout import Lookout, View

_SCHEME: Final = "Bearer "
_QUANTILES: Final = (0.5, 0.95)


def metrics_routes(
    app: App, *, lookout: Lookout, doorkeeper: Doorkeeper | None, queue_depth: QueueDepth
) -> APIRouter:
    """Return the route: for whoever has the token or is logged in; a stranger finds nothing there."""
    routes = APIRouter()
    token = app.settings.web.metrics_token

    @routes.get("/metrics")
    async def metrics(request: Request) -> Response:
        allowed = token is not None and _shows(request, token.get_secret_value())
        if not allowed and not (doorkeeper and doorkeeper.knows(request)):
            raise HTTPException(404)
        return Response(written(await _families()), media_type=CONTENT_TYPE)

    async def _families() -> list[Metric]:
        own = (_labels_of(app), app.meters.samples())
        try:
            view = await lookout.look()
        except PassingError:
            return [*gathered(app.meters, [own]), _one("svodka_up", 0.0)]
        others = [
            (_labels(beat), beat.samples) for beat in view.alive if beat.process.name != app.process.name
        ]
        whole = [*of_the_whole(view), _one("svodka_up", 1.0)]
        with suppress(PassingError):  # no figure is better than a wrong one; svodka_ready says what is away
            whole.append(_one("svodka_queue_messages", await queue_depth()))
        return [*gathered(app.meters, [own, *others]), *whole]

    return routes


def _shows(request: Request, token: str) -> bool:
    shown = request.headers.get("authorization", "")
    return hmac.compare_digest(shown.encode("utf-8", "surrogatepass"), f"{_SCHEME}{token}".encode())


def _labels(beat: Heartbeat) -> Mapping[str, str]:
    return {"role": beat.process.role, "process": beat.process.name}


def _labels_of(app: App) -> Mapping[str, str]:
    return {"role": app.process.role, "process": app.process.name}


WHOLE: Final = {
    "svodka_up": Family(
        kind="gauge", about="1 when the database answers, and with it the figures of the whole installation."
    ),
    "svodka_uploads": Family(
        kind="gauge", about="Uploads that are not at an end, by state.", labels=("state",)
    ),
    "svodka_uploads_today": Family(
        kind="gauge", about="Uploads taken in today (UTC), by where they are now.", labels=("state",)
    ),
    "svodka_oldest_waiting_seconds": Family(
        kind="gauge", about="How long the upload that waits longest has stood still."
    ),
    "svodka_delivery_seconds": Family(
        kind="gauge",
        about="From acceptance to report: quantiles of the last thousand delivered today.",
        labels=("quantile",),
    ),
    "svodka_inbox_waiting": Family(kind="gauge", about="Updates of Telegram that are not handled yet."),
    "svodka_outbox_waiting": Family(kind="gauge", about="Messages that are not said yet."),
    "svodka_people": Family(kind="gauge", about="People who have talked to the bot."),
    "svodka_people_today": Family(kind="gauge", about="People who sent a file today (UTC)."),
    "svodka_queue_messages": Family(
        kind="gauge", about="Messages in the broker's queue: bells that nobody answered yet."
    ),
    "svodka_database_session_limit": Family(
        kind="gauge", about="SUPABASE_SESSION_LIMIT: sessions of all processes together."
    ),
    "svodka_heartbeat_age_seconds": Family(
        kind="gauge",
        about="Seconds since a process showed its last sign of life.",
        labels=("role", "process"),
    ),
    "svodka_process_uptime_seconds": Family(
        kind="gauge", about="Seconds since a process started.", labels=("role", "process")
    ),
    "svodka_ready": Family(
        kind="gauge", about="1 for each thing needed that answers; see /readyz.", labels=("check",)
    ),
    "svodka_trouble": Family(
        kind="gauge",
        about="1 for each thing that is wrong; operators hear of it when it lasts.",
        labels=("trouble",),
    ),
}


def of_the_whole(view: View) -> Iterator[Metric]:
    """Write the figures that no single process has."""
    overview = view.overview
    yield from _uploads(overview)
    yield _one("svodka_oldest_waiting_seconds", overview.waiting.age(overview.at).total_seconds())
    yield _one("svodka_inbox_waiting", overview.inbox.count)
    yield _one("svodka_outbox_waiting", overview.outbox.count)
    yield _one("svodka_people", overview.people)
    yield _one("svodka_people_today", overview.people_today)
    yield _one("svodka_database_session_limit", view.session_limit)
    ages = _family("svodka_heartbeat_age_seconds")
    uptimes = _family("svodka_process_uptime_seconds")
    for beat in view.alive:
        labels = list(_labels(beat).values())
        ages.add_metric(labels, (overview.at - beat.at).total_seconds())
        uptimes.add_metric(labels, (beat.at - beat.process.started_at).total_seconds())
    yield from (ages, uptimes)
    ready = _family("svodka_ready")
    for name, answer in view.checks.items():
        ready.add_metric([name], float(answer == "ok"))
    yield ready
    wrong = _family("svodka_trouble")
    for trouble in view.wrong:
        wrong.add_metric([trouble], 1.0)
    yield wrong


def _uploads(overview: Overview) -> Iterator[Metric]:
    live, today = _family("svodka_uploads"), _family("svodka_uploads_today")
    for state in State:
        if state not in ENDS:
            live.add_metric([state], overview.live[state].count if state in overview.live else 0)
        today.add_metric([state], overview.today.get(state, 0))
    yield from (live, today)
    delivery = _family("svodka_delivery_seconds")
    for part in _QUANTILES:
        if (seconds := overview.quantile_s(part)) is not None:
            delivery.add_metric([f"{part:g}"], seconds)
    yield delivery


def _family(name: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, WHOLE[name].about, labels=WHOLE[name].labels)


def _one(name: str, value: float) -> Metric:
    family = _family(name)
    family.add_metric([], value)
    return family
