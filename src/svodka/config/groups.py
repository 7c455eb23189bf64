"""The settings by concern: of each variable its name, type, default and what the operator reads about it."""

import os
import re
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    field_validator,
    model_validator,
)

DEFAULT_LOG_FILE: Final = Path("logs/bot.log")

_DATABASE_SCHEMES: Final = ("sqlite", "postgresql", "postgres")
_TOKEN: Final = re.compile(r"\d+:[A-Za-z0-9_-]+")
_SHORTEST_SECRETS: Final = {"admin_password": 12, "metrics_token": 16, "secret_key": 32}
_WEBHOOK_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{16,256}")


def _http_url(value: str) -> str:
    if urlsplit(value).scheme not in ("http", "https") or not urlsplit(value).netloc:
        raise ValueError("should be an http:// or https:// address")
    return value.rstrip("/")


def _cores() -> int:
    """Count the cores this process may run on, which a container can make fewer than the machine has."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def check_scheme(url: SecretStr, schemes: tuple[str, ...]) -> SecretStr:
    """Pass an address on whose scheme, without a driver's name, is one of those."""
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


class Group(BaseModel):
    """Settings of one concern."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, hide_input_in_errors=True)


class BotSettings(Group):
    """How we speak to Telegram."""

    token: SecretStr | None = Field(
        None, validation_alias="BOT_TOKEN", description="Token of the bot, from @BotFather."
    )
    api_url: HttpUrl | None = Field(
        None,
        validation_alias="SVODKA_TELEGRAM_API_URL",
        description="Another Bot API server than Telegram's own.",
    )
    webhook_url: HttpUrl | None = Field(
        None,
        validation_alias="SVODKA_WEBHOOK_URL",
        description="Public address that Telegram posts updates to; unset means that the bot asks for them.",
    )
    webhook_secret: SecretStr | None = Field(
        None,
        validation_alias="SVODKA_WEBHOOK_SECRET",
        description="Tells Telegram's posts from others': 16 to 256 of A-Z, a-z, 0-9, _ and -.",
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

    @field_validator("webhook_secret")
    @classmethod
    def _secret_can_be_a_header(cls, secret: SecretStr | None) -> SecretStr | None:
        if secret is not None and not _WEBHOOK_SECRET.fullmatch(secret.get_secret_value()):
            raise ValueError("should be 16 to 256 of A-Z, a-z, 0-9, _ and -")
        return secret

    @property
    def id(self) -> int | None:
        """The bot's id at Telegram, which its token begins with."""
        return int(self.token.get_secret_value().partition(":")[0]) if self.token else None


class DatabaseSettings(Group):
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
        description="Processes that share these sessions: the bot, each worker, each web. Each may hold an equal part, "
        "the bot the rest too. Without `REDIS_URL` there is but one.",
    )

    @field_validator("url")
    @classmethod
    def _database_is_known(cls, url: SecretStr) -> SecretStr:
        return check_scheme(url, _DATABASE_SCHEMES)


class StorageSettings(Group):
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
    s3_endpoint: HttpUrl | None = Field(
        None,
        validation_alias="SVODKA_S3_ENDPOINT",
        description="Address of what speaks S3; unset means Amazon's own of the region.",
    )
    s3_bucket: str | None = Field(
        None,
        validation_alias="SVODKA_S3_BUCKET",
        description="Bucket of S3 that keeps the files; unset means that S3 is not used.",
    )
    s3_access_key: str | None = Field(
        None, validation_alias="SVODKA_S3_ACCESS_KEY", description="Id of the access key to that bucket."
    )
    s3_secret_key: SecretStr | None = Field(
        None, validation_alias="SVODKA_S3_SECRET_KEY", description="Secret of that access key."
    )
    s3_region: str = Field(
        "us-east-1", validation_alias="SVODKA_S3_REGION", description="Region of that bucket."
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


class LimitSettings(Group):
    """What one person may ask of us."""

    max_upload_mb: Count = Field(
        20, validation_alias="SVODKA_MAX_UPLOAD_MB", description="Largest file accepted, in MB (2²⁰ bytes)."
    )
    daily_uploads: Count = Field(
        100, validation_alias="SVODKA_DAILY_UPLOADS", description="Files accepted from one person in a day."
    )
    uploads_per_minute: Count = Field(
        30,
        validation_alias="SVODKA_UPLOADS_PER_MINUTE",
        description="Files accepted from one person in a minute.",
    )
    running_uploads: Count = Field(
        1,
        validation_alias="SVODKA_RUNNING_UPLOADS",
        description="Files of one person that are analysed at once; the next ones wait their turn.",
    )
    live_uploads: Count = Field(
        20,
        validation_alias="SVODKA_LIVE_UPLOADS",
        description="Files of one person that may be waiting or in work at once.",
    )


class WorkSettings(Group):
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


class WebSettings(Group):
    """The pages: who may see them, and where they are."""

    port: Annotated[int, Field(ge=0, le=65535)] | None = Field(
        None,
        validation_alias="SVODKA_WEB_PORT",
        description="Port of the web pages; unset means none, but 8080 in a web process of its own.",
    )
    host: str = Field(
        "127.0.0.1", validation_alias="SVODKA_WEB_HOST", description="Address that the web pages listen on."
    )
    url: HttpUrl | None = Field(
        None,
        validation_alias="SVODKA_WEB_URL",
        description="Public address of the web pages; with it, people can open their reports there.",
    )
    proxies: str = Field(
        "127.0.0.1",
        validation_alias="SVODKA_WEB_PROXIES",
        description="Proxies before the web pages that are believed about addresses, separated by commas; `*` for all.",
    )
    admin_password: SecretStr | None = Field(
        None,
        validation_alias="SVODKA_ADMIN_PASSWORD",
        description="Password of the operator's page, 12 characters at least, or its hash (`scrypt$…`); unset means "
        "that there is no such page.",
    )
    metrics_token: SecretStr | None = Field(
        None,
        validation_alias="SVODKA_METRICS_TOKEN",
        description="What Prometheus shows to be let in to `/metrics`: `Authorization: Bearer …`, 16 characters at "
        "least.",
    )
    secret_key: SecretStr | None = Field(
        None,
        validation_alias="SVODKA_SECRET_KEY",
        description="Signs logins and links to reports, 32 characters at least, the same in all processes; unset "
        "means a key made of BOT_TOKEN.",
    )

    @field_validator("admin_password", "metrics_token", "secret_key")
    @classmethod
    def _secret_is_long(cls, secret: SecretStr | None, info: Any) -> SecretStr | None:
        least = _SHORTEST_SECRETS[info.field_name]
        if secret is not None and len(secret.get_secret_value()) < least:
            raise ValueError(f"should have {least} characters at least")
        return secret


class TraceSettings(Group):
    """Where traces are sent; needs the packages of `svodka[tracing]`."""

    ours: HttpUrl | None = Field(
        None,
        validation_alias="SVODKA_TRACES",
        description="Collector that spans are sent to, by OTLP over HTTP (`/v1/traces` is added); unset means "
        "`OTEL_EXPORTER_OTLP_ENDPOINT`.",
    )
    standard: HttpUrl | None = Field(
        None,
        validation_alias="OTEL_EXPORTER_OTLP_ENDPOINT",
        description="The same by OpenTelemetry's own name; unset too means that there are no traces.",
    )

    @property
    def url(self) -> str | None:
        """The collector's address, or None."""
        return self.ours or self.standard


class LogSettings(Group):
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
    sentry_dsn: SecretStr | None = Field(
        None,
        validation_alias="SENTRY_DSN",
        description="Sentry project that errors are reported to; needs the package of `svodka[sentry]`.",
    )

    @field_validator("sentry_dsn")
    @classmethod
    def _sentry_is_meant(cls, dsn: SecretStr | None) -> SecretStr | None:
        return dsn and check_scheme(dsn, ("https", "http"))

    @field_validator("level", "format", mode="before")
    @classmethod
    def _case_does_not_matter(cls, value: str, info: Any) -> str:
        return value.upper() if info.field_name == "level" else value.lower()
