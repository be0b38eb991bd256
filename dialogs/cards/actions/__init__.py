"""The buttons: a module per family, `base` below them and `registry` above."""
