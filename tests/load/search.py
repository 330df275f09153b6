"""``make measure-search``: recall, size and time of the search, and of the two other ways that plain PostgreSQL has.

A measurement, not a test: it prints what docs/search.md says. ``ARTICLES=100000`` is the default.
"""

import os
import random
import re
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

NUMBER = int(os.environ.get("ARTICLES", "100000"))
SAMPLES = 12
ROUNDS = 3
TRIGRAMS = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm;"
    "CREATE INDEX other_way ON articles_article USING gin (body_text gin_trgm_ops)"
)
SEGMENTS = "CREATE INDEX other_way ON articles_article USING gin (segments); ANALYZE articles_article"


def main() -> None:
    import tests.environment  # noqa: F401 - sets a data folder of its own, and removes it at the end

    os.environ["DJANGO_SETTINGS_MODULE"] = "newsblog.settings"
    os.environ.pop("DATABASE_URL", None)
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    measure()


def measure() -> None:
    from django.db import connection

    from articles.models import Article
    from tests.load.corpus import make_articles

    began = time.monotonic()
    make_articles(NUMBER, lambda done: print(f"\r{done} articles", end="", file=sys.stderr, flush=True))
    print(f"\n{NUMBER} articles in {time.monotonic() - began:.0f} s")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        for index in ("article_search", "article_title_search"):
            cursor.execute("SELECT pg_relation_size(%s) / 1048576", [index])
            print(f"{index}: {cursor.fetchone()[0]} MB")
        cursor.execute("SELECT pg_total_relation_size('articles_article') / 1048576")
        print(f"the articles with all their indexes: {cursor.fetchone()[0]} MB")
    samples = words_of(Article)
    truths = {word: matches(word) for words in samples.values() for word in words}
    print("pairs of characters, as the site has them:")
    for kind, words in samples.items():
        report(kind, words, truths, _found_by_site, _search_of_site)
    compare("trigrams (pg_trgm)", TRIGRAMS, "body_text", samples, truths, lambda word: ("ILIKE", f"%{word}%"))
    if jieba := _segmenter():
        add_segments(jieba)
        question = lambda word: ("@@", " & ".join(f"'{part}'" for part in jieba.cut_for_search(word)))  # noqa: E731
        compare("words of a segmenter (jieba)", SEGMENTS, "segments", samples, truths, question)


def words_of(articles: type) -> dict[str, list[str]]:
    """Words that occur, by kind; a word is frequent or rare by the number of articles that have it."""
    from tests.load.corpus import sentences

    chance = random.Random(7)  # noqa: S311
    texts = list(articles.objects.order_by("?").values_list("body_text", flat=True)[:400])

    def pieces(length: int, wanted: Callable[[str], bool]) -> list[str]:
        found: list[str] = []
        while len(found) < SAMPLES:
            text = chance.choice(texts)
            at = chance.randrange(len(text) - length)
            piece = text[at : at + length]
            if wanted(piece) and piece not in found:
                found.append(piece)
        return found

    def chinese(text: str) -> bool:
        return all("一" <= character <= "鿿" for character in text)

    rare = [word for word in pieces(2, chinese) if 0 < matches(word) <= 100]
    while len(rare) < SAMPLES:
        rare += [word for word in pieces(2, chinese) if 0 < matches(word) <= 100]
    # From whole sentences: the texts have characters strewn in, which cut Latin words in two.
    whole = {
        word for text in sentences() for word in re.findall(r"(?<![A-Za-z0-9-])[A-Za-z][A-Za-z0-9]+[一-鿿]{2}", text)
    }
    mixed = chance.sample(sorted(whole), SAMPLES)
    return {
        "one character": pieces(1, chinese),
        "two characters": pieces(2, chinese),
        "two characters, rare": rare[:SAMPLES],
        "four characters": pieces(4, chinese),
        "mixed": mixed,
    }


def matches(word: str) -> int:
    """The truth: in how many articles the word stands."""
    from django.db.models import Q

    from articles.models import Article

    return Article.objects.filter(Q(body_text__icontains=word) | Q(title__icontains=word)).count()


def report(
    kind: str, words: list[str], truths: dict[str, int], count: Callable[[str], int], search: Callable[[str], object]
) -> None:
    recall = [min(1.0, count(word) / truths[word]) for word in words]
    precision = [min(1.0, truths[word] / max(1, count(word))) for word in words]
    times = [_median(lambda word=word: search(word)) for word in words]
    print(
        f"  {kind:22} recall {statistics.mean(recall):.3f}  precision {statistics.mean(precision):.3f}  "
        f"{statistics.median(times) * 1000:7.1f} ms, at most {max(times) * 1000:.0f}",
        flush=True,
    )


def _found_by_site(word: str) -> int:
    from articles.models import Article
    from articles.search.query import Query

    return Article.objects.filter(search_vector=Query.parse(f'"{word}"').expression).count()


def _search_of_site(word: str) -> object:
    from articles.search.finding import Filters, find
    from articles.search.query import Query

    return find(Query.parse(word), Filters())


def compare(
    name: str,
    index: str,
    column: str,
    samples: dict[str, list[str]],
    truths: dict[str, int],
    question: Callable[[str], tuple[str, str]],
) -> None:
    """The newest ten and the number of all, as simply as another way has them."""
    from django.db import connection

    def rows(what: str, word: str, rest: str = "") -> list[tuple[int]]:
        operator, value = question(word)
        cast = "::tsquery" if operator == "@@" else ""
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {what} FROM articles_article WHERE {column} {operator} %s{cast} {rest}", [value])  # noqa: S608
            return cursor.fetchall()

    def search(word: str) -> None:
        rows("count(*)", word)
        rows("id", word, "ORDER BY published_at DESC LIMIT 10")

    with connection.cursor() as cursor:
        began = time.monotonic()
        for statement in index.split(";"):
            cursor.execute(statement)
        cursor.execute("SELECT pg_relation_size('other_way') / 1048576")
        print(f"{name}: {cursor.fetchone()[0]} MB, made in {time.monotonic() - began:.0f} s", flush=True)
    for kind, words in samples.items():
        report(kind, words, truths, lambda word: rows("count(*)", word)[0][0], search)
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX other_way")


def _segmenter() -> Any:
    """jieba, when somebody installed it for this measurement; the project itself has no use for it."""
    try:
        import jieba
    except ImportError:
        print("jieba is not installed: a segmenter is not compared")
        return None
    jieba.initialize()
    return jieba


def add_segments(jieba: Any) -> None:
    from django.db import connection

    from articles.models import Article

    began = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE articles_article ADD COLUMN segments tsvector")
        for pk, text in Article.objects.values_list("pk", "body_text").iterator():
            words = {word.strip().casefold() for word in jieba.cut_for_search(text)} - {""}
            vector = " ".join("'" + word.replace("'", "''").replace(chr(92), "") + "'" for word in words)
            cursor.execute("UPDATE articles_article SET segments = %s::tsvector WHERE id = %s", [vector, pk])
    print(f"segmented in {time.monotonic() - began:.0f} s", flush=True)


def _median(act: Callable[[], object]) -> float:
    times = []
    for _round in range(ROUNDS):
        began = time.perf_counter()
        act()
        times.append(time.perf_counter() - began)
    return statistics.median(times)


if __name__ == "__main__":
    main()
