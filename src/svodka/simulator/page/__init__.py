"""Serves the chat page and the files people look at; everything else the page asks of the person-side API."""

from importlib.resources import files as package_files
from urllib.parse import quote

from aiohttp import web

from svodka.simulator.files import FileKind, StoredFile
from svodka.simulator.telegram import Telegram

_TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
# A document opens as if it came from nowhere: it may run its own scripts, and reach neither us nor the net.
_DOCUMENT_POLICY = (
    "sandbox allow-scripts allow-downloads; default-src 'none'; script-src 'unsafe-inline'; "
    "style-src 'unsafe-inline'; img-src data: blob:; font-src data:; base-uri 'none'; form-action 'none'"
)
_COMMON_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_INDEX = "index.html"


def page_routes(telegram: Telegram) -> list[web.RouteDef]:
    """Return the routes of the page, its parts, and the files in messages."""
    parts = _load_parts()

    async def show_page(_request: web.Request) -> web.StreamResponse:
        return _part(_INDEX, parts[_INDEX])

    async def show_part(request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        if name not in parts:
            raise web.HTTPNotFound
        return _part(name, parts[name])

    async def show_file(request: web.Request) -> web.StreamResponse:
        stored = telegram.files.by_unique_id(request.match_info["unique_id"])
        if stored is None:
            raise web.HTTPNotFound
        return web.FileResponse(
            stored.path, headers=_file_headers(stored, download="download" in request.query)
        )

    return [
        web.get("/", show_page),
        web.get("/page/{name}", show_part),
        web.get("/files/{unique_id}", show_file),
    ]


def _load_parts() -> dict[str, bytes]:
    folder = package_files("svodka.simulator.page") / "static"
    return {part.name: part.read_bytes() for part in folder.iterdir() if part.is_file()}


def _part(name: str, body: bytes) -> web.Response:
    kind = _TYPES[name[name.rindex(".") :]]
    headers = _COMMON_HEADERS | {"Content-Security-Policy": _PAGE_POLICY}
    return web.Response(body=body, content_type=kind, charset="utf-8", headers=headers)


def _file_headers(stored: StoredFile, *, download: bool) -> dict[str, str]:
    kind = stored.mime or "application/octet-stream"
    if stored.kind is not FileKind.DOCUMENT and not kind.startswith("image/"):
        kind = "image/jpeg"
    if kind.startswith("text/"):
        kind += "; charset=utf-8"
    name = quote(stored.name or "file", safe="")
    how = "attachment" if download else "inline"
    return _COMMON_HEADERS | {
        "Content-Type": kind,
        "Content-Disposition": f"{how}; filename*=UTF-8''{name}",
        "Content-Security-Policy": _DOCUMENT_POLICY,
    }
