"""The conversation, pure: formats, sessions, cards, texts and use cases; no Teams, SQL, network, clock or environment."""
