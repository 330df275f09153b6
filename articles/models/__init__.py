"""Articles and all that belongs to them."""

from .article import DERIVATION, Article
from .author import Author
from .correction import Correction
from .counts import ArticleCount
from .desk import SavedFilter
from .draft import AutoDraft
from .editing import Editing
from .image import Image
from .image_details import FormerFile, ImageTag
from .image_use import ImageUse
from .links import InternalLink
from .notes import Note
from .planned import PlannedChange
from .previews import PreviewLink
from .queryset import ArticleQuerySet
from .redirect import SlugRedirect
from .related import DismissedSuggestion, RelatedLink
from .revision import Revision
from .searches import FailedSearch
from .taxonomy import Category, Tag
from .views import ArticleViews, HourlyViews, Visit

__all__ = [
    "DERIVATION",
    "Article",
    "ArticleCount",
    "ArticleQuerySet",
    "ArticleViews",
    "Author",
    "AutoDraft",
    "Category",
    "Correction",
    "DismissedSuggestion",
    "Editing",
    "FailedSearch",
    "FormerFile",
    "HourlyViews",
    "Image",
    "ImageTag",
    "ImageUse",
    "InternalLink",
    "Note",
    "PlannedChange",
    "PreviewLink",
    "RelatedLink",
    "Revision",
    "SavedFilter",
    "SlugRedirect",
    "Tag",
    "Visit",
]
