"""``make measure-search``: recall, size and time of the search, and of the two other ways that plain PostgreSQL has.

A measurement, not a test: it prints a table for docs/search.md. ``ARTICLES=100000`` is the default.
"""

import os
import random
import re
import statistics
import sys
import time
from collections.abc import Callable

NUMBER = int(os.environ.get("ARTICLES", "100000"))
SAMPLES = 12
ROUNDS = 5


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
    for kind, words in words_of(Article).items():
        report(kind, words)
    compare_with_trigrams()


def words_of(articles: type) -> dict[str, list[str]]:
    """Words that occur, by kind; a word is frequent or rare by the number of articles that have it."""
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
    found = {word for text in texts for word in re.findall(r"(?<![A-Za-z0-9])[A-Za-z][A-Za-z0-9]+[一-鿿]{2}", text)}
    mixed = chance.sample(sorted(found), min(SAMPLES, len(found)))
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


def report(kind: str, words: list[str]) -> None:
    from articles.models import Article
    from articles.search.finding import Filters, find
    from articles.search.query import Query

    recall, precision, relevance, newest = [], [], [], []
    for word in words:
        found = Article.objects.filter(search_vector=Query.parse(f'"{word}"').expression).count()
        truth = matches(word)
        recall.append(min(1.0, found / truth))
        precision.append(min(1.0, truth / max(1, found)))
        query = Query.parse(word)
        relevance.append(_median(lambda query=query: find(query, Filters())))
        newest.append(_median(lambda query=query: find(query, Filters(), newest_first=True)))
    print(
        f"{kind:22} recall {statistics.mean(recall):.3f} precision {statistics.mean(precision):.3f} "
        f"best first {_milliseconds(relevance)} newest first {_milliseconds(newest)}"
    )


def compare_with_trigrams() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        began = time.monotonic()
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        cursor.execute("CREATE INDEX trigrams ON articles_article USING gin (body_text gin_trgm_ops)")
        cursor.execute("SELECT pg_relation_size('trigrams') / 1048576")
        print(f"trigrams: {cursor.fetchone()[0]} MB, made in {time.monotonic() - began:.0f} s")


def _median(act: Callable[[], object]) -> float:
    times = []
    for _round in range(ROUNDS):
        began = time.perf_counter()
        act()
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def _milliseconds(times: list[float]) -> str:
    return f"{statistics.median(times) * 1000:6.1f} ms (at most {max(times) * 1000:.0f} ms)"


if __name__ == "__main__":
    main()
