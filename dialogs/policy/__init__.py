"""Who may see what, of everything there is: the one place that every reader asks."""
