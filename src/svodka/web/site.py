"""Puts the site together: each feature brings its routes; nothing is served that none of them brings."""

from typing import Final

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp

from svodka.app import App
from svodka.web.doorkeeping import make_doorkeeper
from svodka.web.health import QueueDepth, Readiness, health_routes
from svodka.web.lookout import Lookout
from svodka.web.metrics import metrics_routes
from svodka.web.operator import operator_routes
from svodka.web.pages import static_routes
from svodka.web.reports import report_routes
from svodka.web.tables import add_tables
from svodka.web.webhook import webhook_routes
from svodka.web.wrapping import Wrapping

_NO_DOCUMENTS: Final = {"docs_url": None, "redoc_url": None, "openapi_url": None}


async def _nothing_there(_request: Request, _error: Exception) -> Response:
    """Answer to what is no key of ours; FastAPI would explain what one looks like, and repeat what was asked."""
    return JSONResponse({"detail": "Not Found"}, 404)


def make_site(app: App, *, queue_depth: QueueDepth) -> ASGIApp:
    """Make the site of an application. What the settings do not ask for is not there at all."""
    site = FastAPI(title="Svodka", **_NO_DOCUMENTS)  # type: ignore[arg-type]  # each is a text or None
    site.add_exception_handler(RequestValidationError, _nothing_there)
    readiness = Readiness(app, queue_depth=queue_depth)
    lookout = Lookout(app, readiness=readiness)
    doorkeeper = make_doorkeeper(app.settings)
    site.include_router(health_routes(readiness))
    site.include_router(static_routes())
    site.include_router(metrics_routes(app, lookout=lookout, doorkeeper=doorkeeper, queue_depth=queue_depth))
    if app.webhook is not None:
        site.include_router(webhook_routes(app.webhook, app.settings))
    if app.links is not None:
        site.include_router(report_routes(app, app.links))
    if doorkeeper is not None:
        site.include_router(operator_routes(app, lookout=lookout, doorkeeper=doorkeeper))
        add_tables(site, app, doorkeeper)
    return Wrapping(site, meters=app.meters)
