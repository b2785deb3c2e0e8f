"""``python -m sorot``: the same as the command ``sorot``."""

from sorot.cli import main

main()
