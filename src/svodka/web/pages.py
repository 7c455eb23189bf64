"""Renders pages in the reader's language, and serves the few files they are made of."""

from collections.abc import Mapping
from functools import cache, partial
from importlib.resources import files
from typing import Any, Final

import jinja2
from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, Response
from starlette.requests import Request

from svodka import __version__
from svodka.texts import LANGUAGES, language_of, sentence

LANGUAGE_COOKIE: Final = "svodka-language"
_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
_CACHED: Final = {"Cache-Control": "public, max-age=3600"}


def language_for(request: Request) -> str:
    """Return the language that the reader chose here, else the first that the browser asks for."""
    chosen = request.query_params.get("lang") or request.cookies.get(LANGUAGE_COOKIE, "")
    if chosen in LANGUAGES:
        return chosen
    return language_of(request.headers.get("accept-language", "").split(",")[0].split(";")[0].strip() or None)


def rendered(template: str, language: str, **values: Any) -> str:
    """Render a template; `say(code, **figures)` is there for its texts."""
    return _template(template).render(
        lang=language, languages=LANGUAGES, say=partial(_say, language), version=__version__, **values
    )


def page(template: str, language: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """Render a template as a whole page."""
    return HTMLResponse(rendered(template, language, **values), status_code=status)


def static_routes() -> APIRouter:
    """Return the route of styles and scripts."""
    routes = APIRouter()
    parts = _parts()

    @routes.get("/static/{name}")
    async def part(name: str) -> Response:
        if name not in parts:
            raise HTTPException(404)
        return Response(parts[name], media_type=_TYPES[name[name.rindex(".") :]], headers=_CACHED)

    return routes


def _say(language: str, code: str, **figures: Any) -> str:
    return sentence(code, language, **figures)


def _parts() -> Mapping[str, bytes]:
    return {
        each.name: each.read_bytes() for each in (files("svodka.web") / "static").iterdir() if each.is_file()
    }


@cache
def _template(name: str) -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("svodka.web"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    return environment.get_template(name)
