"""What is wrong with an article before readers see it."""

from .checks import blocking, check
from .findings import Finding, Level

__all__ = ["Finding", "Level", "blocking", "check"]
