"""Who did what on the desk, and when: a log that only grows, until what is a year old is forgotten.

``audit.note("article.published", about=article)`` writes a line in the transaction that is open.
"""

from .log import Thing, acting, note, note_each

__all__ = ["Thing", "acting", "note", "note_each"]
