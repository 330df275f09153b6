"""What the site does in the background by itself."""

from . import indexnow

__all__ = ["indexnow"]
