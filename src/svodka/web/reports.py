"""A person's own report or clean file, by a signed link that expires; whoever has no such link finds nothing."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import IO, Final
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import StreamingResponse

from svodka.app import App
from svodka.errors import ObjectNotFoundError, PassingError
from svodka.signing import Links
from svodka.texts import file_name
from svodka.uploads import State, Upload
from svodka.web.pages import language_for, page

_CHUNK_BYTES: Final = 1 << 16
_SHOWN: Final = frozenset({State.ANALYSED, State.DELIVERED})
# The page brings a policy of its own that allows its one style and one script by their hashes; a sandbox of no
# origin is what it gets from us: it reads none of our cookies and reaches nothing.
_PAGE_POLICY: Final = (
    "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
    "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Part:
    """How one artefact is handed over."""

    name_code: str
    how: str
    types: Mapping[str, str]


_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PARTS: Final = {
    "report": _Part(name_code="file-report", how="inline", types={".html": "text/html; charset=utf-8"}),
    "clean": _Part(
        name_code="file-clean",
        how="attachment",
        types={".csv": "text/csv; charset=utf-8", ".xlsx": _XLSX},
    ),
}


def report_routes(app: App, links: Links) -> APIRouter:
    """Return the route of the links."""
    routes = APIRouter()

    @routes.get("/r/{token}")
    async def show(request: Request, token: str) -> Response:
        gone = page("gone.html.j2", language_for(request), status=404)
        named = links.read(token, now=app.clock())
        if named is None or named[1] not in _PARTS:
            return gone
        upload_id, part = named
        try:
            async with app.database.works() as work:
                upload = await work.uploads.get(upload_id)
            if upload is None or upload.state not in _SHOWN or part not in upload.results:
                return gone
            path = await app.objects.download_csv_to_temp(upload.results[part])
        except ObjectNotFoundError:
            return gone
        except PassingError:
            raise HTTPException(503, headers={"Retry-After": "5"}) from None
        return _handed_over(path, upload, part)

    return routes


def _handed_over(path: Path, upload: Upload, part: str) -> StreamingResponse:
    known, suffix = _PARTS[part], PurePath(upload.results[part]).suffix
    name = quote(file_name(known.name_code, upload.language, upload.document.name, suffix), safe="")
    file = path.open("rb")
    size = os.fstat(file.fileno()).st_size
    path.unlink()  # gone from the folder before the first byte, however the answer ends
    return StreamingResponse(
        _read_up(file),
        media_type=known.types.get(suffix, "application/octet-stream"),
        headers={
            "Content-Length": str(size),
            "Content-Disposition": f"{known.how}; filename*=UTF-8''{name}",
            "Content-Security-Policy": _PAGE_POLICY,
            "X-Robots-Tag": "noindex",
        },
    )


def _read_up(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while chunk := file.read(_CHUNK_BYTES):
            yield chunk
