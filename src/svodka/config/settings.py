"""The settings: one frozen tree, read once from the environment; every mistake is reported at once.

An empty variable counts as unset. Nothing here opens, connects or creates anything.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Final, Self, get_args
from urllib.parse import unquote, urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from svodka.config.groups import (
    BotSettings,
    DatabaseSettings,
    Group,
    LimitSettings,
    LogSettings,
    StorageSettings,
    TraceSettings,
    WebSettings,
    WorkSettings,
    check_scheme,
)
from svodka.errors import SettingsError

PREFIX: Final = "SVODKA_"

_WEBHOOK: Final = ("SVODKA_WEBHOOK_URL", "SVODKA_WEBHOOK_SECRET")
_SUPABASE: Final = ("SUPABASE_URL", "SUPABASE_SERVICE_ROLE_KEY")
_S3_PREFIX: Final = "SVODKA_S3_"
_S3: Final = ("SVODKA_S3_BUCKET", "SVODKA_S3_ACCESS_KEY", "SVODKA_S3_SECRET_KEY")
_REDIS_SCHEMES: Final = ("redis", "rediss", "unix")


@dataclass(frozen=True, kw_only=True, slots=True)
class Setting:
    """One setting as it is in force. `default` is None where it is made at the start or there is none."""

    name: str
    group: str
    value: object
    from_environment: bool
    default: object
    description: str


class Settings(Group):
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
    web: WebSettings
    log: LogSettings
    traces: TraceSettings

    @field_validator("redis_url")
    @classmethod
    def _redis_is_meant(cls, url: SecretStr | None) -> SecretStr | None:
        return url and check_scheme(url, _REDIS_SCHEMES)

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
        mistakes += _halves(given)
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
            if isinstance(value, Group):
                yield from _of_group(name, value)
        yield from _of_group("", self)

    def secrets(self) -> tuple[str, ...]:
        """List every secret text in the settings, passwords inside of addresses too: what no log may show."""
        texts = [s.value.get_secret_value() for s in self.effective() if isinstance(s.value, SecretStr)]
        passwords = [password for text in texts if "://" in text for password in _passwords(text)]
        keys = [urlsplit(dsn.get_secret_value()).username or ""] if (dsn := self.log.sentry_dsn) else []
        return tuple(passwords + keys + [text for text in texts if "://" not in text])


_GROUPS: Final[dict[str, type[Group]]] = {
    name: field.annotation
    for name, field in Settings.model_fields.items()
    if isinstance(field.annotation, type) and issubclass(field.annotation, Group)
}
_ALL: Final[tuple[type[Group], ...]] = (Settings, *_GROUPS.values())
_FIELDS: Final[dict[str, FieldInfo]] = {
    str(field.validation_alias): field
    for group in _ALL
    for field in group.model_fields.values()
    if field.validation_alias
}
VARIABLES: Final = tuple(_FIELDS)


def _variables(group: type[Group]) -> list[str]:
    return [str(field.validation_alias) for field in group.model_fields.values() if field.validation_alias]


def _grouped(given: dict[str, str]) -> dict[str, object]:
    tree: dict[str, object] = {name: given[name] for name in _variables(Settings) if name in given}
    for name, group in _GROUPS.items():
        tree[name] = {variable: given[variable] for variable in _variables(group) if variable in given}
    return tree


def _halves(given: dict[str, str]) -> Iterator[str]:
    """List what is set by half, or once too often."""
    for pair in (_SUPABASE, _WEBHOOK):
        if 0 < len(set(pair) & given.keys()) < len(pair):
            yield " and ".join(pair) + ": set both or neither"
    missing = [name for name in _S3 if name not in given]
    if missing and any(name.startswith(_S3_PREFIX) for name in given):
        yield " and ".join(missing) + ": needed for S3 and not set"
    if _SUPABASE[0] in given and _S3[0] in given:
        yield f"{_SUPABASE[0]} and {_S3[0]}: set one of them, for files are kept in one place"


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


def _of_group(group: str, values: Group) -> Iterator[Setting]:
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
