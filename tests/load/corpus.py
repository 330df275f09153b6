"""Many articles, always the same ones, written with the sentences of the demo content and with words of their own."""

import random
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import batched
from pathlib import Path

from django.utils.timezone import now

from articles.models import Article, ArticleViews, Author, Category, Tag
from articles.models.article import DERIVATION
from articles.search import lexemes
from articles.text import excerpt

SEEDS = Path(__file__).resolve().parents[2] / "seeds" / "articles"
BATCH = 1000
LENGTH = 600
YEARS = 12
# A part of all characters is not from the demo sentences, so that there are rare words.
RARE_CHARACTERS = [chr(code) for code in range(0x4E00, 0x9000)]


def make_articles(number: int, tell: Callable[[int], None] = lambda _done: None) -> None:
    """Add ``number`` published articles to the database, the newest of today, the oldest of ``YEARS`` years ago."""
    chance = random.Random(number)  # noqa: S311 - data, not a secret
    all_sentences = list(sentences())
    categories = [Category.objects.called(f"栏目{name}") for name in "甲乙丙丁戊己庚辛"]
    authors = [Author.objects.called(f"记者{number}") for number in range(40)]
    tags = [Tag.objects.called(f"话题{number}") for number in range(300)]
    start, step = now(), timedelta(days=365 * YEARS) / max(1, number)
    done = 0
    for batch in batched(range(number), BATCH):
        rows = [
            _article(index, chance, all_sentences, categories[index % 8], chance.choice(authors), start - step * index)
            for index in batch
        ]
        made = Article.objects.bulk_create(rows)
        ArticleViews.objects.bulk_create(ArticleViews(article=row, total=chance.randrange(5000)) for row in made)
        links = Article.tags.through.objects
        links.bulk_create(
            Article.tags.through(article_id=row.pk, tag_id=tag.pk) for row in made for tag in chance.sample(tags, 3)
        )
        done += len(batch)
        tell(done)


def _article(
    index: int, chance: random.Random, sentences: list[str], category: Category, author: Author, when: datetime
) -> Article:
    title = f"{_title(chance, sentences)}{index}"
    text = _text(chance, sentences)
    return Article(
        title=title,
        slug=f"article-{index}",
        author=author,
        category=category,
        body=text,
        body_html="".join(f"<p>{part}</p>" for part in text.split("\n\n")),
        body_text=text.replace("\n\n", "\n"),
        excerpt=excerpt(text, 160),
        status=Article.Status.PUBLISHED,
        published_at=when.astimezone(UTC),
        derivation=DERIVATION,
        search_vector=lexemes.vector((title, "A"), (author.name, "B"), (text, "D")),
        title_vector=lexemes.vector((title, "A")),
    )


def sentences() -> Iterator[str]:
    """The sentences of the demo content, without their marks."""
    for path in sorted(SEEDS.glob("*.md")):
        body = path.read_text().split("\n---\n", 1)[1]
        plain = re.sub(r"!?\[([^\]]*)\]\([^)]*\)|[#*`>|_]", r"\1", body)
        yield from (sentence for sentence in re.findall(r"[^。！？\n]{6,80}[。！？]", plain))


def _title(chance: random.Random, sentences: list[str]) -> str:
    words = re.sub(r"[^\w]", "", chance.choice(sentences))
    return words[: chance.randrange(8, 20)]


def _text(chance: random.Random, sentences: list[str]) -> str:
    parts: list[str] = []
    while sum(map(len, parts)) < LENGTH:
        sentence = chance.choice(sentences)
        if chance.random() < 0.3:
            at = chance.randrange(len(sentence))
            sentence = sentence[:at] + "".join(chance.choices(RARE_CHARACTERS, k=2)) + sentence[at:]
        parts.append(sentence)
    return "\n\n".join("".join(group) for group in batched(parts, 5))
