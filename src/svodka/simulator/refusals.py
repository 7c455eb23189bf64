"""How the Bot API says no: the status and the sentence the real server answers with."""

from svodka.errors import SvodkaError


class RefusalError(SvodkaError):
    """A Bot API call was refused; carries what goes on the wire."""

    code = "simulator-refusal"

    def __init__(self, status: int, description: str, *, retry_after_s: int | None = None) -> None:
        super().__init__(f"{status} {description}")
        self.status = status
        self.description = description
        self.retry_after_s = retry_after_s

    def body(self) -> dict[str, object]:
        """Return the JSON object of the answer."""
        answer: dict[str, object] = {
            "ok": False,
            "error_code": self.status,
            "description": self.description,
        }
        if self.retry_after_s is not None:
            answer["parameters"] = {"retry_after": self.retry_after_s}
        return answer


def bad_request(reason: str) -> RefusalError:
    """Refuse with status 400: the call itself is at fault."""
    return RefusalError(400, f"Bad Request: {reason}")


def conflict(reason: str) -> RefusalError:
    """Refuse with status 409: two ways of getting updates stand in each other's way."""
    return RefusalError(409, f"Conflict: {reason}")


def too_many_requests(retry_after_s: int) -> RefusalError:
    """Refuse with status 429 and say how long to wait."""
    return RefusalError(429, f"Too Many Requests: retry after {retry_after_s}", retry_after_s=retry_after_s)


def unauthorized() -> RefusalError:
    """Refuse a token that is not ours."""
    return RefusalError(401, "Unauthorized")


def not_found() -> RefusalError:
    """Refuse a method or a file that does not exist."""
    return RefusalError(404, "Not Found")


def blocked_by_user() -> RefusalError:
    """Refuse to speak to a person who blocked the bot."""
    return RefusalError(403, "Forbidden: bot was blocked by the user")


def too_large() -> RefusalError:
    """Refuse a body over the upload limit."""
    return RefusalError(413, "Request Entity Too Large")
