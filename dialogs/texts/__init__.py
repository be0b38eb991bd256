"""Every sentence the bot says, Dutch and English side by side."""
