"""The settings, read from the environment for a command; a command does not start with wrong ones."""

import os
from collections.abc import Mapping

from svodka.cli._exits import refuse
from svodka.config import Settings
from svodka.errors import SettingsError


def load_settings(*needs: str, environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings, or end the command with every mistake in them."""
    try:
        return Settings.load(environ, needs=needs)
    except SettingsError as error:
        refuse(str(error))
