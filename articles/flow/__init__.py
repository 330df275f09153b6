"""An article's way to its readers, and who may send it where."""

from .moves import AT_ITS_TIME, MOVES_TO_READERS, Move, may, may_pin, may_write, offered

__all__ = ["AT_ITS_TIME", "MOVES_TO_READERS", "Move", "may", "may_pin", "may_write", "offered"]
