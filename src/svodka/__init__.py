"""Svodka: turns the tables people get sent into something they can read."""

__version__ = "0.1.0"
