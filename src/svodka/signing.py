"""Signs what leaves the house and comes back: links to reports, logins. Keys are made of one secret, for one use each."""

import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from itsdangerous import BadSignature, URLSafeSerializer

from svodka.config import Settings

LINK_LASTS: Final = timedelta(days=7)


def derived_key(settings: Settings, use: str) -> bytes | None:
    """Make a key for one use of the installation's secret; None where there is none to make it of."""
    secret = settings.web.secret_key or settings.bot.token
    if secret is None:
        return None
    return hmac.digest(secret.get_secret_value().encode(), f"svodka:{use}".encode(), hashlib.sha256)


@dataclass(frozen=True, kw_only=True, slots=True)
class Links:
    """Makes links to one artefact of an upload (`report`, `clean`) that expire, and reads them."""

    url: str
    key: bytes = field(repr=False)

    def make(self, upload_id: UUID, part: str, *, now: datetime, lasts: timedelta = LINK_LASTS) -> str:
        """Return the address of an artefact, good until the time is over."""
        until = int((now + lasts).timestamp())
        return f"{self.url}/r/{self._serializer.dumps([upload_id.hex, part, until])}"

    def read(self, token: str, *, now: datetime) -> tuple[UUID, str] | None:
        """Return the upload and the artefact of a link's last part; None where it is not ours or is over."""
        try:
            upload_id, part, until = self._serializer.loads(token)
        except (BadSignature, ValueError, TypeError):
            return None
        return None if now.timestamp() > until else (UUID(hex=upload_id), str(part))

    @property
    def _serializer(self) -> Any:
        return URLSafeSerializer(self.key, salt="link", signer_kwargs={"digest_method": hashlib.sha256})
