"""From a document to an article."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Article, Author, Category, RelatedLink, Tag

from .document import ContentError, Corrected, Document
from .pictures import PictureFolder

FIELD_NAMES = {"published_at": "published", "updated_at": "updated"}


def apply(document: Document, folder: Path, pictures: PictureFolder) -> tuple[Article, str]:
    """Bring the article of the document's slug to what the document says; ``created``, ``updated`` or ``unchanged``.

    Views count on by themselves, so a document sets them only when the article is new.

    Raises:
        ContentError: with the line of the field that is at fault.
    """
    article = Article.objects.filter(slug=document.slug).first()
    created = article is None
    if article is None:
        article = Article(slug=document.slug)
    elif article.binned_at:
        raise ContentError(_("The article of this slug is in the bin."), document.lines.get("slug", 0))
    wanted = _wanted(document, folder, pictures)
    changed = created or any(getattr(article, name) != value for name, value in wanted.items())
    if changed:
        for name, value in wanted.items():
            setattr(article, name, value)
        _validate(article, document)
        article.save()
    if created:
        article.views.total = document.views
        article.views.save()
    changed |= _set_tags(article, document.tags)
    changed |= _set_corrections(article, document.corrections)
    return article, "created" if created else "updated" if changed else "unchanged"


def link(article: Article, document: Document) -> bool:
    """Set the related links of an article; whether that changed anything. Targets must be there."""
    targets = dict(Article.objects.filter(slug__in=[r.slug for r in document.related]).values_list("slug", "pk"))
    wanted = [
        (targets[r.slug], r.kind, r.backlink) for r in document.related if r.slug in targets and r.slug != article.slug
    ]
    if list(article.related_links.values_list("target_id", "kind", "shows_backlink")) == wanted:
        return False
    article.related_links.all().delete()
    RelatedLink.objects.bulk_create(
        RelatedLink(source=article, target_id=target, kind=kind, shows_backlink=shows_backlink, position=position)
        for position, (target, kind, shows_backlink) in enumerate(wanted)
    )
    return True


def _wanted(document: Document, folder: Path, pictures: PictureFolder) -> dict[str, Any]:
    try:
        cover = pictures.cover(document.cover, document.cover_alt) if document.cover else None
        body = pictures.with_addresses(document.body, folder)
    except ContentError as error:
        raise ContentError(error.message, document.lines.get("cover", 0) if document.cover else 0) from None
    told = [moment for moment in (document.updated, *(one.date for one in document.corrections)) if moment]
    status = Article.Status.DRAFT
    if document.published:
        is_future = document.published > timezone.now()
        status = Article.Status.SCHEDULED if is_future else Article.Status.PUBLISHED
    return {
        "title": document.title,
        "author": Author.objects.called(document.author or _("Guest")),
        "category": Category.objects.called(document.category or _("Uncategorised")),
        "body": body,
        "summary": document.summary,
        "cover": cover,
        "cover_alt": document.cover_alt,
        "status": status,
        "published_at": document.published,
        "updated_at": max(told, default=None),
        "pinned": document.pinned,
        "comments_open": document.comments_open,
        "source_name": document.source_name,
        "source_url": document.source_url,
    }


def _validate(article: Article, document: Document) -> None:
    try:
        article.full_clean(exclude={"user"})
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            line = document.lines.get(FIELD_NAMES.get(name, name), 0)
            raise ContentError(f"{FIELD_NAMES.get(name, name)}: {' '.join(messages)}", line) from None


def _set_corrections(article: Article, corrections: list[Corrected]) -> bool:
    wanted = sorted((one.date, one.text) for one in corrections)
    if sorted(article.corrections.values_list("made_at", "text")) == wanted:
        return False
    article.corrections.all().delete()
    for one in corrections:
        article.corrections.create(made_at=one.date, text=one.text)
    return True


def _set_tags(article: Article, names: list[str]) -> bool:
    if set(article.tags.values_list("name", flat=True)) == set(names):
        return False
    article.tags.set([Tag.objects.called(name) for name in names])
    article.index()
    return True
