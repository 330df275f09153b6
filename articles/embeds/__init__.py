"""Videos and posts of other sites, shown as cards: nothing of another site is loaded before a reader asks for it."""

from .sites import Embed, recognise

__all__ = ["Embed", "recognise"]
