"""When something may be said: calendar rules."""
