"""One module per group of commands; `bot/cli.py` puts them together."""
