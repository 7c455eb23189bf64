"""How often the encoding of a sample is found: `python -m tests.corpus.encodings [samples an encoding and size]`.

Texts come from the Russian catalogue of this project and from lists of words; an answer is right when the text
that it gives is the text that was written.
"""

import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from importlib import resources
from typing import Final

from svodka.analysis.reading.encoding import decode

ENCODINGS: Final = (
    *("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"),
    *("cp1251", "koi8-r", "cp866", "mac-cyrillic", "cp1252"),
)
SIZES: Final = (200, 2_000, 20_000)
GERMAN: Final = [
    "Größe",
    "Straße",
    "München",
    "Köln",
    "Düsseldorf",
    "Verkäufe",
    "Umsätze",
    "Gebühr",
    "Käufer",
    "Übersicht",
    "Stück",
    "schön",
    "für",
    "über",
    "natürlich",
    "Menge",
    "Preis",
    "Datum",
    "Kunde",
    "Rechnung",
    "Betrag",
    "Lieferung",
    "Maß",
    "weiß",
    "grün",
    "Schlüssel",
    "Tür",
    "Ärger",
    "Öl",
    "Überweisung",
    "geprüft",
    "Müller",
    "Schröder",
    "Jäger",
    "Böhm",
    "Groß",
    "Hände",
    "Häuser",
    "Bücher",
    "Füße",
    "spät",
    "früh",
    "zurück",
    "Zubehör",
    "Möbel",
    "Küche",
    "Gemüse",
]
FRENCH: Final = [
    "café",
    "crème",
    "société",
    "générale",
    "numéro",
    "téléphone",
    "prénom",
    "adresse",
    "ville",
    "pays",
    "où",
    "déjà",
    "été",
    "créé",
    "modifié",
    "coût",
    "réduction",
    "déçu",
    "garçon",
    "français",
    "Noël",
    "élève",
    "hôtel",
    "forêt",
    "août",
    "fête",
    "bientôt",
    "maître",
    "naïf",
    "œuvre",
    "cœur",
    "sœur",
    "à",
    "côté",
    "général",
]
ENGLISH: Final = [
    "price",
    "£5",
    "naïve",
    "café",
    "“quoted”",
    "it’s",
    "résumé",
    "total",
    "€9",
    "date",
    "–",
    "amount",
    "name",
    "order",
    "Zoë",
    "façade",
    "20",
    "°C",
    "§7",
]


def russian_words() -> list[str]:
    """Return the words of the project's own Russian texts."""
    folder = resources.files("svodka.texts") / "ru"
    text = " ".join(
        entry.read_text(encoding="utf-8") for entry in folder.iterdir() if entry.name.endswith(".ftl")
    )
    return re.findall(r"[А-Яа-яЁё]{2,}", text)


def sample(r: random.Random, words: Sequence[str], size: int, *, share: float = 1.0) -> str:
    """Write lines of a table until it has this many characters; this share of its texts may be beyond ASCII."""
    lines, length = [], 0
    while length < size:
        plain = f"{r.randrange(1, 32):02d}.{r.randrange(1, 13):02d}.2026;{r.randrange(10_000)},{r.randrange(100):02d}"
        cased = [
            r.choice((str, str, str.capitalize, str.upper))(word)
            for word in r.choices(words, k=r.randrange(1, 5))
        ]
        lines.append(f"{plain};{' '.join(cased) if r.random() < share else 'pump X-2'}")
        length += len(lines[-1]) + 1
    return "\n".join(lines) + "\n"


def main() -> int:
    """Print the share of right answers by size."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    r = random.Random(11)
    languages: dict[str, Sequence[str]] = {"ru": russian_words(), "de": GERMAN, "fr": FRENCH, "en": ENGLISH}
    for size in SIZES:
        right, total, wrong = 0, 0, Counter[str]()
        for encoding in ENCODINGS:
            for number in range(count):
                language = _language(encoding, number)
                text = sample(r, languages[language], size, share=(1.0, 0.4)[number % 2])
                data = text.encode(encoding, errors="ignore")
                total += 1
                if decode(data).text == _decoder(encoding)(data):
                    right += 1
                else:
                    wrong[f"{encoding}/{language}->{decode(data).encoding}"] += 1
        sys.stdout.write(f"{size:6} bytes: {right} of {total} ({100 * right / total:.1f} %) {dict(wrong)}\n")
    return 0


def _language(encoding: str, number: int) -> str:
    if encoding == "cp1252":
        return ("de", "fr", "en")[number % 3]
    return "ru" if encoding in ENCODINGS[5:9] else ("ru", "de", "en", "ru")[number % 4]


def _decoder(encoding: str) -> Callable[[bytes], str]:
    return lambda data: data.decode(encoding)


if __name__ == "__main__":
    sys.exit(main())
