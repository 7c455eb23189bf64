"""Clean tables that the polluters spoil, and how their cells are written down."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

Rows = list[list[str]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Plain:
    """A clean table: names and rows of cells as text."""

    name: str
    header: list[str]
    rows: Rows


_THINGS: Final = ("shelf", "ladder", "saw", "drill", "tarp", "pipe", "hinge", "bench", "rope", "valve")
_KINDS: Final = ("Garden", "Tools", "Kitchen", "Office furniture", "Plumbing")
_REMARKS: Final = ("", "", "", "returned", "Customer's second order", "paid in cash, no receipt")


def shop(rows: int = 60) -> Plain:
    """Sales of a hardware shop: inch marks, apostrophes and commas in descriptions, prices in dollars."""
    r = random.Random(5)
    shapes: tuple[Callable[[str], str], ...] = (
        lambda thing: f'{r.randrange(4, 96)}" {thing}, galvanised, {r.choice(("left", "right"))} hand',
        lambda thing: f"Contractor's {thing}; heavy duty",
        lambda thing: f'{r.randrange(4, 9)}\'{r.randrange(1, 12)}" {thing} with "easy lock", 2 pcs',
        lambda thing: f"Plain {thing}",
        lambda thing: f"Men's {thing} - 1/2\" wide",
        lambda thing: f"{thing.capitalize()}, folding",
    )
    body = []
    for _ in range(rows):
        thing = r.choice(_THINGS)
        code = f"{r.choice('ABKT')}{r.randrange(100, 999)}-{r.randrange(10, 99)}"
        body.append(
            [
                f"{r.randrange(1, 29):02d}/{r.randrange(1, 13):02d}/2018",
                f"{r.randrange(24):02d}:{r.randrange(60):02d}",
                str(r.randrange(1, 9)),
                code,
                f"${r.randrange(100, 90_000) / 100:,.2f}",
                r.choice(_KINDS),
                r.choice(shapes)(thing),
                f"https://shop.example/{thing}/{code}.html",
                r.choice(_REMARKS),
            ]
        )
    names = ["DATE", "TIME", "Qty", "ITEM", "Price", "Group", "Item description", "Link", "Remark"]
    return Plain(name="shop", header=names, rows=body)


_TOWNS: Final = ("Казань", "Пермь", "Нижний Новгород", "Ростов-на-Дону", "Уфа")
_FIRMS: Final = ("ООО «Ромашка»", "ИП Сидоров А. В.", "АО «Вектор»", "Садовод, артель", 'ООО "Лютик"')


def invoices(rows: int = 40) -> Plain:
    """Invoices in Russian: quotes in names of firms, decimal commas, dates with dots, a comment now and then."""
    r = random.Random(6)
    body = [
        [
            f"{1000 + n}",
            f"{r.randrange(1, 29):02d}.{r.randrange(1, 13):02d}.2025",
            r.choice(_FIRMS),
            r.choice(_TOWNS),
            f"{r.randrange(100, 9_000_000) / 100:,.2f}".replace(",", " ").replace(".", ","),
            r.choice(("оплачен", "отправлен", "новый")),
            r.choice(("", "", "срочно; позвонить", "скидка 5 %, по акции")),
        ]
        for n in range(rows)
    ]
    names = ["Номер", "Дата счёта", "Контрагент", "Город", "Сумма", "Статус", "Комментарий"]
    return Plain(name="invoices", header=names, rows=body)


def sensors(rows: int = 50) -> Plain:
    """Measurements: nearly all numbers, ISO times, no text with signs in it."""
    r = random.Random(7)
    body = [
        [
            f"2026-03-{1 + n // 24:02d}T{n % 24:02d}:00:00",
            r.choice(("north", "south", "roof")),
            f"{r.uniform(-9, 30):.2f}",
            str(r.randrange(950, 1050)),
            f"{r.random():.4f}",
        ]
        for n in range(rows)
    ]
    return Plain(
        name="sensors", header=["taken_at", "station", "temperature", "pressure", "share"], rows=body
    )


TABLES: Final[tuple[Callable[[], Plain], ...]] = (shop, invoices, sensors)


@dataclass(frozen=True, kw_only=True, slots=True)
class Pen:
    """How cells are written: `quote` encloses those that need it, `escape` stands before quotes inside."""

    delimiter: str = ","
    quote: str = '"'
    escape: str = ""
    end: str = "\n"
    everywhere: bool = False

    def cell(self, text: str) -> str:
        """Write one cell."""
        if not self.quote:
            return text
        signs = (self.delimiter.strip(" ") or " ", self.quote, "\n", "\r")
        if not (self.everywhere or any(sign in text for sign in signs) or text != text.strip()):
            return text
        inner = text.replace("\\", "\\\\") if self.escape else text
        return self.quote + inner.replace(self.quote, (self.escape or self.quote) + self.quote) + self.quote

    def line(self, cells: Sequence[str]) -> str:
        """Write one row, without its end."""
        return self.delimiter.join(self.cell(cell) for cell in cells)

    def lines(self, table: Plain) -> list[str]:
        """Write the table, names first."""
        return [self.line(table.header), *(self.line(row) for row in table.rows)]

    def text(self, lines: Sequence[str]) -> str:
        """End each line."""
        return "".join(line + self.end for line in lines)
