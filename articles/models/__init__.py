"""Articles and all that belongs to them."""

from .article import Article, ArticleQuerySet
from .author import Author
from .image import Image
from .redirect import SlugRedirect
from .related import RelatedLink
from .revision import Revision
from .taxonomy import Category, Tag
from .views import ArticleViews

__all__ = [
    "Article",
    "ArticleQuerySet",
    "ArticleViews",
    "Author",
    "Category",
    "Image",
    "RelatedLink",
    "Revision",
    "SlugRedirect",
    "Tag",
]
