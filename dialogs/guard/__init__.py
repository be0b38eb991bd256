"""Keeps what could identify a child or family out of the store."""

from dialogs.guard.check import check
from dialogs.guard.explain import explain
from dialogs.guard.model import Finding, Kind, Severity, Verdict

__all__ = ["Finding", "Kind", "Severity", "Verdict", "check", "explain"]
