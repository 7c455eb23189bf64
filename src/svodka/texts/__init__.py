"""The sentences that people read, in Russian and English: a code with its figures becomes text here.

`sentence` gives plain text, `html` the same with every value escaped; `number`, `date` and `size` write
single values as the language does, `file_name` names a file of ours. Nothing here knows what a code means.
"""

from svodka.texts.catalogue import LANGUAGES, Figure, codes, html, language_of, sentence
from svodka.texts.names import file_name
from svodka.texts.values import date, number, size

__all__ = [
    "LANGUAGES",
    "Figure",
    "codes",
    "date",
    "file_name",
    "html",
    "language_of",
    "number",
    "sentence",
    "size",
]
