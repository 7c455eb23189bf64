"""Currencies and units of measure, as they stand beside numbers and in the names of columns."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

PERCENT: Final = "%"

_CURRENCIES: Final[Mapping[str, str]] = {
    "RUB": "₽ руб руб. рублей рубль рубля р р. rub rur rub. рос.руб. российский_рубль",
    "USD": "$ usd us$ $us долл долл. доллар доллары долларов дол.",
    "EUR": "€ eur евро euro euros",
    "GBP": "£ gbp",
    "KZT": "₸ kzt тг тг. тенге",
    "BYN": "br byn byr бел.руб. br.",
    "UAH": "₴ uah грн грн. гривен гривна",
    "TRY": "₺ try tl",
    "GEL": "₾ gel лари",
    "AMD": "֏ amd драм",
    "AZN": "₼ azn",
    "UZS": "uzs сум so'm",
    "KGS": "kgs сом",
    "INR": "₹ inr rs rs.",
    "CNY": "cny rmb 元 юань юаней cn¥",
    "JPY": "¥ jpy 円",
    "KRW": "₩ krw",
    "ILS": "₪ ils",
    "PLN": "zł pln zł.",
    "CZK": "kč czk",
    "CHF": "chf sfr.",
    "SEK": "sek",
    "NOK": "nok",
    "DKK": "dkk",
    "CAD": "cad c$ ca$",
    "AUD": "aud a$ au$",
    "BRL": "brl r$",
    "MXN": "mxn mx$",
    "HKD": "hkd hk$",
    "SGD": "sgd s$",
    "NZD": "nzd nz$",
    "THB": "฿ thb",
    "VND": "₫ vnd",
    "AED": "aed",
    "BTC": "₿ btc",
    "RSD": "rsd",
    "HUF": "huf ft",
    "RON": "ron lei",
}
CURRENCY: Final[Mapping[str, str]] = {
    sign: code for code, signs in _CURRENCIES.items() for sign in signs.replace("_", " ").split()
}
_MEASURES: Final[Mapping[str, str]] = {
    "шт": "шт шт. штук штука штуки",
    "кг": "кг кг.",
    "г": "гр гр. г",
    "т": "т тн тонн",
    "м": "м",
    "км": "км",
    "см": "см",
    "мм": "мм",
    "м²": "м² м2 кв.м кв.м. м.кв.",
    "м³": "м³ м3 куб.м",
    "л": "л",
    "мл": "мл",
    "ч": "ч час ч. часов часа",
    "мин": "мин мин. минут",
    "с": "сек сек. с секунд",
    "дн": "дн дн. дней день дня",
    "чел": "чел чел.",
    "уп": "уп уп. упак упак.",
    "pcs": "pcs pcs. pc ea",
    "kg": "kg kgs",
    "g": "g",
    "lb": "lb lbs",
    "oz": "oz",
    "t": "t",
    "m": "m",
    "km": "km",
    "cm": "cm",
    "mm": "mm",
    "mi": "mi miles",
    "ft": "ft.",
    "m²": "m² m2 sqm",
    "m³": "m³ m3",
    "l": "l",
    "ml": "ml",
    "h": "h hr hrs hours",
    "min": "min mins minutes",
    "s": "s sec secs seconds",
    "ms": "ms",
    "days": "days day d",
    "°C": "°c ℃",
    "°F": "°f",
    "°": "°",
    "B": "bytes",
    "KB": "kb кб",
    "MB": "mb мб",
    "GB": "gb гб",
    "kWh": "kwh",
    "кВт·ч": "квт·ч квтч квт*ч",
    "W": "w",
    "V": "v",
    "Hz": "hz",
    "MHz": "mhz",
    "км/ч": "км/ч",
    "km/h": "km/h kmh kph",
    "mph": "mph",
    "m/s": "m/s",
    "м/с": "м/с",
    "‰": "‰",
}
_MEASURE: Final[Mapping[str, str]] = {
    sign: name for name, signs in _MEASURES.items() for sign in signs.split()
}
_SCALES: Final[Mapping[str, int]] = {
    **dict.fromkeys(("тыс", "тыс.", "тысяч"), 3),
    **dict.fromkeys(("млн", "млн.", "миллионов"), 6),
    **dict.fromkeys(("млрд", "млрд.", "миллиардов"), 9),
}
_COUNTED: Final = ("тыс. руб", "тыс.руб", "млн руб", "млн. руб", "тыс руб", "тыс. ₽", "млн ₽", "тыс. шт")


def unit_of(sign: str) -> str | None:
    """Return the unit that a sign beside a number stands for: a currency's code, `%`, a measure's name."""
    text = sign.strip().lower()
    if text in (PERCENT, "٪"):
        return PERCENT
    return CURRENCY.get(text) or _MEASURE.get(text)


def is_currency(unit: str | None) -> bool:
    """Say whether the unit is the code of a currency."""
    return unit in _CURRENCIES


def scale_of(sign: str) -> int | None:
    """Return the power of ten that a word beside a number stands for (`тыс.` is 3)."""
    return _SCALES.get(sign.strip().lower())


_TAIL: Final = re.compile(
    r"(?:,|\s+in\s+|\s+в\s+|[\(\[/])\s*([^\s,()\[\]]+(?:\s[^\s,()\[\]]+)?)\s*[\)\]]?\s*$", re.IGNORECASE
)
_WORDS: Final = re.compile(r"[^\W\d_]+|[₽$€£₸₴%₺₾₹¥₩₪‰°]", re.UNICODE)
_NAME_CURRENCIES: Final = frozenset(
    {*_CURRENCIES, "RUR", "₽", "$", "€", "£", "₸", "₴", "₺", "₾", "₹", "¥", "₩", "₪"}
)
_NAME_WORDS: Final = frozenset({"руб", "руб.", "рублей", "рублях", "тенге", "грн", "евро", "долл"})
_PERCENT_WORDS: Final = frozenset({"%", "percent", "pct", "процент", "проценты", "процентов"})


def unit_in_name(name: str) -> str | None:
    """Return the unit that a column's name tells: `Сумма, ₽`, `License Fee in USD`, `Доля, %`, `Вес (кг)`."""
    tail = _TAIL.search(name)
    if tail:
        found = _counted(tail.group(1)) or unit_of(tail.group(1))
        if found:
            return found
    words = _WORDS.findall(name.replace("_", " "))
    for word in words:
        if word in _NAME_CURRENCIES or word.upper() in ("RUB", "USD", "EUR", "GBP", "KZT", "UAH", "BYN"):
            return CURRENCY.get(word.lower())
        if word.lower() in _NAME_WORDS:
            return CURRENCY.get(word.lower(), "RUB")
        if word.lower() in _PERCENT_WORDS:
            return PERCENT
    return None


def _counted(text: str) -> str | None:
    lowered = text.lower()
    return text if any(lowered.startswith(start) for start in _COUNTED) else None


def is_units_row(cells: Iterable[str]) -> bool:
    """Say whether each filled cell of a row is a unit, in brackets or not."""
    filled = [cell.strip(" ()[]") for cell in cells if cell.strip()]
    return bool(filled) and all(_unit_word(cell) for cell in filled)


_FORMAT_HINT: Final = re.compile(r"(?:[dдmмyгhчsс]{1,4}[./:\- ]?){2,6}", re.IGNORECASE)
_KIND_WORDS: Final = frozenset(
    {
        "text",
        "string",
        "date",
        "number",
        "int",
        "integer",
        "float",
        "текст",
        "дата",
        "число",
        "id",
        "ед.",
        "ед",
    }
)


# Units that stand in a row of their own; beside a number such short words are as often a part of a code.
_ROW_UNITS: Final = frozenset(
    [
        "a",
        "ma",
        "kv",
        "mv",
        "va",
        "kva",
        "w",
        "mw",
        "kw",
        "gw",
        "j",
        "kj",
        "mj",
        "n",
        "kn",
        "nm",
        "pa",
        "hpa",
        "kpa",
        "mpa",
        "bar",
        "mbar",
        "psi",
        "atm",
        "rpm",
        "db",
        "lux",
        "lx",
        "lm",
        "cd",
        "ppm",
        "ppb",
        "ph",
        "µg/m³",
        "µg/m3",
        "ug/m3",
        "mg/m3",
        "mg/l",
        "g/l",
        "mg",
        "µg",
        "ug",
        "mol",
        "mmol",
        "k",
        "deg",
        "degc",
        "degf",
        "degrees",
        "°n",
        "°e",
        "°w",
        "°s",
        "rad",
        "w/m2",
        "w/m²",
        "wh",
        "mwh",
        "gwh",
        "mm/h",
        "l/s",
        "l/h",
        "l/min",
        "m3/h",
        "m³/h",
        "kg/h",
        "ha",
        "acres",
        "acre",
        "sq.m",
        "sqft",
        "ft2",
        "t/ha",
        "kg/ha",
        "people",
        "persons",
        "person",
        "thousands",
        "millions",
        "thousand",
        "million",
        "mln",
        "bn",
        "mrd",
        "mio",
        "tsd",
        "count",
        "number",
        "index",
        "score",
        "ratio",
        "points",
        "yrs",
        "years",
        "year",
        "months",
        "а",
        "в",
        "вт",
        "квт",
        "мвт",
        "гвт",
        "кв",
        "ква",
        "па",
        "кпа",
        "мпа",
        "дж",
        "кдж",
        "мдж",
        "гкал",
        "га",
        "ц/га",
        "т/га",
        "км2",
        "км²",
        "тыс.км2",
        "м3/ч",
        "л/с",
        "л/мин",
        "мг/л",
        "мкг/м3",
        "мг/м3",
        "мг/кг",
        "лет",
        "год",
        "года",
        "мес",
        "мес.",
        "раз",
        "ед",
        "пар",
        "тыс.чел",
        "тыс.чел.",
        "тыс.руб",
        "тыс.руб.",
        "млн.руб",
        "млн.руб.",
        "млрд.руб",
        "млрд.руб.",
        "балл",
        "баллы",
        "гц",
        "мгц",
        "ггц",
        "об/мин",
        "град",
        "град.",
        "дб",
        "лк",
        "°с",
        "сут",
        "сут.",
        "смена",
        "койко-дней",
    ]
)


def _unit_word(cell: str) -> bool:
    lowered = cell.lower().rstrip(".")
    return bool(
        unit_of(cell)
        or unit_of(lowered)
        or _counted(cell)
        or scale_of(cell)
        or lowered in _KIND_WORDS
        or lowered in _ROW_UNITS
        or cell in ("-", "—", "–")
        or _FORMAT_HINT.fullmatch(cell)
    )
