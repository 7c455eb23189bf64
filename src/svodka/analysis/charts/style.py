"""The one look of our charts: sizes, and the classes that a drawing is coloured by.

A drawing carries classes only. The PNG gets the light colours; the report's page defines
the same classes with its own variables, so that one drawing serves light, dark and print.
"""

from typing import Final

FONT: Final = "Golos Text"
WIDTH: Final = 480
LABEL: Final = 15
SMALL: Final = 14
TITLE: Final = 18
MARGIN: Final = 16
# How long the dashes of a dashed line are, and the gaps between them.
DASH: Final = 5

# Name → (light, dark). Blue and orange stay apart for every kind of colour blindness.
COLOURS: Final = {
    "paper": ("#ffffff", "#171a21"),
    "ink": ("#16202c", "#e9edf3"),
    "soft": ("#5b6776", "#a3afbf"),
    "grid": ("#e3e8ee", "#2d3440"),
    "main": ("#2463c9", "#6ea4ff"),
    "wash": ("#dbe7fa", "#22365a"),
    "other": ("#a8b3c0", "#5d6979"),
    "against": ("#d9710b", "#ffa64d"),
    "heat1": ("#e4eefb", "#1b2a44"),
    "heat2": ("#b5d0f4", "#24416f"),
    "heat3": ("#7daae6", "#33609f"),
    "heat4": ("#437fd0", "#5a8fd8"),
    "heat5": ("#1b4f9f", "#9cc3ff"),
}

_RULES: Final = (
    *((f".f-{name}", f"fill:{{{name}}}") for name in COLOURS),
    *(
        (f".s-{name}", f"stroke:{{{name}}};fill:none")
        for name in ("grid", "main", "soft", "against", "other")
    ),
    (".t", "font-family:{font}"),
    (".b", "font-weight:600"),
    (".dash", f"stroke-dasharray:{DASH} {DASH}"),
)


def stylesheet() -> str:
    """Return the classes with the light colours, for an SVG that stands alone."""
    values = {name: light for name, (light, _) in COLOURS.items()} | {"font": f"'{FONT}',sans-serif"}
    return "".join(f"{selector}{{{rule.format(**values)}}}" for selector, rule in _RULES)


def page_rules() -> str:
    """Return the classes with the page's variables `--c-<name>`."""
    values = {name: f"var(--c-{name})" for name in COLOURS} | {"font": f"'{FONT}',system-ui,sans-serif"}
    return "".join(f".chart {selector}{{{rule.format(**values)}}}" for selector, rule in _RULES)


def page_variables(*, dark: bool) -> str:
    """Return the values of the page's variables."""
    return "".join(f"--c-{name}:{pair[1 if dark else 0]};" for name, pair in COLOURS.items())
