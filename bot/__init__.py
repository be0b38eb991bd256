"""Teams, HTTP, time and wiring: knows everything, decides nothing."""
