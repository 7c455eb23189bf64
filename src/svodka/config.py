"""The settings: one frozen tree, read once from the environment; every mistake is reported at once.

Each field's alias is the name of its environment variable and its description is what the operator reads
about it. An empty variable counts as unset. Nothing here opens, connects or creates anything.
"""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self, get_args
from urllib.parse import unquote, urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from svodka.errors import SettingsError

PREFIX: Final = "SVODKA_"
DEFAULT_LOG_FILE: Final = Path("logs/bot.log")

_DATABASE_SCHEMES: Final = ("sqlite", "postgresql", "postgres")
_TOGETHER: Final = ("SUPABASE_URL", "SUPABASE_SERVICE_ROLE_KEY")
_REDIS_SCHEMES: Final = ("redis", "rediss", "unix")
_TOKEN: Final = re.compile(r"\d+:[A-Za-z0-9_-]+")


def _http_url(value: str) -> str:
    if urlsplit(value).scheme not in ("http", "https") or not urlsplit(value).netloc:
        raise ValueError("should be an http:// or https:// address")
    return value.rstrip("/")


def _cores() -> int:
    """Count the cores this process may run on, which a container can make fewer than the machine has."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _check_scheme(url: SecretStr, schemes: tuple[str, ...]) -> SecretStr:
    scheme = urlsplit(url.get_secret_value()).scheme.partition("+")[0]
    if scheme not in schemes:
        raise ValueError("should begin with " + " or ".join(f"{scheme}://" for scheme in schemes))
    return url


def _log_file(value: object) -> object:
    """Understand a plain yes or no beside a path."""
    word = str(value).lower()
    if word in ("1", "true", "yes", "on"):
        return DEFAULT_LOG_FILE
    return None if word in ("0", "false", "no", "off") else value


def _ids(value: object) -> object:
    return [part for part in re.split(r"[,;\s]+", value) if part] if isinstance(value, str) else value


HttpUrl = Annotated[str, AfterValidator(_http_url)]
Seconds = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=1)]


class _Group(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, hide_input_in_errors=True)


class BotSettings(_Group):
    """How we speak to Telegram."""

    token: SecretStr | None = Field(
        None, validation_alias="BOT_TOKEN", description="Token of the bot, from @BotFather."
    )
    api_url: HttpUrl | None = Field(
        None,
        validation_alias="SVODKA_TELEGRAM_API_URL",
        description="Another Bot API server than Telegram's own.",
    )
    operators: Annotated[tuple[int, ...], BeforeValidator(_ids)] = Field(
        (),
        validation_alias="SVODKA_OPERATORS",
        description="Telegram ids of the people who run this installation, separated by commas.",
    )

    messages_per_s: Count = Field(
        30,
        validation_alias="SVODKA_MESSAGES_PER_SECOND",
        description="Messages a second in all; Telegram bears 30 unless more was agreed with it.",
    )

    @field_validator("token")
    @classmethod
    def _token_has_its_shape(cls, token: SecretStr | None) -> SecretStr | None:
        if token is not None and not _TOKEN.fullmatch(token.get_secret_value()):
            raise ValueError("should look like 123456:ABC…, as @BotFather gives it")
        return token


class DatabaseSettings(_Group):
    """Where the rows are kept."""

    url: SecretStr = Field(
        SecretStr(""),
        validation_alias="DATABASE_URL",
        description="SQLite or PostgreSQL; unset means a SQLite file in `SVODKA_DATA_DIR`.",
    )
    session_limit: Count = Field(
        4,
        validation_alias="SUPABASE_SESSION_LIMIT",
        description="Database sessions that the whole installation may hold, all processes together.",
    )
    processes: Count = Field(
        3,
        validation_alias="SVODKA_PROCESSES",
        description="Processes that share these sessions: the bot and each worker. Each may hold an equal part, "
        "the bot the rest too. Without `REDIS_URL` there is but one.",
    )

    @field_validator("url")
    @classmethod
    def _database_is_known(cls, url: SecretStr) -> SecretStr:
        return _check_scheme(url, _DATABASE_SCHEMES)


class StorageSettings(_Group):
    """Where the files are kept, and how long a transfer may take."""

    supabase_url: HttpUrl | None = Field(
        None,
        validation_alias="SUPABASE_URL",
        description="Supabase project whose Storage keeps the files; unset means a local directory.",
    )
    supabase_key: SecretStr | None = Field(
        None,
        validation_alias="SUPABASE_SERVICE_ROLE_KEY",
        description="The service role key of that project (not the anonymous one).",
    )
    bucket: str = Field(
        "csv-files", validation_alias="SUPABASE_STORAGE_BUCKET", description="Bucket for the files."
    )
    upload_deadline_s: Seconds = Field(
        15.0,
        validation_alias="SVODKA_UPLOAD_DEADLINE_S",
        description="Seconds that storing one file may take in all.",
    )
    download_deadline_s: Seconds = Field(
        60.0,
        validation_alias="SVODKA_DOWNLOAD_DEADLINE_S",
        description="Seconds that fetching one stored file may take in all.",
    )
    download_warning_s: Seconds = Field(
        10.0,
        validation_alias="SVODKA_DOWNLOAD_WARNING_S",
        description="Seconds after which a slow download is logged as a warning.",
    )

    @model_validator(mode="after")
    def _warning_comes_before_the_deadline(self) -> Self:
        if self.download_warning_s >= self.download_deadline_s:
            raise ValueError(
                "SVODKA_DOWNLOAD_WARNING_S: should be less than SVODKA_DOWNLOAD_DEADLINE_S, "
                f"found {self.download_warning_s:g} and {self.download_deadline_s:g}"
            )
        return self


class LimitSettings(_Group):
    """What one person may ask of us."""

    max_upload_mb: Count = Field(
        20, validation_alias="SVODKA_MAX_UPLOAD_MB", description="Largest file accepted, in MB (2²⁰ bytes)."
    )
    daily_uploads: Count = Field(
        100, validation_alias="SVODKA_DAILY_UPLOADS", description="Files accepted from one person in a day."
    )
    live_uploads: Count = Field(
        20,
        validation_alias="SVODKA_LIVE_UPLOADS",
        description="Files of one person that may be waiting or in work at once.",
    )


class WorkSettings(_Group):
    """What the work on one file may cost, and for how long its results are kept."""

    threads: Count = Field(
        default_factory=_cores,
        validation_alias="SVODKA_WORKER_THREADS",
        description="Files in work at once in one worker process; unset means one for each core.",
    )
    analysis_deadline_s: Seconds = Field(
        60.0,
        validation_alias="SVODKA_ANALYSIS_DEADLINE_S",
        description="Seconds that the analysis of one file may take.",
    )
    analysis_memory_mb: Annotated[int, Field(ge=128)] = Field(
        1024,
        validation_alias="SVODKA_ANALYSIS_MEMORY_MB",
        description="Memory that the analysis of one file may take, in MB.",
    )
    retention_days: Count = Field(
        30,
        validation_alias="SVODKA_RETENTION_DAYS",
        description="Days after which files and reports are deleted.",
    )
    stop_deadline_s: Seconds = Field(
        20.0,
        validation_alias="SVODKA_STOP_DEADLINE_S",
        description="Seconds that a stop may take before work in hand is given up (to be taken up again).",
    )


class LogSettings(_Group):
    """What is logged, where and how."""

    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", validation_alias="LOG_LEVEL", description="DEBUG, INFO, WARNING or ERROR."
    )
    format: Literal["auto", "console", "json"] = Field(
        "auto",
        validation_alias="SVODKA_LOG_FORMAT",
        description="`console`, `json`, or `auto`: console on a terminal, JSON lines elsewhere.",
    )
    file: Annotated[Path | None, BeforeValidator(_log_file)] = Field(
        None,
        validation_alias="SVODKA_LOG_FILE",
        description="A rotating file beside stderr: a path, or `1` for `logs/bot.log`.",
    )

    @field_validator("level", "format", mode="before")
    @classmethod
    def _case_does_not_matter(cls, value: str, info: Any) -> str:
        return value.upper() if info.field_name == "level" else value.lower()


@dataclass(frozen=True, kw_only=True, slots=True)
class Setting:
    """One setting as it is in force. `default` is None where it is made at the start or there is none."""

    name: str
    group: str
    value: object
    from_environment: bool
    default: object
    description: str


class Settings(_Group):
    """All settings of an installation. Made by `load`, once, and passed to whoever needs a part of it."""

    data_dir: Path = Field(
        Path("var"),
        validation_alias="SVODKA_DATA_DIR",
        description="Database, files and temporary files, where they are not kept elsewhere.",
    )
    redis_url: SecretStr | None = Field(
        None,
        validation_alias="REDIS_URL",
        description="Redis for the queue between processes; unset means a queue inside the one process.",
    )
    bot: BotSettings
    database: DatabaseSettings
    storage: StorageSettings
    limits: LimitSettings
    work: WorkSettings
    log: LogSettings

    @field_validator("redis_url")
    @classmethod
    def _redis_is_meant(cls, url: SecretStr | None) -> SecretStr | None:
        return url and _check_scheme(url, _REDIS_SCHEMES)

    @model_validator(mode="after")
    def _database_has_a_place(self) -> Self:
        if self.database.url.get_secret_value():
            return self
        path = (self.data_dir / "svodka.db").as_posix()
        database = self.database.model_copy(update={"url": SecretStr(f"sqlite+aiosqlite:///{path}")})
        # The new value stands for the default, so the field must not count as set from outside.
        database.model_fields_set.discard("url")
        object.__setattr__(self, "database", database)
        return self

    @classmethod
    def load(cls, environ: Mapping[str, str], *, needs: tuple[str, ...] = ()) -> Self:
        """Read the settings; `needs` names the variables that this start cannot do without.

        Raises SettingsError, whose message lists every mistake, one a line, and no secret.
        """
        given = {name: value.strip() for name, value in environ.items() if value.strip()}
        mistakes = [_unknown(name) for name in sorted(given) if _is_unknown(name)]
        mistakes += [f"{name}: is needed and not set" for name in needs if name not in given]
        if 0 < len(set(_TOGETHER) & given.keys()) < len(_TOGETHER):
            mistakes.append(" and ".join(_TOGETHER) + ": set both or neither")
        try:
            settings = cls.model_validate(_grouped(given))
        except ValidationError as error:
            mistakes += [_mistake(details) for details in error.errors(include_url=False)]
        else:
            if not mistakes:
                return settings
        raise SettingsError("\n".join(mistakes))

    def effective(self) -> Iterator[Setting]:
        """List each setting as it is in force, group by group; secrets are still `SecretStr`."""
        for name, value in self:
            if isinstance(value, _Group):
                yield from _of_group(name, value)
        yield from _of_group("", self)

    def secrets(self) -> tuple[str, ...]:
        """List every secret text in the settings, passwords inside of addresses too: what no log may show."""
        texts = [s.value.get_secret_value() for s in self.effective() if isinstance(s.value, SecretStr)]
        passwords = [password for text in texts if "://" in text for password in _passwords(text)]
        return tuple(passwords + [text for text in texts if "://" not in text])


_GROUPS: Final[dict[str, type[_Group]]] = {
    name: field.annotation
    for name, field in Settings.model_fields.items()
    if isinstance(field.annotation, type) and issubclass(field.annotation, _Group)
}
_ALL: Final[tuple[type[_Group], ...]] = (Settings, *_GROUPS.values())
_FIELDS: Final[dict[str, FieldInfo]] = {
    str(field.validation_alias): field
    for group in _ALL
    for field in group.model_fields.values()
    if field.validation_alias
}
VARIABLES: Final = tuple(_FIELDS)


def _variables(group: type[_Group]) -> list[str]:
    return [str(field.validation_alias) for field in group.model_fields.values() if field.validation_alias]


def _grouped(given: dict[str, str]) -> dict[str, object]:
    tree: dict[str, object] = {name: given[name] for name in _variables(Settings) if name in given}
    for name, group in _GROUPS.items():
        tree[name] = {variable: given[variable] for variable in _variables(group) if variable in given}
    return tree


def _is_unknown(name: str) -> bool:
    return name.startswith(PREFIX) and name not in VARIABLES


def _unknown(name: str) -> str:
    bare = name.removeprefix(PREFIX)
    close = [bare] if bare in VARIABLES else get_close_matches(name, VARIABLES, n=1, cutoff=0.75)
    return f"{name}: is not a setting" + (f"; did you mean {close[0]}?" if close else "")


def _is_secret(field: FieldInfo) -> bool:
    return SecretStr in (field.annotation, *get_args(field.annotation))


def _mistake(details: ErrorDetails) -> str:
    """Say what is wrong in one line; the value is shown unless it is secret."""
    cause = details.get("ctx", {}).get("error")
    message = str(cause) if cause else details["msg"].removeprefix("Input ")
    name = next((part for part in details["loc"] if part in VARIABLES), None)
    if name is None:
        return message
    return f"{name}: {message}" + ("" if _is_secret(_FIELDS[str(name)]) else f", found {details['input']!r}")


def _of_group(group: str, values: _Group) -> Iterator[Setting]:
    for field_name, field in type(values).model_fields.items():
        if field.validation_alias:
            yield Setting(
                name=str(field.validation_alias),
                group=group,
                value=getattr(values, field_name),
                from_environment=field_name in values.model_fields_set,
                default=field.default if field.default_factory is None else None,
                description=field.description or "",
            )


def _passwords(url: str) -> list[str]:
    """List the password of an address as it is written and as it is meant, wherever it may stand."""
    parts = urlsplit(url)
    written = [parts.password, *re.findall(r"(?:^|&)password=([^&]+)", parts.query)]
    return [text for password in written if password for text in {password: 0, unquote(password): 0}]
