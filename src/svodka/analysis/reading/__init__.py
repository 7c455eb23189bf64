"""Read any table: bytes in, a typed `Table` out, with everything that was guessed, mended or left out."""

from svodka.analysis.reading.converting import convert
from svodka.analysis.reading.issues import FIGURES, Code
from svodka.analysis.reading.loading import prepare_spare
from svodka.analysis.reading.reader import read
from svodka.analysis.reading.trace import Step, Trace

__all__ = ["FIGURES", "Code", "Step", "Trace", "convert", "prepare_spare", "read"]
