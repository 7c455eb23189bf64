"""How exact figures are reckoned."""

import decimal
from typing import Final

# Enough for the square of any number of 38 digits; Python's default of 28 would round money.
EXACT: Final = decimal.Context(prec=90, rounding=decimal.ROUND_HALF_EVEN)
