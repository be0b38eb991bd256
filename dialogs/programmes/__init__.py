"""A programme as its file says it, and what importing that file would change."""
