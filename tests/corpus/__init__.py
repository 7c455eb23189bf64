"""Messy tables made by a seeded generator, each with the truth beside it, and a score of how they are read."""
