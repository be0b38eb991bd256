"""Teaches SQL to remember what `dialogs` says."""
