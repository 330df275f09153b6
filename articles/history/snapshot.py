"""An article's contents at one moment: what a revision keeps, a planned change brings, and a preview shows."""

import copy
from datetime import UTC
from typing import TYPE_CHECKING, Any

from django.utils.dateparse import parse_datetime

if TYPE_CHECKING:
    from articles.models import Article

PLAIN = ("title", "slug", "body", "summary", "cover_alt", "pinned", "comments_open", "source_name", "source_url")
TIMES = ("published_at", "withdraw_at", "updated_at")

Snapshot = dict[str, Any]
"""JSON: the plain fields by their names, ``status``, times in ISO 8601, author and category by name, ``tags`` as
names, ``cover`` as a picture's token, ``related`` in their order as slug, kind and whether the other article shows the
link too (yes, where an older one doesn't say)."""


def take(article: "Article") -> Snapshot:
    """The contents of a stored article."""
    fields: Snapshot = {name: getattr(article, name) for name in (*PLAIN, "status")}
    for name in TIMES:
        moment = getattr(article, name)
        fields[name] = moment.astimezone(UTC).isoformat(timespec="seconds") if moment else None
    return fields | {
        "author": article.author.name,
        "category": article.category.name,
        "tags": sorted(article.tags.values_list("name", flat=True)),
        "cover": article.cover.token if article.cover else None,
        "related": [list(row) for row in article.related_links.values_list("target__slug", "kind", "shows_backlink")],
    }


def shown(article: "Article", fields: Snapshot) -> "Article":
    """A copy of the article with other contents, for pages alone: not to be saved."""
    from articles.models import Tag

    one = copy.copy(article)
    one._state = copy.copy(article._state)
    _fill(one, fields, make=False)
    tags = Tag.objects.filter(name__in=fields["tags"])
    one._prefetched_objects_cache = {"tags": tags}  # type: ignore[attr-defined]
    one.derive()
    return one


def apply(article: "Article", fields: Snapshot, *, with_state: bool = False) -> None:
    """Give the article other contents and save it. Its status and times stay unless ``with_state``; related articles
    that are gone are left out.

    Raises:
        ValidationError: when they don't fit any more; its slug may belong to another article by now.
    """
    from articles.models import Article, RelatedLink, Tag

    _fill(article, fields)
    if with_state:
        article.status = fields["status"]
        for name in TIMES:
            setattr(article, name, parse_datetime(fields[name]) if fields.get(name) else None)
    article.full_clean(exclude={"user"})
    article.save()
    article.tags.set([Tag.objects.called(name) for name in fields["tags"]])
    related = [(row[0], row[1], row[2] if len(row) > 2 else True) for row in fields["related"]]
    others = Article.objects.exclude(pk=article.pk)
    targets = others.in_bulk([slug for slug, *_rest in related], field_name="slug")
    article.related_links.all().delete()
    RelatedLink.objects.bulk_create(
        RelatedLink(source=article, target=targets[slug], kind=kind, position=position, shows_backlink=shows_backlink)
        for position, (slug, kind, shows_backlink) in enumerate(related)
        if slug in targets
    )
    article.index()


def _fill(article: "Article", fields: Snapshot, *, make: bool = True) -> None:
    """``make`` an author and a category that are not there any more; else those of now stand for them."""
    from articles.models import Author, Category, Image

    for name in PLAIN:
        setattr(article, name, fields[name])
    for name, model in (("author", Author), ("category", Category)):
        found = model.objects.called(fields[name]) if make else model.objects.filter(name=fields[name]).first()
        setattr(article, name, found or getattr(article, name))
    article.cover = Image.objects.filter(token=fields["cover"]).first() if fields["cover"] else None
