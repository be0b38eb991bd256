"""Small experiments and their states."""
