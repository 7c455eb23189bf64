"""Load: a crowd sends files to the real parts, and each report is checked against the truth of its file."""

from svodka.rehearsal.load.chart import Wait, bars, svg
from svodka.rehearsal.load.driving import Drive, Load, drive
from svodka.rehearsal.load.figures import Figures, Outcome, Times
from svodka.rehearsal.load.ground import Ground, open_ground, with_webhook
from svodka.rehearsal.load.ledger import Entry, Ledger
from svodka.rehearsal.load.limit import TOO_LONG_S, Try, find_limit
from svodka.rehearsal.load.tables import MIXES, SizeMix, TableFile, TableMaker, Truth

__all__ = [
    "MIXES",
    "TOO_LONG_S",
    "Drive",
    "Entry",
    "Figures",
    "Ground",
    "Ledger",
    "Load",
    "Outcome",
    "SizeMix",
    "TableFile",
    "TableMaker",
    "Times",
    "Truth",
    "Try",
    "Wait",
    "bars",
    "drive",
    "find_limit",
    "open_ground",
    "svg",
    "with_webhook",
]
