"""Keeps what could identify a child or family out of the store."""
