"""Tables that no lens knows: each looks like one in a name or two, and is something else."""

import random
from collections.abc import Mapping, Sequence
from typing import Final

from tests.analysis.kinds import Cell, day, moment, money, numbered, one_of, text, whole

NAMES: Final = one_of("Иванова Анна", "Ким Олег", "Smith John", "Петров Пётр")
# Kind → its columns: name and cells.
FOREIGN: Final[Mapping[str, Sequence[tuple[str, Cell]]]] = {
    "people": (("ФИО", NAMES), ("Дата рождения", day), ("Город", one_of("Тула", "Омск")), ("Телефон", numbered("+7 900 000-{:04d}"))),
    "marks": (("Ученик", NAMES), ("Предмет", one_of("Физика", "Химия")), ("Оценка", whole(2, 6)), ("Дата", day)),
    "survey": (("Отметка времени", moment), ("Насколько вы довольны?", whole(1, 11)), ("Категория", one_of("A", "B")), ("Описание", one_of("хорошо", "плохо", ""))),
    "warehouse": (("Дата", day), ("Товар", one_of("Болт", "Гайка")), ("Контрагент", one_of("ООО А", "ООО Б")), ("Приход", whole(0, 50)), ("Расход", whole(0, 50)), ("Остаток", whole(0, 90))),
    "stock on hand": (("Артикул", numbered("A-{}")), ("Остаток", whole(0, 90)), ("Статус", one_of("OK", "FAILED")), ("Склад", one_of("Казань", "Тула"))),
    "price list": (("Артикул", numbered("A-{}")), ("Название", one_of("Болт", "Гайка")), ("Цена", money(1, 900)), ("Ед. изм.", one_of("шт", "кг"))),
    "photos": (("File name", numbered("IMG_{:04d}.jpg")), ("Media type", one_of("photos", "videos")), ("Size", one_of("XL", "L")), ("Description", one_of("cat", "dog")), ("Date", moment)),
    "music": (("Asset ID", whole(100_000, 999_999)), ("Title", one_of("One", "Two")), ("Media type", one_of("audio", "video")), ("Length", money(1, 9))),
    "payroll": (("Сотрудник", NAMES), ("Месяц", one_of("январь", "февраль")), ("Начислено", money(30_000, 90_000)), ("Удержано", money(3_000, 9_000)), ("К выплате", money(20_000, 80_000))),
    "accruals of a utility": (("Лицевой счёт", numbered("{:08d}")), ("Тип начисления", one_of("пени", "услуга")), ("Дата начисления", day), ("Начислено", money(10, 900)), ("Итого", money(10, 900))),
    "parcels": (("Номер отправления", numbered("{:012d}")), ("Принят в обработку", moment), ("Статус", one_of("в пути", "вручено")), ("Вес, кг", money(0.1, 9, "{:.1f}"))),
    "access log": (("time", moment), ("status", one_of("200", "404", "500")), ("path", one_of("/", "/a", "/b")), ("bytes", whole(100, 9_999))),
    "sensors by device": (("device", one_of("a", "b", "c")), ("time", day), ("humidity", money(20, 90, "{:.1f}")), ("temperature", money(-5, 30, "{:.1f}"))),
    "election": (("Участок", numbered("УИК {}")), ("Кандидат", one_of("А", "Б", "В")), ("Голоса", whole(10, 900))),
    "budget": (("Статья", numbered("Статья {}")), ("План", money(100, 900)), ("Факт", money(100, 900)), ("Отклонение", money(-90, 90))),
    "tasks": (("Задача", numbered("Сделать {}")), ("Статус", one_of("готово", "отменено")), ("Срок", day), ("Категория", one_of("дом", "дача"))),
    "library": (("Инв. номер", numbered("{:06d}")), ("Название", one_of("Книга", "Журнал")), ("Дата выдачи", day), ("Читатель", NAMES)),
    "clinic": (("Пациент", NAMES), ("Дата приёма", day), ("Описание", one_of("ОРВИ", "осмотр")), ("Давление", whole(100, 150))),
    "chess": (("White", NAMES), ("Black", NAMES), ("Date", day), ("Result", one_of("1-0", "0-1", "1/2"))),
    "weights": (("Дата", day), ("Категория", one_of("A", "B")), ("Масса, кг", money(60, 80, "{:.1f}")), ("Баланс", money(-3, 3))),
}  # fmt: skip


def foreign(kind: str, seed: int) -> bytes:
    """Write a table of a foreign kind, its columns in any order."""
    r = random.Random(f"{kind}-{seed}")
    columns = r.sample(FOREIGN[kind], len(FOREIGN[kind]))
    rows = [[cell(r, n) for _, cell in columns] for n in range(r.choice([40, 90, 200]))]
    return text([[name for name, _ in columns], *rows], r.choice([",", ";"]))
