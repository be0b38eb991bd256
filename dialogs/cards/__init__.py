"""Adaptive Cards, one module per card or form."""
