"""Work on articles that nobody waits for."""

from .flow import tasks as flow
from .writing import tasks as writing

__all__ = ["flow", "writing"]
