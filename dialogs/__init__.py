"""The conversation, pure: formats, sessions, cards, texts, use cases; no Teams, SQL, network, clock or environment."""
