"""How plausible a text is under each code page: letter pairs, letter case, and signs that stand where they may."""

import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache
from typing import Final

from msgspec import Struct

_PRIORS: Final = {
    "cp1251": 0.0, "cp1252": -0.005, "koi8-r": -0.01, "cp866": -0.01, "mac-cyrillic": -0.012, "iso8859-5": -0.015,
    "koi8-u": -0.02, "mac-roman": -0.12, "cp1250": -0.12, "iso8859-2": -0.14, "cp850": -0.12, "cp1254": -0.12,
    "iso8859-15": -0.02, "cp852": -0.15, "cp437": -0.13, "cp1257": -0.15, "cp1253": -0.12, "cp855": -0.09,
    "cp1125": -0.03,
}  # fmt: skip
_BYTE_BETWEEN: Final = re.compile(rb"(?s)(?=(.[\x80-\xff].))")
_CHARACTER_BETWEEN: Final = re.compile(r"(?s)(?=(.[^\x00-\x7f].))")
_RUSSIAN: Final = """
дата операции дата платежа номер карты статус сумма операции валюта категория описание бонусы включая кэшбэк округление
на инвесткопилку с округлением выписка по счёту владелец период приход расход назначение контрагент итого всего товар
цена количество стоимость выручка чеков магазин открыт артикул наименование поставщик бренд предмет штрихкод склад город
область край республика улица дом квартира адрес телефон почта фамилия имя отчество должность отдел оклад премия налог
оплата по договору услуги доставка товара покупателю возврат логистика хранение удержания штраф комиссия вознаграждение
январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь понедельник вторник среда четверг пятница
москва санкт петербург казань новосибирск екатеринбург нижний новгород самара уфа пермь ростов воронеж волгоград краснодар
общество с ограниченной ответственностью индивидуальный предприниматель акционерное ромашка перевод между счетами аптека
супермаркеты такси кафе рестораны одежда обувь электроника детские товары книги спорт красота хороший быстрая размер
маломерит цвет как фото упаковка помята вернул деньги позвоните за час домофон не работает подъезд этаж код оплачен доставлен
отменён возвращён в пути сегодня вчера завтра сотрудник клиент заказ покупатель продавец менеджер филиал руководитель
это был бы что он она они мы вы так же для при или если чтобы только можно нужно будет есть нет да также после перед
все который когда где чем уже очень время год человек дело жизнь день рука раз работа слово место лицо друг глаз вопрос
сторона страна мир случай голова ребёнок сила конец вид система часть город отношение женщина объявление съезд подъём
чайник кружка плед белая синий красный зелёный жёлтый чёрный большой маленький новый старый первый второй третий последний
стул стол шкаф диван кровать лампа зеркало посуда ложка вилка тарелка хлеб молоко сыр мясо рыба овощи фрукты яблоко
щётка ещё площадь вещь помощь общий мощность хочу хорошо художник цех центр цифра шеф шум шапка жюри эксперт этап юрист
объект ячейка яркий январский ручка бумага тетрадь учебник школа институт университет больница врач лекарство услуга
"""
_GOOD_SIGNS: Final = frozenset("\u00a0«»–—№“”„’‘…•°€£¢§©®±×¼½¾₽²³·µ\u202f™")
_COMMON_LATIN: Final = frozenset(
    "éèêëàâäáãåçñóòôöõúùûüíìîïßæøœæÄÖÜÉÅØÇÑÓąćęłńśźżĄĆĘŁŃŚŹŻčďěňřšťůýžČŠŽğışİĞŞőűăâîșțı"
)
_PLACED_SIGNS: Final[Mapping[str, Callable[[str, str], bool]]] = {
    "«": lambda before, after: not before.isalpha() and after.isalnum(),
    "»": lambda before, after: not after.isalpha() and not before.isspace(),
    "№": lambda before, _: not before.isalpha(),
    "’": lambda before, _: before.isalpha(),
    "“": lambda before, after: not before.isalpha() and not after.isspace(),
    "”": lambda before, after: not before.isspace() and not after.isalpha(),
    "°": lambda before, _: before.isdigit() or before in " \u00a0",
    "¢": lambda before, _: before.isdigit(),
    "½": lambda before, after: not before.isalpha() and not after.isalpha(),
}
_UKRAINIAN: Final = frozenset("іїєґІЇЄҐўЎ")


class Plausibility(Struct, frozen=True, kw_only=True):
    """How well a code page makes sense of the bytes: 1 is perfect."""

    codec: str
    score: float
    sample: bytes

    def differs_from(self, other: "Plausibility") -> bool:
        """Say whether the two code pages read the sample differently."""
        return _read(self.sample, self.codec) != _read(self.sample, other.codec)


def rank(data: bytes) -> Sequence[Plausibility]:
    """Return the code pages, the most plausible first.

    All of them read a byte as one character: each byte beyond ASCII is counted with its neighbours once, and each
    code page then judges the triples that differ.
    """
    triples = Counter(_BYTE_BETWEEN.findall(b" " + data + b" "))
    joined, counts = b"".join(triples), list(triples.values())
    found = []
    for codec, prior in _PRIORS.items():
        text = _read(joined, codec)
        read = [(text[3 * place : 3 * place + 3], count) for place, count in enumerate(counts)]
        found.append(Plausibility(codec=codec, score=_mean(read) + prior, sample=data))
    return sorted(found, key=lambda candidate: -candidate.score)


def plausibility(text: str) -> float:
    """Score a text by its characters beyond ASCII; each is judged together with its neighbours."""
    return _mean(Counter(_CHARACTER_BETWEEN.findall(f" {text} ")).items())


def _read(data: bytes, codec: str) -> str:
    return data.decode(codec, errors="replace")


def _mean(triples: Collection[tuple[str, int]]) -> float:
    total = sum(_judge(*triple) * count for triple, count in triples)
    return total / max(1, sum(count for _, count in triples))


@cache
def _judge(before: str, here: str, after: str) -> float:
    script = _script(here)
    if script == "cyrillic":
        return _cyrillic(before, here, after)
    if script == "latin":
        return _latin(before, here, after)
    if here in _GOOD_SIGNS:
        return _sign(before, here, after)
    return -1.5 if script == "other" else -0.8


@cache
def _script(char: str) -> str:
    if not char.isalpha():
        return (
            "other"
            if char == "\ufffd" or "\x80" <= char <= "\x9f" or "\u2500" <= char <= "\u25ff"
            else "sign"
        )
    if char.isascii():
        return "ascii"
    name = unicodedata.name(char, "")
    return "cyrillic" if name.startswith("CYRILLIC") else "latin" if name.startswith("LATIN") else "foreign"


def _sign(before: str, here: str, after: str) -> float:
    if here in "\u00a0\u202f":
        return 0.9 if before.isdigit() or after.isdigit() else 0.3
    if here in "€£₽":
        if before.isdigit() or after.isdigit() or before in " \u00a0,":
            return 0.9
        return 0.75 if before in "([/" or after in ")]" else -0.6
    if here in _PLACED_SIGNS:
        return 0.8 if _PLACED_SIGNS[here](before, after) else -0.6
    if here in "–—" and before == after == " ":
        return 0.8
    return -0.7 if before.isalpha() and after.isalpha() and here not in "’·" else 0.3


def _cyrillic(before: str, here: str, after: str) -> float:
    if _script(before) in ("ascii", "latin") or _script(after) in ("ascii", "latin"):
        return -0.9
    lower = here.lower()
    base = (0.25 if here in _UKRAINIAN else -0.7) if lower not in _letters() else 0.6
    if _script(before) == "cyrillic":
        if here.isupper() and before.islower():
            return -0.9
        base += 0.4 if before.lower() + lower in _pairs() else -0.6
    elif here.islower() and _script(after) == "cyrillic" and after.isupper():
        return -0.9
    elif lower in "ъыь":
        base -= 0.5
    return base


def _latin(before: str, here: str, after: str) -> float:
    left, right = _script(before), _script(after)
    if "cyrillic" in (left, right):
        return -0.9
    if left == right == "latin":
        return -0.8
    if left != "ascii" and right != "ascii":
        return -0.3
    if here.isupper() and (before.islower() or (left == "ascii" and after.islower())):
        return -0.7
    if here.islower() and before.isupper() and after.isupper():
        return -0.5
    return 0.75 if here in _COMMON_LATIN else 0.0


@cache
def _pairs() -> frozenset[str]:
    counts = Counter(left + right for word in _RUSSIAN.split() for left, right in itertools.pairwise(word))
    return frozenset(counts)


@cache
def _letters() -> frozenset[str]:
    return frozenset("абвгдежзийклмнопрстуфхцчшщъыьэюяё")
