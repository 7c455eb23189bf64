"""A stranger's text on a terminal: shown, never obeyed."""

from typing import Final

from rich.text import Text

_CONTROLS: Final = dict.fromkeys([*range(32), *range(127, 160)], "\ufffd")


def harmless(text: str) -> Text:
    """Return the text without markup and without what would steer the terminal."""
    return Text(text.translate(_CONTROLS))
