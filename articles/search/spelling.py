"""What a reader who found nothing may have meant.

Two ways of writing are near when they sound alike (the same pinyin without tones), or when few letters differ. The
words to choose from are the names of tags, categories and authors, and the words of the newest titles.
"""

import difflib
from collections.abc import Iterator

from django.db.models import Exists, OuterRef
from pypinyin import lazy_pinyin

from articles.models import Article, Author, Category, Tag

from .folding import fold
from .lexemes import is_cjk, parts
from .query import Query

MOST = 5
NAMES, TITLES = 1000, 300
SAME_SOUND, LIKENESS = 0.99, 0.75


def near_spellings(query: Query) -> list[str]:
    """At most ``MOST`` words, the nearest first, that published articles use and that are like a term of the query."""
    found: dict[str, float] = {}
    names, titles = list(_names()), list(_titles())
    typed = ["".join(term.spellings[0]) for term in query.wanted]
    for wanted in {*typed, "".join(typed)}:  # pinyin may be typed with blanks between its syllables
        sound = "".join(lazy_pinyin(wanted))
        for name in names:
            found[name] = max(found.get(name, 0.0), _likeness(wanted, sound, name))
        for syllables in titles:
            for word in _words_with(sound, syllables):
                found[word] = SAME_SOUND
            for word, _sound in syllables:
                if len(word) > 2:
                    found[word] = max(found.get(word, 0.0), _likeness(wanted, sound, word))
    near = [word for word, likeness in found.items() if likeness >= LIKENESS and fold(word) not in typed]
    return sorted(near, key=lambda word: -found[word])[:MOST]


def _names() -> Iterator[str]:
    for model, field in ((Tag, "tags"), (Category, "category"), (Author, "author")):
        has_articles = Exists(Article.objects.published().filter(**{field: OuterRef("pk")}))
        yield from model._default_manager.filter(has_articles).values_list("name", flat=True)[:NAMES]


def _titles() -> Iterator[list[tuple[str, str]]]:
    """The parts of the newest titles, each with how it sounds."""
    for title in Article.objects.published().newest().values_list("title", flat=True)[:TITLES]:
        found = parts(title)
        sounds = (lazy_pinyin(part)[0] if is_cjk(part) else part for part in found)
        yield list(zip(found, sounds, strict=True))


def _words_with(sound: str, syllables: list[tuple[str, str]]) -> Iterator[str]:
    """The runs of at least two Chinese characters that sound like ``sound``."""
    for start in range(len(syllables)):
        word = spoken = ""
        for character, syllable in syllables[start:]:
            word, spoken = word + character, spoken + syllable
            if not is_cjk(character) or not sound.startswith(spoken):
                break
            if spoken == sound and len(word) > 1:
                yield word


def _likeness(wanted: str, sound: str, name: str) -> float:
    """0 to 1."""
    if "".join(lazy_pinyin(name)).casefold() == sound:
        return SAME_SOUND
    if not wanted.isascii() or not name.isascii() or abs(len(wanted) - len(name)) > 2:
        return 0.0
    return difflib.SequenceMatcher(None, wanted, name.casefold()).ratio()
