"""The routes of the operator's page: in, out, the page, its live part, and taking up again what failed."""

import asyncio
import logging
from typing import Annotated, Final
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Form, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from svodka.app import App
from svodka.errors import PassingError
from svodka.observability import Masker
from svodka.texts import LANGUAGES
from svodka.web.doorkeeping import HOME, LOGIN, Doorkeeper, Throttle, farewell, welcome
from svodka.web.lookout import Lookout
from svodka.web.operator.scene import scene
from svodka.web.pages import LANGUAGE_COOKIE, language_for, page

log: Final = logging.getLogger(__name__)

_YEAR_S: Final = 365 * 24 * 3600
# Whoever comes from many addresses, or says so to a proxy, has four guesses a second all the same.
_AFTER_WRONG_S: Final = 0.5
_NOTES: Final = {"retried": "operator-note-retried", "not-retried": "operator-note-not-retried"}


def operator_routes(app: App, *, lookout: Lookout, doorkeeper: Doorkeeper) -> APIRouter:
    """Return the routes of the operator's page."""
    routes = APIRouter()
    routes.include_router(_door(doorkeeper))
    mask = Masker(app.settings.secrets())

    async def shown(request: Request, template: str, note: str | None = None) -> Response:
        language = language_for(request)
        try:
            view = await lookout.look()
        except PassingError:
            return page("away.html.j2", language, status=503)
        return page(
            template,
            language,
            scene=scene(view, language, mask),
            form_key=doorkeeper.form_key(request),
            note=_NOTES.get(note or ""),
        )

    @routes.get(HOME)
    async def home(request: Request, note: str | None = None) -> Response:
        if not doorkeeper.knows(request):
            return RedirectResponse(LOGIN, 303)
        answer = await shown(request, "operator.html.j2", note)
        if (chosen := request.query_params.get("lang")) in LANGUAGES:
            answer.set_cookie(LANGUAGE_COOKIE, str(chosen), max_age=_YEAR_S, samesite="lax", httponly=True)
        return answer

    @routes.get(f"{HOME}/live")
    async def live(request: Request) -> Response:
        _let_in(doorkeeper, request)
        return await shown(request, "live.html.j2")

    @routes.post(f"{HOME}/retry/{{upload_id}}")
    async def retry(request: Request, upload_id: UUID, form_key: Annotated[str, Form()] = "") -> Response:
        _let_in(doorkeeper, request)
        if not doorkeeper.sent_by_our_page(request, form_key):
            raise HTTPException(403)
        try:
            done = await lookout.retry(upload_id)
        except PassingError:
            return page("away.html.j2", language_for(request), status=503)
        log.info("upload taken up again", extra={"upload": str(upload_id), "done": done})
        return RedirectResponse(
            f"{HOME}?{urlencode({'note': 'retried' if done else 'not-retried'})}", status_code=303
        )

    return routes


def _let_in(doorkeeper: Doorkeeper, request: Request) -> None:
    if not doorkeeper.knows(request):
        raise HTTPException(401)


def _door(doorkeeper: Doorkeeper) -> APIRouter:
    """Return the routes of logging in and out."""
    routes = APIRouter()
    throttle = Throttle()
    few_at_a_time = asyncio.Semaphore(2)  # a hash takes 16 MB and 50 ms of a core

    @routes.get(LOGIN)
    async def ask(request: Request) -> Response:
        if doorkeeper.knows(request):
            return RedirectResponse(HOME, 303)
        return page("login.html.j2", language_for(request), mistake=None)

    @routes.post(LOGIN)
    async def enter(request: Request, password: Annotated[str, Form()] = "") -> Response:
        address = request.client.host if request.client else ""
        language = language_for(request)
        if wait_s := throttle.wait_s(address):
            answer = page("login.html.j2", language, status=429, mistake="operator-login-wait")
            answer.headers["Retry-After"] = str(int(wait_s) + 1)
            return answer
        async with few_at_a_time:
            admitted = await asyncio.to_thread(doorkeeper.admits, password)
            if not admitted:
                await asyncio.sleep(_AFTER_WRONG_S)
        if not admitted:
            throttle.was_wrong(address)
            log.warning("login refused", extra={"address": address})
            return page("login.html.j2", language, status=403, mistake="operator-login-wrong")
        throttle.was_right(address)
        log.info("operator logged in", extra={"address": address})
        return welcome(doorkeeper)

    @routes.post(f"{HOME}/logout")
    async def leave(request: Request, form_key: Annotated[str, Form()] = "") -> Response:
        if doorkeeper.knows(request) and not doorkeeper.sent_by_our_page(request, form_key):
            raise HTTPException(403)
        return farewell()

    return routes
