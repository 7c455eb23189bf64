"""What a lens is: it recognises a kind of table and tells of it in the words of its trade."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from msgspec import Struct, field

from svodka.analysis.profiling import Focus, Profile
from svodka.analysis.table import Table
from svodka.analysis.wording import Wording


class Fact(Struct, frozen=True, kw_only=True):
    """A sentence on what a table comes to. `figures` are the values it is made of, exact and as strings.

    `caveat` marks what must be said however short the answer is: rows that were left out, or counted in.
    """

    code: str
    text: str
    figures: Mapping[str, str] = field(default_factory=dict)
    caveat: bool = False


class View(Struct, frozen=True, kw_only=True):
    """A table through a lens: which columns and rows count, what columns are called, and the facts.

    `kind` says in a few words what the table is, for the head of the answer.
    """

    focus: Focus
    facts: Sequence[Fact] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    kind: str = ""


class Lens(Protocol):
    """Recognises one kind of table. Offered by the entry point group `svodka.lenses` as an object.

    Both methods only read the table, by SQL on its connection.
    """

    @property
    def name(self) -> str:
        """The stable name, as the JSON's `lens` gives it."""
        ...

    def view(self, table: Table, profile: Profile, focus: Focus, wording: Wording) -> View | None:
        """Return the table through this lens, or None if it is of another kind.

        `focus` is what was found without any lens.
        """
        ...
