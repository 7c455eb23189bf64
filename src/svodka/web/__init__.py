"""The edge to browsers, monitoring and Telegram's posts: webhook, report pages, operator's page, health, metrics."""

from svodka.web.doorkeeping import hash_of
from svodka.web.opening import open_web

__all__ = ["hash_of", "open_web"]
