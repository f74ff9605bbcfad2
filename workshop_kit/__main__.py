"""`python -m workshop_kit` is the command `workshop`."""

from .cli import main

main()
