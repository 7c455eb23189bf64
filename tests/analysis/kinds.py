"""Tables of the lenses' own kinds in many wordings, and of kinds that no lens knows; made from a seed.

A column of an own kind has the names it comes by in Russian and English files, and says whether the kind can be
told without it; `written` shuffles, renames, adds and drops columns as people and services do.
"""

import csv
import datetime as dt
import io
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

Cell = Callable[[random.Random, int], str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """One column: its names in Russian and in English files, its cells, and whether a file may lack it."""

    russian: Sequence[str]
    english: Sequence[str]
    cell: Cell
    spare: bool = False


def day(r: random.Random, n: int) -> str:
    return (dt.date(2026, 1, 1) + dt.timedelta(days=n // 3)).isoformat()


def moment(r: random.Random, n: int) -> str:
    return f"{day(r, n)} {r.randrange(24):02d}:{r.randrange(60):02d}:{r.randrange(60):02d}"


def stamp(r: random.Random, n: int) -> str:
    return moment(r, n).replace(" ", "T") + "+00:00"


def one_of(*words: str) -> Cell:
    return lambda r, n: r.choice(words)


def money(low: float, high: float, form: str = "{:.2f}") -> Cell:
    return lambda r, n: form.format(r.uniform(low, high))


def whole(low: int, high: int) -> Cell:
    return lambda r, n: str(r.randrange(low, high))


def numbered(form: str) -> Cell:
    return lambda r, n: form.format(n)


GOODS = one_of("Кружка", "Плед", "Чайник", "Лампа", "Зеркало")
TITLES = one_of(
    "Sunset over the sea, long exposure", "Young woman with a laptop", "Осенний лес, туман", "Cat"
)
SHOPS = one_of("Пятёрочка", "Яндекс Такси", "ООО «Ромашка»", "Ozon", "Shell")
WHY = one_of("Продажа", "Продажа", "Логистика", "Логистика", "Возврат", "Хранение")


def halves(sign: int) -> Cell:
    """Amounts in about half of the rows: those of one of two columns."""
    return lambda r, n: f"{10 + n * 37 % 900}.{n % 100:02d}" if (n * 7 % 5 < 2) == (sign > 0) else ""


ADOBE: Final = (
    Part(russian=["Дата"], english=["Date"], cell=stamp),
    Part(russian=["Номер"], english=["Asset"], cell=whole(100_000_000, 1_500_000_000)),
    Part(russian=["Название"], english=["Title"], cell=TITLES, spare=True),
    Part(russian=["Вид"], english=["License"], cell=one_of("subscription", "subscription", "custom")),
    Part(russian=["Сумма"], english=["Royalty"], cell=money(0.3, 9, "${:.2f}")),
    Part(russian=["Тип"], english=["Type"], cell=one_of("photos", "photos", "videos", "illustrations")),
    Part(russian=["Файл"], english=["File"], cell=numbered("IMG_{:04d}.jpg"), spare=True),
    Part(russian=["Автор"], english=["Author"], cell=one_of("AnnaK"), spare=True),
    Part(russian=["Размер"], english=["Size"], cell=one_of("XXL", "XL", "HD1080"), spare=True),
)
GETTY: Final = (
    Part(russian=["Месяц роялти"], english=["Royalty Month"], cell=one_of("Mar-2026"), spare=True),
    Part(russian=["Дата продажи"], english=["Sales Date", "Sale Date", "SALES DATE"],
         cell=lambda r, n: f"{1 + n % 28:02d}-Mar-2026", spare=True),
    Part(russian=["Коллекция"], english=["Collection", "Product Type"], cell=one_of("iStock", "Getty Images")),
    Part(russian=["Номер файла", "ID файла"], english=["Asset Number", "Asset ID", "asset_number"],
         cell=whole(100_000_000, 999_999_999)),
    Part(russian=["Описание"], english=["Asset Description"], cell=TITLES, spare=True),
    Part(russian=["Цена лицензии"], english=["License Fee in USD"], cell=money(1, 90, "{:.9f}"), spare=True),
    Part(russian=["Роялти в USD", "Роялти, USD"],
         english=["Gross Royalty in USD", "Gross Royalty (USD)", "Royalty, USD"], cell=money(0.1, 18, "{:.9f}")),
    Part(russian=["Валюта"], english=["Currency"], cell=one_of("USD"), spare=True),
    Part(russian=["StatementSummary_NetPayment"], english=["StatementSummary_NetPayment"],
         cell=one_of("412.770000000"), spare=True),
)  # fmt: skip
FREEPIK: Final = (
    Part(russian=["Тип файла"], english=["Asset type"], cell=one_of("photo", "vector", "psd")),
    Part(russian=["Имя файла"], english=["File name"], cell=numbered("a{}.jpg"), spare=True),
    Part(russian=["Описание"], english=["Description"], cell=TITLES, spare=True),
    Part(russian=["Ссылка"], english=["Asset public URL"], cell=numbered("https://example.com/{}"), spare=True),
    Part(russian=["ID файла"], english=["Freepik Asset ID", "Asset ID"], cell=whole(1_000_000, 99_000_000)),
    Part(russian=["Скачивания", "Кол-во скачиваний"], english=["Freepik Downloads", "Downloads"],
         cell=whole(1, 90)),
    Part(russian=["Заработок EUR"], english=["Freepik Earnings EUR", "Earnings EUR", "Earnings, EUR"],
         cell=money(0.0009, 4, "{:.4f}")),
)  # fmt: skip
CARD: Final = (
    Part(russian=["Дата операции"], english=["Transaction date"],
         cell=lambda r, n: f"{1 + n % 28:02d}.0{1 + n // 28 % 3}.2026 12:30:00"),
    Part(russian=["Дата платежа"], english=["Payment date"], cell=lambda r, n: f"{1 + n % 28:02d}.03.2026",
         spare=True),
    Part(russian=["Номер карты"], english=["Card number"], cell=one_of("*1234")),
    Part(russian=["Статус"], english=["Status"], cell=one_of("OK", "OK", "OK", "OK", "FAILED"), spare=True),
    Part(russian=["Сумма операции", "Сумма операции в валюте счёта"], english=["Amount", "Transaction amount"],
         cell=money(-900, 300)),
    Part(russian=["Валюта операции"], english=["Currency"], cell=one_of("RUB"), spare=True),
    Part(russian=["Кэшбэк"], english=["Cashback"], cell=one_of("", "5", "12"), spare=True),
    Part(russian=["Категория"], english=["Category"], cell=one_of("Такси", "Супермаркеты", "Аптеки"), spare=True),
    Part(russian=["MCC", "МСС"], english=["MCC"], cell=one_of("5411", "4121"), spare=True),
    Part(russian=["Описание"], english=["Description", "Merchant"], cell=SHOPS),
)  # fmt: skip
ACCOUNT: Final = (
    Part(russian=["Дата", "Дата проводки"], english=["Date", "Booking date"], cell=day),
    Part(russian=["Номер документа"], english=["Document no."], cell=numbered("{:05d}"), spare=True),
    Part(russian=["Контрагент", "Наименование контрагента"], english=["Counterparty", "Payee"], cell=SHOPS),
    Part(russian=["Приход", "Поступление", "Зачисление, руб."], english=["Money in", "Credit", "Deposit"],
         cell=halves(1)),
    Part(russian=["Расход", "Списание", "Списание, руб."], english=["Money out", "Debit", "Withdrawal"],
         cell=halves(-1)),
    Part(russian=["Назначение платежа", "Назначение"], english=["Purpose"],
         cell=numbered("Оплата по счёту № {}"), spare=True),
    Part(russian=["Остаток"], english=["Balance"], cell=money(1_000, 90_000), spare=True),
)  # fmt: skip
WILDBERRIES: Final = (
    Part(russian=["Предмет"], english=["subject_name"], cell=GOODS, spare=True),
    Part(russian=["Бренд"], english=["brand_name"], cell=one_of("Ромашка"), spare=True),
    Part(russian=["Артикул поставщика", "Артикул продавца"], english=["sa_name"], cell=numbered("A-{}"), spare=True),
    Part(russian=["Тип документа"], english=["doc_type_name"], cell=one_of("Продажа", "Продажа", "Возврат")),
    Part(russian=["Обоснование для оплаты"], english=["supplier_oper_name"], cell=WHY, spare=True),
    Part(russian=["Дата продажи"], english=["sale_dt"], cell=day),
    Part(russian=["Кол-во"], english=["quantity"], cell=whole(1, 3), spare=True),
    Part(russian=["Вайлдберриз реализовал Товар (Пр)"], english=["retail_amount"], cell=money(500, 3_000), spare=True),
    Part(russian=["К перечислению Продавцу за реализованный Товар", "К перечислению за товар", "К перечислению продавцу"],
         english=["ppvz_for_pay"], cell=money(300, 2_000)),
    Part(russian=["Услуги по доставке товара покупателю"], english=["delivery_rub"], cell=money(0, 90), spare=True),
    Part(russian=["Общая сумма штрафов"], english=["penalty"], cell=one_of("0", "0", "100"), spare=True),
    Part(russian=["Хранение"], english=["storage_fee"], cell=money(0, 9), spare=True),
    Part(russian=["Платная приёмка", "Операции на приемке"], english=["acceptance"], cell=one_of("0", "15.5"), spare=True),
)  # fmt: skip
OZON_ORDERS: Final = (
    Part(russian=["Номер заказа", "Номер отправления"], english=["Order number", "Posting number"],
         cell=lambda r, n: f"{10_000 + n // 2}-{n % 9:04d}-1"),
    Part(russian=["Принят в обработку"], english=["Processed at", "In process at"], cell=moment),
    Part(russian=["Дата отгрузки"], english=["Shipment date"], cell=moment, spare=True),
    Part(russian=["Статус", "Статус отправления"], english=["Status"],
         cell=one_of("Доставлен", "Доставлен", "Доставляется", "Отменён")),
    Part(russian=["Сумма отправления", "Оплачено покупателем"], english=["Posting amount", "Paid by customer"],
         cell=money(200, 5_000)),
    Part(russian=["Код валюты отправления"], english=["Currency code"], cell=one_of("RUB"), spare=True),
    Part(russian=["Название товара", "Наименование товара"], english=["Product name"], cell=GOODS, spare=True),
    Part(russian=["Артикул"], english=["Offer ID"], cell=numbered("A-{}"), spare=True),
    Part(russian=["Количество"], english=["Quantity"], cell=whole(1, 4), spare=True),
)  # fmt: skip
OZON_ACCRUALS: Final = (
    Part(russian=["Дата начисления"], english=["Accrual date"], cell=day),
    Part(russian=["Тип начисления"], english=["Accrual type"],
         cell=one_of("Доставка покупателю", "Получение возврата, отмены, невыкупа от покупателя", "Трафареты")),
    Part(russian=["Номер отправления или идентификатор услуги"], english=["Posting number"],
         cell=numbered("{:08d}-1"), spare=True),
    Part(russian=["Склад отгрузки"], english=["Warehouse"], cell=one_of("Хоругвино", "Казань"), spare=True),
    Part(russian=["Название товара или услуги"], english=["Product name"], cell=GOODS, spare=True),
    Part(russian=["За продажу или возврат до вычета комиссий и услуг"], english=["Sale or return before fees"],
         cell=money(-300, 2_000)),
    Part(russian=["Комиссия за продажу", "Вознаграждение Ozon"], english=["Sale commission"], cell=money(-300, 0)),
    Part(russian=["Логистика"], english=["Logistics"], cell=money(-90, 0), spare=True),
    Part(russian=["Итого", "Итого, руб."], english=["Total", "Total, RUB"], cell=money(-500, 1_500)),
)  # fmt: skip
SALES: Final = (
    Part(russian=["Дата", "Дата продажи"], english=["Date", "Order date"], cell=day),
    Part(russian=["Товар", "Номенклатура товара"], english=["Product", "Item"], cell=GOODS),
    Part(russian=["Город", "Магазин"], english=["City", "Store"], cell=one_of("Тула", "Омск", "Уфа"), spare=True),
    Part(russian=["Сумма", "Выручка, ₽", "Сумма продажи"], english=["Total", "Revenue", "Amount, $"],
         cell=money(100, 9_000)),
    Part(russian=["Кол-во"], english=["Qty"], cell=whole(1, 9), spare=True),
)  # fmt: skip
SERIES: Final = (
    Part(russian=["День", "Дата"], english=["Date", "Day"],
         cell=lambda r, n: (dt.date(2026, 1, 1) + dt.timedelta(days=n)).isoformat()),
    Part(russian=["Выручка", "Посетители"], english=["Revenue", "Visits"], cell=whole(900, 9_000)),
    Part(russian=["Температура"], english=["Temperature"], cell=money(-9, 20, "{:.1f}"), spare=True),
)  # fmt: skip

# Lens → its kinds: columns, and whether the file has a line of names at all.
OWN: Final[Mapping[str, tuple[str, Sequence[Part], bool]]] = {
    "Adobe Stock, no header": ("stock_sales", ADOBE, False),
    "Adobe Stock, header": ("stock_sales", ADOBE, True),
    "Getty, iStock": ("stock_sales", GETTY, True),
    "Freepik": ("stock_sales", FREEPIK, True),
    "card statement": ("bank_statement", CARD, True),
    "account, two columns": ("bank_statement", ACCOUNT, True),
    "Wildberries": ("marketplace_sales", WILDBERRIES, True),
    "Ozon orders": ("marketplace_sales", OZON_ORDERS, True),
    "Ozon accruals": ("marketplace_sales", OZON_ACCRUALS, True),
    "sales": ("sales", SALES, True),
    "time series": ("time_series", SERIES, True),
}
_MORE: Final = (
    Part(russian=["Комментарий"], english=["Comment"], cell=one_of("", "срочно", "ok")),
    Part(russian=["Ответственный"], english=["Responsible"], cell=one_of("Иванова", "Петров")),
    Part(russian=["Строка файла"], english=["Line"], cell=numbered("{}")),
)


def written(kind: str, seed: int) -> bytes:
    """Write a table of an own kind: columns in any order, some renamed, some more, some left out."""
    r = random.Random(f"{kind}-{seed}")
    _, parts, headed = OWN[kind]
    english = r.random() < 0.5
    kept = [part for part in parts if not part.spare or r.random() < 0.7]
    if len(kept) == len(parts) and any(part.spare for part in parts):
        kept.remove(r.choice([part for part in parts if part.spare]))
    if headed:  # without names, the order is all there is
        kept += r.sample(_MORE, r.randrange(3))
        r.shuffle(kept)
    names = [_named(r, part.english if english else part.russian) for part in kept]
    rows = [[part.cell(r, n) for part in kept] for n in range(r.choice([40, 90, 200]))]
    return text([names, *rows] if headed else rows, r.choice([",", ";", "\t"]))


def _named(r: random.Random, names: Sequence[str]) -> str:
    name = r.choice(names)
    return r.choice([name, name, name, name.upper(), name.lower(), f" {name} ", name.replace("ё", "е")])


def text(rows: Sequence[Sequence[str]], delimiter: str) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return buffer.getvalue().encode()
