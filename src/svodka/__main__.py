"""`python -m svodka` is the command line."""

from svodka.cli import main

main()
