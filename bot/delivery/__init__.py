"""Sends what is due: courier, limits, heartbeat."""
