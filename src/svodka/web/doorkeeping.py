"""Lets the operator in: a password, a ticket in a cookie that browsers keep to themselves, and patience with nobody.

Tickets are signed with a key that is made of the password too: a new password ends every login.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Any, Final

from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse, Response

from svodka.config import Settings
from svodka.signing import derived_key

COOKIE: Final = "__Host-svodka"
LASTS_S: Final = 12 * 3600
HOME: Final = "/admin"
LOGIN: Final = "/admin/login"
_COOKIE_RULES: Final[dict[str, Any]] = {"path": "/", "secure": True, "httponly": True, "samesite": "strict"}
_SCRYPT: Final = "scrypt$"
_COST: Final = {"n": 1 << 14, "r": 8, "p": 1}
_SALT_BYTES: Final = 16


def hash_of(password: str) -> str:
    """Make what may stand in SVODKA_ADMIN_PASSWORD instead of the password itself."""
    salt = secrets.token_bytes(_SALT_BYTES)
    return f"{_SCRYPT}{_written(salt)}${_written(_scrypt(password, salt))}"


def fits(password: str, kept: str) -> bool:
    """Tell whether a password is the one that is kept, as it is or as its hash. Takes about 50 ms for a hash."""
    if not kept.startswith(_SCRYPT):
        return hmac.compare_digest(_digest(password), _digest(kept))
    try:
        salt, wanted = (base64.b64decode(part, validate=True) for part in kept.split("$")[1:])
    except (ValueError, binascii.Error):
        return False
    return hmac.compare_digest(_scrypt(password, salt), wanted)


def _scrypt(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode("utf-8", "surrogatepass"), salt=salt, **_COST)


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def _written(value: bytes) -> str:
    return base64.b64encode(value).decode()


class Throttle:
    """Makes whoever was wrong a few times wait, longer each time. By address, so that nobody locks others out."""

    def __init__(
        self,
        *,
        free: int = 5,
        first_s: float = 30.0,
        longest_s: float = 900.0,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._free, self._first_s, self._longest_s, self._clock = free, first_s, longest_s, clock
        self._wrong: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def wait_s(self, address: str) -> float:
        """Return how long this address has to wait before it may try again."""
        _, until = self._wrong.get(address, (0, 0.0))
        return max(until - self._clock(), 0.0)

    def was_wrong(self, address: str) -> None:
        """Count a wrong try."""
        count = self._wrong.pop(address, (0, 0.0))[0] + 1
        over = count - self._free
        wait_s = min(self._first_s * 2.0 ** min(over, 30), self._longest_s) if over >= 0 else 0.0
        self._wrong[address] = count, self._clock() + wait_s
        if len(self._wrong) > _REMEMBERED:
            self._wrong.popitem(last=False)

    def was_right(self, address: str) -> None:
        """Forget what was wrong."""
        self._wrong.pop(address, None)


_REMEMBERED: Final = 10_000


@dataclass(frozen=True, slots=True)
class Doorkeeper:
    """Knows the operator by the ticket in the cookie."""

    password: str
    key: bytes

    def admits(self, password: str) -> bool:
        """Tell whether this is the password."""
        return fits(password, self.password)

    def ticket(self) -> str:
        """Make a ticket for who is let in."""
        return str(self._serializer.dumps(secrets.token_urlsafe(16)))

    def knows(self, request: HTTPConnection) -> bool:
        """Tell whether the request comes with a ticket that is ours and not over."""
        return self._visit(request) is not None

    def form_key(self, request: HTTPConnection) -> str:
        """Make what a form of this visit carries, so that no other page can send it."""
        return hmac.new(self.key, f"form:{self._visit(request)}".encode(), hashlib.sha256).hexdigest()

    def sent_by_our_page(self, request: HTTPConnection, shown: str) -> bool:
        """Tell whether a form comes from a page of ours, of this very visit."""
        return hmac.compare_digest(self.form_key(request).encode(), shown.encode("utf-8", "surrogatepass"))

    def _visit(self, request: HTTPConnection) -> str | None:
        try:
            return str(self._serializer.loads(request.cookies.get(COOKIE, ""), max_age=LASTS_S))
        except BadSignature:
            return None

    @property
    def _serializer(self) -> Any:
        return URLSafeTimedSerializer(self.key, salt="login", signer_kwargs={"digest_method": hashlib.sha256})


def make_doorkeeper(settings: Settings) -> Doorkeeper | None:
    """Return the doorkeeper; None where no password is set, and so nobody is let in."""
    if settings.web.admin_password is None:
        return None
    password = settings.web.admin_password.get_secret_value()
    # Where there is no other secret the password has to do.
    base = derived_key(settings, "login") or b"svodka:login"
    return Doorkeeper(password=password, key=hmac.digest(base, password.encode(), hashlib.sha256))


def welcome(doorkeeper: Doorkeeper) -> Response:
    """Lead to the operator's page, with a ticket that no script sees and no other site sends."""
    entered = RedirectResponse(HOME, 303)
    entered.set_cookie(COOKIE, doorkeeper.ticket(), max_age=LASTS_S, **_COOKIE_RULES)
    return entered


def farewell() -> Response:
    """Lead to the login, with the ticket taken away."""
    left = RedirectResponse(LOGIN, 303)
    left.delete_cookie(COOKIE, **_COOKIE_RULES)
    return left
