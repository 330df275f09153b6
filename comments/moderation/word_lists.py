"""Lists of words as files: one word a line, UTF-8 or GB18030, comments after #, and ``word<TAB>mask`` for words that
are masked instead of holding the comment."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from articles.search.folding import fold
from comments.models import Word

from . import words

CHUNK = 5000
MOST_BYTES = 10 * 1024 * 1024
SHOWN_REFUSALS = 50
EFFECTS = {"": Word.Effect.HOLD, "hold": Word.Effect.HOLD, "mask": Word.Effect.MASK}
INSERT = """
    INSERT INTO comments_word (text, folded, effect)
    SELECT * FROM unnest(%s::text[], %s::text[], %s::text[])
    ON CONFLICT (folded) DO NOTHING
"""


@dataclass(slots=True)
class Import:
    """What became of a list: how many words are new, how many were there already, which lines were refused and why."""

    new: int = 0
    known: int = 0
    refused: int = 0
    refusals: list[tuple[int, str, str]] = field(default_factory=list)

    def refuse(self, line: int, text: str, reason: str) -> None:
        self.refused += 1
        if self.refused <= SHOWN_REFUSALS:
            self.refusals.append((line, text[:60], reason))


def import_words(data: bytes) -> Import:
    """Add the words of a file; all of them, or none when something breaks.

    Raises:
        ValidationError: this is no text.
    """
    done = Import()
    with transaction.atomic(), connection.cursor() as cursor:
        for chunk in itertools.batched(_words(_decoded(data), done), CHUNK):
            cursor.execute(INSERT, [list(column) for column in zip(*chunk, strict=True)])
            done.new += cursor.rowcount
            done.known += len(chunk) - cursor.rowcount
        if done.new:
            words.changed()
    return done


def _decoded(data: bytes) -> str:
    if len(data) > MOST_BYTES:
        raise ValidationError(_("This file is too large."))
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise ValidationError(_("This is no text in UTF-8 or GB18030."))


def _words(text: str, done: Import) -> Iterator[tuple[str, str, str]]:
    """Text, folded text and effect of each word that can be taken; the same word once."""
    fields: Any = Word._meta
    longest = {name: fields.get_field(name).max_length for name in ("text", "folded")}
    seen: set[str] = set()
    for number, line in enumerate(text.split("\n"), start=1):
        content = line.partition("#")[0].strip()
        if not content:
            continue
        word, _tab, effect = (part.strip() for part in content.partition("\t"))
        folded = fold(word)
        if effect.lower() not in EFFECTS:
            done.refuse(number, content, _("After the word stands neither “hold” nor “mask”."))
        elif len(word) > longest["text"] or len(folded) > longest["folded"]:
            done.refuse(number, content, _("This word is too long."))
        elif not words.is_findable(folded):
            done.refuse(number, content, _("There is nothing in this word that could be found."))
        elif folded in seen:
            done.known += 1
        else:
            seen.add(folded)
            yield word, folded, EFFECTS[effect.lower()]
