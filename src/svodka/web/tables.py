"""The tables as they are, to be read: behind the operator's login, without contents and without secrets."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from fastapi import FastAPI
from sqladmin import Admin, ModelView
from sqladmin.authentication import AuthenticationBackend
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from svodka.app import App
from svodka.observability import Masker
from svodka.web.doorkeeping import HOME, LOGIN, Doorkeeper, farewell

_BASE: Final = "/admin/tables"
_PAGE_SIZE: Final = 25
_LONGEST_CELL: Final = 200
_MOMENT: Final = "%Y-%m-%d %H:%M:%S"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Shown:
    """What is shown of a table: only columns that are named here, so that a new one shows by decision."""

    title: str
    icon: str
    columns: Sequence[str]
    search: Sequence[str] = ()
    latest: str


# Not shown: what people wrote and what we say to them (payload), Telegram's ids of their files, keys of
# objects, summaries of contents.
_TABLES: Final[Mapping[str, _Shown]] = {
    "Upload": _Shown(
        title="Uploads",
        icon="fa-solid fa-file-arrow-up",
        columns=(
            "state", "changed_at", "file_name", "file_size", "person_id", "error_code", "attempts", "last_error",
            "lease_owner", "lease_until", "not_before", "language", "created_at", "id",
        ),
        search=("id", "person_id", "file_name", "state", "error_code"),
        latest="changed_at",
    ),
    "Person": _Shown(
        title="People",
        icon="fa-solid fa-user",
        columns=("id", "name", "language", "blocked_at", "created_at"),
        search=("id", "name"),
        latest="created_at",
    ),
    "Quota": _Shown(
        title="Quotas",
        icon="fa-solid fa-scale-balanced",
        columns=("person_id", "day", "used"),
        search=("person_id", "day"),
        latest="day",
    ),
    "Message": _Shown(
        title="Outbox",
        icon="fa-solid fa-paper-plane",
        columns=(
            "id", "chat_id", "kind", "upload_id", "attempts", "not_before", "last_error", "created_at", "sent_at",
        ),
        search=("chat_id", "upload_id"),
        latest="id",
    ),
    "Update": _Shown(
        title="Inbox",
        icon="fa-solid fa-inbox",
        columns=("id", "update_id", "received_at", "done_at"),
        search=("update_id",),
        latest="id",
    ),
    "Process": _Shown(
        title="Processes",
        icon="fa-solid fa-heart-pulse",
        columns=("process", "role", "started_at", "at", "vitals"),
        latest="at",
    ),
    "Trouble": _Shown(
        title="Troubles",
        icon="fa-solid fa-triangle-exclamation",
        columns=("code", "since", "told_at"),
        latest="since",
    ),
}  # fmt: skip


class _Door(AuthenticationBackend):
    """Asks the doorkeeper; there is one login for all of the operator's pages."""

    def __init__(self, doorkeeper: Doorkeeper) -> None:
        self.middlewares = []
        self._doorkeeper = doorkeeper

    async def authenticate(self, request: Request) -> Response | bool:
        """Let in whom the doorkeeper knows."""
        return self._doorkeeper.knows(request) or RedirectResponse(LOGIN, 303)

    async def login(self, request: Request) -> Response | bool:
        """Log nobody in: the operator's page does."""
        return False

    async def logout(self, request: Request) -> Response | bool:
        """Log out: sqladmin has a link for it, no form."""
        return farewell()


class _Reading(ModelView):
    """A table to be read."""

    async def get_object_for_details(self, request: Request) -> Any:
        """Find a row; what cannot be the key of one is nobody's."""
        try:
            return await super().get_object_for_details(request)
        except ValueError:
            raise HTTPException(404) from None


def add_tables(site: FastAPI, app: App, doorkeeper: Doorkeeper) -> None:
    """Add the tables to the site. What sqladmin would have in the place of our pages leads to them."""
    for path, ours in (("/", HOME), ("/login", LOGIN)):
        site.add_api_route(_BASE + path, _leading_to(ours), methods=["GET", "POST"])
    admin = Admin(
        site,
        app.database.engine,
        base_url=_BASE,
        title="Svodka",
        favicon_url="/static/mark.svg",
        authentication_backend=_Door(doorkeeper),
    )
    mask = Masker(app.settings.secrets())
    models = app.database.mapped()
    for name, shown in _TABLES.items():
        admin.add_view(_view(name, models[name], shown, mask))


def _leading_to(path: str) -> Callable[[], Response]:
    def lead() -> Response:
        return RedirectResponse(path, 303)

    return lead


def _view(name: str, model: type, shown: _Shown, mask: Masker) -> type[ModelView]:
    def cell(row: Any, column: Any) -> str:
        value = getattr(row, str(column))
        text = f"{value:{_MOMENT}}" if isinstance(value, datetime) else str("" if value is None else value)
        text = mask(text)
        return text if len(text) <= _LONGEST_CELL else text[:_LONGEST_CELL] + "…"

    # sqladmin takes its options as attributes of a class.
    options: dict[str, Any] = {
        "name": name,
        "name_plural": shown.title,
        "icon": shown.icon,
        "can_create": False,
        "can_edit": False,
        "can_delete": False,
        "can_export": False,
        "column_list": list(shown.columns),
        "column_details_list": list(shown.columns),
        "column_formatters": dict.fromkeys(shown.columns, cell),
        "column_formatters_detail": dict.fromkeys(shown.columns, cell),
        "column_searchable_list": list(shown.search),
        "column_sortable_list": list(shown.columns),
        "column_default_sort": (shown.latest, True),
        "page_size": _PAGE_SIZE,
        "search_auto_submit": False,
        "__doc__": f"{shown.title}, to be read.",
    }
    return type(f"{name}View", (_Reading,), options, model=model)
