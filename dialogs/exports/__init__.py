"""The shared store as tables: rows, codebook and the protection of small numbers, all of it pure."""
