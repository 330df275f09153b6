"""Work on articles that nobody waits for."""

from .flow import tasks as flow

__all__ = ["flow"]
