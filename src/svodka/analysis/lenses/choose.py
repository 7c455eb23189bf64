"""Which lens a table is seen through: ours in order of how exactly they know their kind, then plug-ins."""

from collections.abc import Iterator
from functools import cache
from importlib.metadata import entry_points
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from svodka.analysis.lenses.bank import BankStatement
from svodka.analysis.lenses.marketplace import MarketplaceSales
from svodka.analysis.lenses.model import Lens, View
from svodka.analysis.lenses.sales import GenericSales, TimeSeries
from svodka.analysis.lenses.stock import StockSales
from svodka.analysis.lenses.unknown import plain_view
from svodka.analysis.profiling import Focus, Profile
from svodka.analysis.table import Table
from svodka.analysis.wording import Wording

ENTRY_POINTS: Final = "svodka.lenses"
_EXACT: Final[tuple[Lens, ...]] = (StockSales(), MarketplaceSales(), BankStatement())
_BROAD: Final[tuple[Lens, ...]] = (GenericSales(), TimeSeries())


class Seen(Struct, frozen=True, kw_only=True):
    """A table as it is seen; `lens` names the lens, None where no lens knows the table."""

    lens: str | None
    view: View


def look(table: Table, profile: Profile, focus: Focus, wording: Wording) -> Seen:
    """Look through the first lens that knows this kind of table."""
    if profile.rows:
        for lens in _lenses():
            view = lens.view(table, profile, focus, wording)
            if view is not None:
                return Seen(lens=lens.name, view=_told(table, profile, view, wording))
    return Seen(lens=None, view=plain_view(table, profile, focus, wording))


def _told(table: Table, profile: Profile, view: View, wording: Wording) -> View:
    """Let a lens that tells nothing itself tell at least what any table does."""
    if view.facts:
        return view
    return replace(view, facts=plain_view(table, profile, view.focus, wording).facts)


def _lenses() -> Iterator[Lens]:
    yield from _EXACT
    yield from _plugins()
    yield from _BROAD


@cache
def _plugins() -> tuple[Lens, ...]:
    return tuple(entry.load() for entry in entry_points(group=ENTRY_POINTS))
