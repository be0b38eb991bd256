"""`python -m bot` is the `mastermind` command."""

import sys

from bot.cli import run

if __name__ == "__main__":
    sys.exit(run())
