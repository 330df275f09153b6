"""The moderators' pages."""

from . import comment, decision, discussion, rules

__all__ = ["comment", "decision", "discussion", "rules"]
