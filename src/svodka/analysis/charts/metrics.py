"""How wide a text is in Golos Text: the advance widths of the letters we draw, to the nearest 1/50 em."""

from typing import Final

from svodka.analysis.plain import clipped

# Advance width in 1/1000 em → the characters that have it.
_WIDTHS: Final = {
    160: "\u202f", 220: "'", 240: " \u00a0", 260: "`ij", 300: "!,.:;·", 320: "Il", 340: "|", 360: "f", 380: "()-[]{}",
    400: '"rt', 440: "*", 460: "г", 480: "/1\\т", 500: "_", 520: "7?szзь–", 540: "cсэ",
    560: "+<=>JL^akvxy~авухчяГ«»−", 580: "235eеклё", 600: "4689EFZouбдийнопъЕЁ", 620: "0TbdghnpqрцТ", 640: "$SYЗ₽£",
    660: "PXБРХЬ", 680: "#&ABCKRVАВСУЧЭЯ€", 700: "DGК", 720: "UмыДЛ—", 740: "OQфОЪ", 760: "HNИЙНПЦ", 780: "ю",
    800: "wжш", 840: "%щ", 860: "MМФ", 880: "mЫ", 940: "…", 960: "WЖШЮ", 1000: "Щ", 1020: "@", 1100: "№",
}  # fmt: skip
_ADVANCE: Final = {character: width for width, characters in _WIDTHS.items() for character in characters}
_UNKNOWN: Final = 760
_SEMIBOLD: Final = 1.03
# In the page the text may be in another font than ours, a wider one.
OTHER_FONTS: Final = 1.15


def in_two_lines(text: str, size: float, width: float, *, bold: bool = False) -> list[str]:
    """Return a text as one line, or as two where it is too long, the second cut if it must be."""
    words = clipped(text, 300).split(" ")
    for count in range(len(words), 0, -1):
        first, rest = " ".join(words[:count]), " ".join(words[count:])
        if text_width(first, size, bold=bold) <= width / OTHER_FONTS:
            return [first, fitted(rest, size, width, bold=bold)] if rest else [first]
    return [fitted(text, size, width, bold=bold)]


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of a line in the units of `size`."""
    width = sum(_ADVANCE.get(character, _UNKNOWN) for character in text) * size / 1000
    return width * _SEMIBOLD if bold else width


def fitted(text: str, size: float, width: float, *, bold: bool = False) -> str:
    """Cut a text so that it fits the width in any font, with an ellipsis for what is left out."""
    line, width = clipped(text, 300), width / OTHER_FONTS
    if text_width(line, size, bold=bold) <= width:
        return line
    while line and text_width(line + "…", size, bold=bold) > width:
        line = line[:-1]
    return line.rstrip() + "…"
