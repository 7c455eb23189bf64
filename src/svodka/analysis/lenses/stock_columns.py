"""Recognises the columns of a contributor's export: Adobe Stock by its contents, other agencies by their names."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from msgspec import Struct, field

from svodka.analysis.lenses.asking import column_of, named, numeric, sql_name, timed
from svodka.analysis.model import Column, Type
from svodka.analysis.profiling import ColumnProfile, Profile
from svodka.analysis.table import Table

_MEDIA: Final = frozenset(
    [
        "photo",
        "photos",
        "video",
        "videos",
        "illustration",
        "illustrations",
        "vector",
        "vectors",
        "template",
        "templates",
        "3d",
        "premium",
        "audio",
        "image",
        "images",
        "footage",
    ]
) | {"motion graphics"}
_LICENCES: Final = frozenset(
    ["custom", "subscription", "extended", "standard", "enhanced", "credits", "credit", "premium", "free"]
) | {"on demand", "pay as you go"}
_SIZES: Final = frozenset(
    [
        "xs",
        "s",
        "m",
        "l",
        "xl",
        "xxl",
        "xxxl",
        "v",
        "hd",
        "hd720",
        "hd1080",
        "4k",
        "uhd",
        "sd",
        "web",
        "original",
        "vector",
        "small",
        "medium",
        "large",
    ]
)
_FILE: Final = re.compile(
    r".+\.(jpe?g|png|tiff?|eps|ai|svg|psd|mp4|mov|avi|mpe?g|wav|mp3|zip)", re.IGNORECASE
)
_ASSET: Final = re.compile(r"\d{5,12}")
# How surely Adobe's columns are told by what is in them; all of them make eight, six are enough.
_WEIGHTS: Final = {"time": 1, "asset": 1, "earned": 1, "licence": 2, "media": 2, "file": 1}
_SURE: Final = 6

_EARNED: Final = (
    r"gross royalty( in)?( [a-z]{3})?",
    r"(freepik )?earnings?( [a-z]{3})?",
    r"(your )?(royalty|royalties|commission|share)( amount)?( in)?( [a-z]{3})?",
    r"(роялти|заработок|заработано|доход)( автора)?( в)?( [a-z]{3})?",
)
_NUMBERED: Final = (
    r"asset (number|id)",
    r"freepik asset id",
    r"(image|media|file|photo|video|content|item|stock) ?(id|number|no|ref|reference)",
    r"(номер|id|ид) (файла|актива|фото|изображения|работы|контента)|id файла",
)
_LICENSED: Final = (r"collection|licen[cs]e( type)?|product type|коллекция|(тип )?лицензи[яи]",)
_OF_MEDIA: Final = (
    r"(media|asset|content|file) type|media",
    r"тип (файла|контента|актива|медиа|работы)|формат файла",
)
_TITLED: Final = (
    r"asset description|description|title|(image|file) name|caption",
    r"(описание|название)( файла| актива| работы)?",
)
_TIMED: Final = (
    r"sales? date|date( of sale)?|sold( on| at)?|transaction date|(download|purchase) date",
    r"дата( и время)?( продажи)?|время продажи|продано",
    r"royalty month|month|месяц( роялти)?",
)
_DOWNLOADED: Final = (
    r"(freepik )?downloads?|(number of )?sales|(кол во |число )?(скачиваний|загрузок|скачивания|загрузки)",
)


class Sales(Struct, frozen=True, kw_only=True):
    """The columns of a sales export by what they mean.

    `downloads` counts sales where a row is a file; `names` are columns by what they are called in front of
    people, where the file calls them nothing or something clumsy.
    """

    earned: Column
    asset: Column
    time: Column | None = None
    title: Column | None = None
    licence: Column | None = None
    media: Column | None = None
    downloads: Column | None = None
    repeated: bool = False
    names: Mapping[str, Column] = field(default_factory=dict)

    @property
    def sold(self) -> str:
        """Return SQL for how many sales a group of rows stands for."""
        if self.downloads is None:
            return f"count({sql_name(self.earned)})"
        return f"coalesce(sum({sql_name(self.downloads)}), 0)::BIGINT"


def recognised(table: Table, profile: Profile) -> Sales | None:
    """Return the columns of a contributor's export, None for a table of another kind."""
    return _by_content(table, profile) or _by_names(profile)


def _by_content(table: Table, profile: Profile) -> Sales | None:
    """Recognise Adobe's export, which has no header: licences, media, files, numbers and money speak for it."""
    free = list(profile.columns)
    found: dict[str, Column] = {}
    for code, fits in _CONTENTS.items():
        each = next((each for each in free if fits(each)), None)
        if each is not None:
            free.remove(each)
            found[code] = each.column
    sure = sum(weight for code, weight in _WEIGHTS.items() if code in found)
    if sure < _SURE or not {"time", "asset", "earned"} <= found.keys():
        return None
    texts = [each for each in free if each.lengths is not None]
    title = max(texts, key=lambda each: each.lengths.mean if each.lengths else 0.0, default=None)
    if title is not None:
        found["title"] = title.column
        author = next((each for each in texts if each is not title), None)
        found |= {"author": author.column} if author is not None else {}
    return Sales(
        earned=found["earned"],
        asset=found["asset"],
        time=found["time"],
        title=found.get("title"),
        licence=found.get("licence"),
        media=found.get("media"),
        names=found if table.source.header_row is None else {},
    )


def _only(known: frozenset[str]) -> Callable[[ColumnProfile], bool]:
    def fits(each: ColumnProfile) -> bool:
        values = {str(top.value).strip().lower() for top in each.top}
        return bool(values) and values <= known and each.distinct <= len(each.top)

    return fits


def _all(pattern: re.Pattern[str], kinds: frozenset[Type]) -> Callable[[ColumnProfile], bool]:
    def fits(each: ColumnProfile) -> bool:
        several = each.distinct > 1 or each.filled == 1
        return (
            each.column.type in kinds
            and several
            and all(pattern.fullmatch(str(top.value).strip()) for top in each.top)
        )

    return fits


def _earns(each: ColumnProfile) -> bool:
    return each.column.type is Type.DECIMAL and each.column.unit != "%"


_WORDS: Final = frozenset({Type.TEXT})
_CONTENTS: Final[Mapping[str, Callable[[ColumnProfile], bool]]] = {
    "time": lambda each: each.column.type in {Type.DATETIME, Type.DATE},
    "media": _only(_MEDIA),
    "licence": _only(_LICENCES),
    "size": _only(_SIZES),
    "file": _all(_FILE, _WORDS),
    "earned": _earns,
    "asset": _all(_ASSET, _WORDS | {Type.INTEGER}),
}


def _by_names(profile: Profile) -> Sales | None:
    """Recognise the exports of other agencies: money, a number of the file, and something only they have."""
    earned, asset = numeric(named(profile, *_EARNED)), named(profile, *_NUMBERED)
    if earned is None or asset is None or earned.column.unit == "%":
        return None
    licence, media = named(profile, *_LICENSED), named(profile, *_OF_MEDIA)
    downloads = numeric(named(profile, *_DOWNLOADED))
    repeated = named(profile, r"statementsummary .*")
    ours = any(
        "royalt" in each.column.name.lower() or "freepik" in each.column.name.lower()
        for each in profile.columns
    )
    if not ours and licence is None and media is None:
        return None
    return Sales(
        earned=earned.column,
        asset=asset.column,
        time=next((time for pattern in _TIMED if (time := timed(named(profile, pattern)))), None),
        title=column_of(named(profile, *_TITLED)),
        licence=column_of(licence),
        media=column_of(media),
        downloads=downloads.column
        if downloads is not None and downloads.column.type is Type.INTEGER
        else None,
        repeated=repeated is not None,
        names={"earned": earned.column},
    )
