from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    ERROR = "error"
    """Readers must not see the article so."""
    WARNING = "warning"


@dataclass(frozen=True)
class Finding:
    """Something wrong: the field of the article in which it is, what it is, and how to mend it."""

    level: Level
    field: str
    message: str
    mend: str = ""
