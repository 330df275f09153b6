"""Readers, as the counting of views sees them."""

import itertools

from articles import counting
from articles.models import Article, ArticleViews

_readers = itertools.count()


def read(article: Article, times: int = 1) -> None:
    """Let others read the article, and the views be written."""
    ArticleViews.count({next(_readers): article.pk for _ in range(times)})


def written() -> None:
    """Write what readers have seen so far, as happens every few seconds."""
    counting.views.flush()
