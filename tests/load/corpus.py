"""Many articles and comments, always the same ones, written with all that the site makes from them."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import batched

from django.db import connection
from django.utils.timezone import now

from articles.models import (
    DERIVATION,
    Article,
    ArticleCount,
    ArticleViews,
    Author,
    Category,
    Image,
    ImageUse,
    InternalLink,
    RelatedLink,
    Tag,
)
from articles.models.article import EXCERPT_LENGTH
from articles.text import excerpt, reading_minutes
from comments.models import Comment, Discussion
from comments.models.visitors import Like

from .bulk import Rows, filling, reserve
from .pieces import Piece, vector
from .prose import Prose, sentences
from .threads import Threads

__all__ = ["MEASURED", "make_articles", "sentences"]

SEED = 20
YEARS = 10
BATCH = 1000
BLOCKS = 4000
COMMENTS_EACH = 5.5  # of which the mean of whole numbers is 5
CATEGORIES = ["要闻", "财经", "科学", "城市", "文化", "体育", "健康", "观点"]
UNPUBLISHED = {"draft": 0.01, "in-review": 0.002, "withdrawn": 0.005}
# Articles of one text that the benchmark looks at, and how many comments each has.
MEASURED = {"measured": 20, "measured-50": 50, "measured-10000": 10_000, "measured-posting": 0}
READ_NOW = """
    WITH hourly AS (
        INSERT INTO articles_hourlyviews (article_id, hour, total)
        SELECT id, date_trunc('hour', now()) - hours * interval '1 hour', 1 + id % 40
        FROM (
            SELECT id FROM articles_article WHERE status = 'published' ORDER BY published_at DESC LIMIT 500
        ) AS newest, generate_series(0, 160, 8) AS hours
        ON CONFLICT DO NOTHING RETURNING article_id, total
    )
    UPDATE articles_articleviews AS ever SET total = ever.total + recent.total
    FROM (SELECT article_id, sum(total) AS total FROM hourly GROUP BY article_id) AS recent
    WHERE recent.article_id = ever.article_id
"""


def make_articles(
    number: int, tell: Callable[[int], None] = lambda _done: None, *, measured: dict[str, int] | None = None
) -> None:
    """Add so many articles, the oldest of ten years ago, the newest of just now, with five comments each on average;
    beside them those that are ``measured``, with as many comments as it says. A few are drafts, or withdrawn."""
    corpus = Corpus(number)
    for slug, comments in (measured or {}).items():
        corpus.write_measured(slug, comments)
    with filling(Article, ArticleViews, Article.tags.through, RelatedLink, ImageUse, InternalLink, Comment, Like):
        for done in corpus.write():
            tell(done)
    ArticleCount.objects.refill()
    Discussion.recount()
    with connection.cursor() as cursor:
        cursor.execute(READ_NOW)


class Corpus:
    """What articles are made of. Everything that chance decides follows from ``SEED``."""

    def __init__(self, number: int) -> None:
        self.number, self.now = number, now()
        self.prose = Prose(SEED)
        self.chance = self.prose.chance
        self.blocks = [Piece.of(self.prose.block(one)) for one in range(BLOCKS)]
        self.pictures = list(Image.objects.order_by("pk"))
        self.figures = [Piece.of(f"![图]({picture.markdown_address})") for picture in self.pictures]
        self.categories = [Category.objects.called(name) for name in CATEGORIES]
        self.authors = [Author.objects.called(f"记者{name}") for name in self.prose.people[: 40 + number // 10_000]]
        for name in self.prose.firms[: 100 + number // 1000]:
            Tag.objects.called(name)
        self.tags = list(Tag.objects.order_by("name"))
        # The first ones are on many articles, the last ones on few.
        ranks = self.chance.sample(range(len(self.tags)), len(self.tags))
        self.tag_weights = [1 / (rank + 3) for rank in ranks]
        self.published: list[tuple[int, str]] = []
        self.threads = Threads(self.prose)
        self._make_tables()

    def _make_tables(self) -> None:
        self.articles = Rows(
            Article,
            *("id", "title", "slug", "author_id", "category_id", "body", "body_html", "body_text", "contents"),
            *("reading_minutes", "summary", "excerpt", "cover_id", "lead_picture_id", "created_at", "saved_at"),
            *("status", "published_at", "announced_at", "version", "derivation", "search_vector", "title_vector"),
        )
        self.views = Rows(ArticleViews, "article_id", "total")
        self.tagged = Rows(Article.tags.through, "article_id", "tag_id")
        self.related = Rows(RelatedLink, "source_id", "target_id", "position", "kind")
        self.uses = Rows(ImageUse, "image_id", "article_id", "place")
        self.links = Rows(InternalLink, "article_id", "kind", "target")
        self.tables = (self.articles, self.views, self.tagged, self.related, self.uses, self.links)

    def write_measured(self, slug: str, comments: int) -> None:
        """One of a length that is usual for longer reports, saved as editors save."""
        since = self.now - timedelta(days=20)
        body = "\n\n".join(block.markdown for block in self.blocks[:16])
        cover = self.pictures[0] if self.pictures else None
        article = Article(title=f"城市更新三年记 {slug}", slug=slug, body=body, cover=cover, published_at=since)
        article.author, article.category = self.authors[0], self.categories[0]
        article.status, article.announced_at = Article.Status.PUBLISHED, since
        article.save()
        article.tags.set(self.tags[:3])
        article.index()
        self.threads.open(article.pk, since, comments, self.now)

    def write(self) -> Iterator[int]:
        """Write all, and say after each part how many articles are done."""
        step = timedelta(days=365 * YEARS) / max(1, self.number)
        first = reserve(Article, self.number) if self.number else 0
        start = self.now - step * self.number
        for batch in batched(range(self.number), BATCH):
            for index in batch:
                self._article(first + index, start + step * index)
            for table in self.tables:
                table.write()
            self.threads.write(start + step * batch[-1])
            yield batch[-1] + 1
        self.threads.write(self.now + timedelta(seconds=1))

    def _article(self, key: int, at: datetime) -> None:
        chance, prose = self.chance, self.prose
        title, slug, status = prose.title(), f"{at:%Y%m%d}-{key}", self._status()
        summary = prose.lead() if chance.random() < 0.3 else ""
        author, category = chance.choice(self.authors), chance.choice(self.categories)
        tags = sorted(set(chance.choices(range(len(self.tags)), self.tag_weights, k=3)))
        pieces = [Piece.plain(prose.lead()), *chance.sample(self.blocks, chance.choice((1, 2, 2, 3, 3, 4, 6)))]
        pieces += self._figure(key) + self._link(key)
        cover = chance.choice(self.pictures).pk if self.pictures and chance.random() < 0.7 else None
        if cover:
            self.uses.add(cover, key, ImageUse.Place.COVER)
        shown = next((piece.picture.pk for piece in pieces if piece.picture), None)
        text = "\n".join(piece.text for piece in pieces if piece.text)
        names = " ".join(self.tags[one].name for one in tags)
        self.articles.add(
            *(key, title, slug, author.pk, category.pk, "\n\n".join(piece.markdown for piece in pieces)),
            *("".join(piece.html for piece in pieces), text),
            json.dumps([heading for piece in pieces for heading in piece.headings], ensure_ascii=False),
            *(reading_minutes(text), summary, summary or excerpt(text, EXCERPT_LENGTH), cover, cover or shown),
            *(at, at, status, None if status in {"draft", "in-review"} else at, at, 1, DERIVATION),
            *vector(title, f"{summary} {names} {author.name}", pieces),
        )
        self.views.add(key, min(1_000_000, int(60 * chance.paretovariate(1.1))))
        for one in tags:
            self.tagged.add(key, self.tags[one].pk)
        if status == "published":
            self._relate(key)
            self.published.append((key, slug))
            self.threads.open(key, at, int(chance.expovariate(1 / COMMENTS_EACH)), self.now)

    def _status(self) -> str:
        drawn = self.chance.random()
        for status, share in UNPUBLISHED.items():
            if drawn < share:
                return status
            drawn -= share
        return "published"

    def _figure(self, key: int) -> list[Piece]:
        """Every tenth article has a picture in its text."""
        if not self.figures or self.chance.random() > 0.1:
            return []
        figure = self.chance.choice(self.figures)
        assert figure.picture
        self.uses.add(figure.picture.pk, key, ImageUse.Place.TEXT)
        self.links.add(key, InternalLink.Kind.PICTURE, figure.picture.token)
        return [figure]

    def _link(self, key: int) -> list[Piece]:
        """Every tenth article leads to an older one in its text."""
        if not self.published or self.chance.random() > 0.1:
            return []
        _key, slug = self.chance.choice(self.published)
        self.links.add(key, InternalLink.Kind.ARTICLE, slug)
        return [Piece.of(f"延伸阅读：[此前的报道](/articles/{slug}/)")]

    def _relate(self, key: int) -> None:
        """Every tenth article is related to another by its editor."""
        if self.published and self.chance.random() < 0.1:
            other, _slug = self.chance.choice(self.published)
            self.related.add(key, other, 0, self.chance.choice(RelatedLink.Kind.values))
