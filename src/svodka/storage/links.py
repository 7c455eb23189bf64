"""Links to objects that we serve ourselves: signed, and good for a while. Who serves them asks `opens`."""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from time import time
from typing import Final
from urllib.parse import quote, urlencode

from svodka.errors import SettingsError

_LEAST_SECRET_BYTES: Final = 16


@dataclass(frozen=True, kw_only=True, slots=True)
class Links:
    """Makes links below `base`, and tells whether one is ours and not too old. `clock` tells Unix seconds."""

    base: str
    secret: bytes = field(repr=False)
    clock: Callable[[], float] = time

    def __post_init__(self) -> None:
        if len(self.secret) < _LEAST_SECRET_BYTES:
            raise SettingsError(f"the secret of links has fewer than {_LEAST_SECRET_BYTES} bytes")

    def link(self, file_key: str, *, seconds: float, name: str) -> str:
        """Make a link to an object that opens for so many seconds, and is saved under a name."""
        expires = int(self.clock() + seconds)
        asked = urlencode(
            {"name": name, "expires": expires, "signature": self._signature(file_key, name, expires)}
        )
        return f"{self.base.rstrip('/')}/{quote(file_key)}?{asked}"

    def opens(self, file_key: str, *, name: str, expires: str, signature: str) -> bool:
        """Tell whether a link is one of ours, unchanged, and its time not over; takes as long for any other."""
        until = int(expires) if expires.isascii() and expires.isdecimal() and len(expires) < 20 else 0
        expected = self._signature(file_key, name, until)
        is_ours = hmac.compare_digest(signature.encode(errors="surrogatepass"), expected.encode())
        return is_ours and self.clock() < until

    def _signature(self, file_key: str, name: str, expires: int) -> str:
        # No part may run over into the next: a key has no line break, and a number none but its own digits.
        signed = f"{expires}\n{file_key}\n{name}".encode(errors="surrogatepass")
        return hmac.new(self.secret, signed, hashlib.sha256).hexdigest()
