"""What readers ask for."""

import itertools
import re
from dataclasses import dataclass, replace
from typing import Self

from django.contrib.postgres.search import SearchQuery

from .folding import fold, mainland_words
from .lexemes import is_cjk, parts, phrase, quoted

MAX_LENGTH = 100
MAX_TERMS = 8
MAX_CUTS = 20
# "article" finds "articles" too, but "car" not "carpet".
OPEN_END_LENGTH = 4

_TERM = re.compile(
    r"""(?P<minus>(?<!\S)[-－])?
    (?: "(?P<straight>[^"]*)" | [“”](?P<curly>[^“”]*)[“”] | 「(?P<corner>[^」]*)」 | (?P<word>[^\s"“”「]+) )""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class Term:
    """A word or a quoted phrase of a query; ``spellings`` are the parts of each way in which it may be written."""

    spellings: tuple[tuple[str, ...], ...]
    is_exact: bool = False
    is_excluded: bool = False
    is_begun: bool = False
    """Whether the reader may still be typing it."""
    is_split: bool = False
    """Whether its two halves, wherever it is cut, may stand apart from each other."""

    @property
    def has_open_end(self) -> bool:
        last = self.spellings[0][-1]
        return not self.is_exact and not is_cjk(last) and (self.is_begun or len(last) >= OPEN_END_LENGTH)

    @property
    def halves(self) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
        """Every way to cut it in two words, of at least two Chinese characters or one of another script."""
        whole = self.spellings[0]
        cuts = ((whole[:at], whole[at:]) for at in range(1, len(whole)))
        return [cut for cut in cuts if all(len(half) > 1 or not is_cjk(half[0]) for half in cut)]

    def __str__(self) -> str:
        if self.is_split:
            either = " | ".join(f"({phrase(head)} & {phrase(tail)})" for head, tail in self.halves)
        else:
            either = " | ".join(f"({phrase(parts, open_end=self.has_open_end)})" for parts in self.spellings)
        return f"!({either})" if self.is_excluded else f"({either})"


@dataclass(frozen=True)
class Query:
    """Terms that must all occur, but for those that must not."""

    text: str
    terms: tuple[Term, ...]

    @classmethod
    def parse(cls, text: str) -> Self:
        """What a reader typed: words, ``"exact phrases"`` and ``-excluded`` ones."""
        text = text.replace("\0", "").strip()[:MAX_LENGTH]
        terms = (_term(match) for match in _TERM.finditer(text))
        return cls(text, tuple(itertools.islice((term for term in terms if term), MAX_TERMS)))

    @property
    def wanted(self) -> tuple[Term, ...]:
        return tuple(term for term in self.terms if not term.is_excluded)

    @property
    def has_phrase(self) -> bool:
        """Whether a term is more than one lexeme of the index, which are words and pairs of Chinese characters."""
        return any("<->" in str(term) for term in self.terms)

    @property
    def asks_for_something(self) -> bool:
        return bool(self.wanted)

    @property
    def expression(self) -> SearchQuery:
        """For ``@@`` with a search vector."""
        return raw(" & ".join(str(term) for term in self.terms))

    @property
    def any_term(self) -> SearchQuery:
        """For what has at least one of the wanted terms."""
        return raw(" | ".join(str(term) for term in self.wanted))

    def begun(self) -> "Query":
        """The same while it is being typed: the last term may go on."""
        return replace(self, terms=(*self.terms[:-1], replace(self.terms[-1], is_begun=True)))

    def loosened(self) -> "Query":
        """The same with long words cut in two: 人工智能发展 finds 人工智能的发展."""
        terms = (
            replace(term, is_split=True) if not term.is_exact and 1 <= len(term.halves) <= MAX_CUTS else term
            for term in self.terms
        )
        return replace(self, terms=tuple(terms))


def likeness(text: str, most: int = 40) -> str:
    """A query for articles that share pairs of characters or Latin words with ``text``, to be taken ``raw``; "" when
    there are none."""
    found = parts(text)
    pairs = [a + b for a, b in itertools.pairwise(found) if is_cjk(a) and is_cjk(b)]
    lexemes = dict.fromkeys(pairs + [part for part in found if not is_cjk(part) and len(part) > 1])
    return " | ".join(quoted(lexeme) for lexeme in list(lexemes)[:most])


def _term(match: re.Match[str]) -> Term | None:
    groups = match.groupdict()
    quoted_text = next((groups[name] for name in ("straight", "curly", "corner") if groups[name] is not None), None)
    text = quoted_text if quoted_text is not None else groups["word"]
    spellings = [tuple(parts(text))]
    if not spellings[0]:
        return None
    if fold(text) != text.casefold():  # written with traditional characters, perhaps in Taiwan's words
        spellings.append(tuple(parts(mainland_words(text))))
    return Term(tuple(dict.fromkeys(spellings)), quoted_text is not None, groups["minus"] is not None)


def raw(text: str) -> SearchQuery:
    """A query in PostgreSQL's own words (``to_tsquery``)."""
    return SearchQuery(text, config="simple", search_type="raw")
