"""Bringing what is stored beside the texts up to date, after an update of the program or of something they show."""

from collections.abc import Callable

from .models import DERIVATION, Article, ArticleQuerySet, ImageUse

DERIVED_FIELDS = ("body_html", "body_text", "contents", "reading_minutes", "excerpt", "lead_picture", "derivation")
BATCH = 100


def outdated() -> ArticleQuerySet:
    """The articles whose HTML, excerpt or search index an older version of the program made."""
    return Article.objects.filter(derivation__lt=DERIVATION)


def rebuild(articles: ArticleQuerySet, tell: Callable[[int], None] = lambda _done: None) -> int:
    """Make everything derived anew, and ``tell`` how many are done; their number. Nothing that an editor wrote changes,
    and it may be interrupted at any moment."""
    keys = list(articles.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        for article in Article.objects.filter(pk__in=keys[start : start + BATCH]).select_related("author", "cover"):
            article.derive()
            Article.objects.filter(pk=article.pk, version=article.version).update(
                **{name: getattr(article, name) for name in DERIVED_FIELDS}
            )
            article.index()
            ImageUse.objects.note_article(article)
        tell(min(start + BATCH, len(keys)))
    return len(keys)
