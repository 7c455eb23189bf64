"""The files of a load: tables as people export them, each unique by its contents, and the truth about each.

What is in a file is known because it was put there, with nothing but `Decimal` and `date`: rows, the sum of
each number column, first and last day. No two files share them, so a report on another's file is found out.
"""

import datetime as dt
import math
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Final

_BLOCK_ROWS: Final = 400
# So that files of the same number of blocks are not all made of the same ones.
_BLOCKS_TO_SPARE: Final = 8
_SHOPS: Final = ("Москва", "Казань", "Самара", "Пермь", "Уфа", "Тверь", "Омск", "Минск")
_GOODS: Final = tuple(f"Товар {number}" for number in range(40))
_SHOPS_EN: Final = ("London", "Berlin", "Madrid", "Lyon", "Porto", "Gdansk", "Oslo", "Turku")
_GOODS_EN: Final = tuple(f"Item {number}" for number in range(40))
# Blocks, which many files share, lie after this day; each file's own rows begin on a day before it.
_BLOCKS_FROM: Final = dt.date(2026, 1, 1)
_BLOCK_DAYS: Final = 180


@dataclass(frozen=True, kw_only=True, slots=True)
class Truth:
    """What a right report says; of the sums, that of the column `told` stands in the chat, too."""

    rows: int
    sums: Mapping[str, Decimal]
    told: str
    first: dt.date | None
    last: dt.date | None


@dataclass(frozen=True, kw_only=True, slots=True)
class TableFile:
    """A file to send, under a name that no other has."""

    path: Path
    stem: str
    suffix: str
    bytes: int
    truth: Truth

    @property
    def name(self) -> str:
        """The name it is sent under."""
        return self.stem + self.suffix


@dataclass(frozen=True, kw_only=True, slots=True)
class SizeMix:
    """How large the files are: shares of the uploads with sizes from … to, spread evenly over the logarithm."""

    name: str
    parts: Sequence[tuple[float, int, int]]

    def draw(self, chance: random.Random) -> int:
        """Return a size in bytes."""
        [(_, low, high)] = chance.choices(self.parts, weights=[part[0] for part in self.parts])
        return round(math.exp(chance.uniform(math.log(low), math.log(high))))

    @property
    def mean_bytes(self) -> float:
        """The mean of the sizes that are drawn."""
        return sum(share * (high - low) / math.log(high / low) for share, low, high in self.parts)


_KB: Final = 1024
_MB: Final = 1024 * 1024
MIXES: Final = {
    mix.name: mix
    for mix in (
        # What people export: mostly a month of something, now and then everything there is.
        SizeMix(
            name="typical",
            parts=(
                (0.50, _KB, 10 * _KB),
                (0.33, 10 * _KB, 100 * _KB),
                (0.14, 100 * _KB, _MB),
                (0.027, _MB, 5 * _MB),
                (0.003, 5 * _MB, 20 * _MB - 64 * _KB),
            ),
        ),
        SizeMix(name="small", parts=((1.0, _KB, 10 * _KB),)),
        SizeMix(
            name="heavy",
            parts=((0.5, 10 * _KB, _MB), (0.4, _MB, 5 * _MB), (0.1, 5 * _MB, 20 * _MB - 64 * _KB)),
        ),
    )
}


def _ru(amount: Decimal) -> str:
    return f"{amount:,.2f}".replace(",", " ").replace(".", ",")


def _us(amount: Decimal) -> str:
    return f"(${-amount:,.2f})" if amount < 0 else f"${amount:,.2f}"


def _day(pattern: str) -> Callable[[dt.date], str]:
    return lambda day: day.strftime(pattern)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Row:
    day: dt.date
    shop: int
    good: int
    quantity: int
    amount: Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class Dialect:
    """One way of writing a table; `write` makes a row's line."""

    name: str
    stems: Sequence[str]
    suffix: str = ".csv"
    encoding: str = "utf-8"
    mark: bytes = b""
    newline: str = "\n"
    preamble: str = ""
    header: str
    write: Callable[[_Row], str]
    quantity: str
    amount: str
    dated: bool = True
    signed: bool = False

    def encode(self, text: str) -> bytes:
        """Return the text as this dialect's bytes."""
        return text.replace("\n", self.newline).encode(self.encoding)


_ISO, _DOTS, _SLASHES = _day("%Y-%m-%d"), _day("%d.%m.%Y"), _day("%m/%d/%Y")

DIALECTS: Final = (
    Dialect(
        name="export",
        stems=("sales", "orders export", "report"),
        header="date,shop,product,quantity,amount",
        write=lambda r: f"{_ISO(r.day)},{_SHOPS_EN[r.shop]},{_GOODS_EN[r.good]},{r.quantity},{r.amount:.2f}",
        quantity="quantity",
        amount="amount",
    ),
    Dialect(
        name="excel",
        stems=("продажи", "Выгрузка", "Отчёт за период"),
        encoding="cp1251",
        newline="\r\n",
        header="Дата;Магазин;Товар;Количество;Сумма",
        write=lambda r: f"{_DOTS(r.day)};{_SHOPS[r.shop]};{_GOODS[r.good]};{r.quantity};{_ru(r.amount)}",
        quantity="Количество",
        amount="Сумма",
    ),
    Dialect(
        name="bank",
        stems=("Выписка по счёту", "bank_statement"),
        encoding="cp1251",
        newline="\r\n",
        preamble="Выписка по счёту 40817810500000004417\nПериод: 2026 год\n\n",
        header="Дата операции;Карта;Статус;Сумма операции;Валюта;Описание;Бонусы",
        write=lambda r: (
            f"{_DOTS(r.day)};*4417;OK;{_ru(r.amount)};RUB;{_GOODS[r.good]} {_SHOPS[r.shop]};{r.quantity}"
        ),
        quantity="Бонусы",
        amount="Сумма операции",
        signed=True,
    ),
    Dialect(
        name="unicode text",
        stems=("Книга1", "Лист1"),
        suffix=".txt",
        encoding="utf-16-le",
        mark=b"\xff\xfe",
        newline="\r\n",
        header="Дата\tМагазин\tТовар\tКоличество\tСумма",
        write=lambda r: f"{_DOTS(r.day)}\t{_SHOPS[r.shop]}\t{_GOODS[r.good]}\t{r.quantity}\t{_ru(r.amount)}",
        quantity="Количество",
        amount="Сумма",
    ),
    Dialect(
        name="ledger",
        stems=("ledger", "transactions"),
        header="Date,Account,Memo,Units,Amount",
        write=lambda r: (
            f'{_SLASHES(r.day)},{_SHOPS_EN[r.shop]},{_GOODS_EN[r.good]},{r.quantity},"{_us(r.amount)}"'
        ),
        quantity="Units",
        amount="Amount",
        signed=True,
    ),
    Dialect(
        name="stock",
        stems=("остатки", "склад"),
        suffix=".tsv",
        newline="\r\n",
        header="Наименование\tСклад\tОстаток\tСтоимость",
        write=lambda r: f"{_GOODS[r.good]} {r.day:%j}\t{_SHOPS[r.shop]}\t{r.quantity}\t{_ru(r.amount)}",
        quantity="Остаток",
        amount="Стоимость",
        dated=False,
    ),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Block:
    """Some rows, written, and what they come to."""

    content: bytes
    rows: int
    quantity: int
    amount: Decimal
    first: dt.date
    last: dt.date


@dataclass(kw_only=True)
class _Pool:
    """The blocks of one dialect; grows as larger files are wanted."""

    dialect: Dialect
    chance: random.Random
    blocks: list[_Block] = field(default_factory=list)

    def take(self, count: int) -> list[_Block]:
        """Return different blocks, none of them twice."""
        while count and len(self.blocks) < count + _BLOCKS_TO_SPARE:
            day = _BLOCKS_FROM + dt.timedelta(days=1)
            self.blocks.append(_block(self.dialect, self.chance, day, _BLOCK_ROWS))
        return self.chance.sample(self.blocks, count)


def _block(dialect: Dialect, chance: random.Random, start: dt.date, rows: int) -> _Block:
    made = [_row(dialect, chance, start + dt.timedelta(days=n * _BLOCK_DAYS // rows)) for n in range(rows)]
    return _Block(
        content=dialect.encode("".join(f"{dialect.write(row)}\n" for row in made)),
        rows=rows,
        quantity=sum(row.quantity for row in made),
        amount=sum((row.amount for row in made), Decimal(0)),
        first=made[0].day,
        last=made[-1].day,
    )


def _row(dialect: Dialect, chance: random.Random, day: dt.date) -> _Row:
    cents = 100 + int(chance.lognormvariate(10.8, 0.9))
    sign = -1 if dialect.signed and chance.random() < 0.6 else 1
    return _Row(
        day=day,
        shop=chance.randrange(8),
        good=chance.randrange(40),
        quantity=chance.randrange(1, 60),
        amount=sign * Decimal(cents) / 100,
    )


class TableMaker:
    """Makes files in a folder, the same for the same seed and order."""

    def __init__(self, folder: Path, mix: SizeMix, seed: int) -> None:
        self._folder = folder
        self._mix = mix
        self._seed = seed
        self._chance = random.Random(seed)  # noqa: S311 - to be repeatable, not secret
        self._pools = [_Pool(dialect=dialect, chance=self._chance) for dialect in DIALECTS]
        self._made = 0

    def make(self, count: int) -> Iterator[TableFile]:
        """Write files and yield each with its truth."""
        for _ in range(count):
            yield self._one(self._chance.choice(self._pools), self._mix.draw(self._chance))

    def _one(self, pool: _Pool, size: int) -> TableFile:
        dialect, chance = pool.dialect, self._chance
        self._made += 1
        head = dialect.mark + dialect.encode(f"{dialect.preamble}{dialect.header}\n")
        row_bytes = len(dialect.encode(dialect.write(_row(dialect, chance, _BLOCKS_FROM)) + "\n"))
        rows = max((size - len(head)) // row_bytes, 8)
        shared, own_rows = divmod(rows, _BLOCK_ROWS)
        start = _BLOCKS_FROM - dt.timedelta(days=1 + self._made % 700)
        blocks = [_block(dialect, chance, start, max(own_rows, 8)), *pool.take(shared)]
        stem = f"{chance.choice(dialect.stems)} {self._seed}-{self._made:05d}"
        path = self._folder / f"{self._made:06d}"
        with path.open("wb") as file:
            file.write(head)
            file.writelines(block.content for block in blocks)
        return TableFile(
            path=path,
            stem=stem,
            suffix=dialect.suffix,
            bytes=path.stat().st_size,
            truth=_truth(dialect, blocks),
        )


def _truth(dialect: Dialect, blocks: Sequence[_Block]) -> Truth:
    return Truth(
        rows=sum(block.rows for block in blocks),
        sums={
            dialect.quantity: Decimal(sum(block.quantity for block in blocks)),
            dialect.amount: sum((block.amount for block in blocks), Decimal(0)),
        },
        first=min(block.first for block in blocks) if dialect.dated else None,
        last=max(block.last for block in blocks) if dialect.dated else None,
        told=dialect.amount,
    )
