"""What an installation can be told: environment variables, read once into one frozen tree."""

from svodka.config.groups import DEFAULT_LOG_FILE
from svodka.config.settings import PREFIX, VARIABLES, Setting, Settings

__all__ = ["DEFAULT_LOG_FILE", "PREFIX", "VARIABLES", "Setting", "Settings"]
