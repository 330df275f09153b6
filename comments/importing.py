"""Comments from the content format."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from articles.content.document import CommentEntry, ContentError
from articles.models import Article

from .models import Comment


def apply(article: Article, entries: Iterable[CommentEntry], line: int, parent: Comment | None = None) -> int:
    """Add the comments that the article doesn't have yet, with their replies; how many were new.

    The same comment is one of the same name, words, time and place.

    Raises:
        ContentError: at ``line``, where the file's comments begin.
    """
    added = 0
    for entry in entries:
        moment = entry.date or article.published_at
        if moment is None:
            raise ContentError(_("the comment of %(name)s needs a date") % {"name": entry.name}, line)
        place = {"article": article, "parent": parent, "name": entry.name, "body": entry.body, "created_at": moment}
        comment = Comment.objects.filter(**place).first()
        if comment is None:
            comment = Comment(**place, email=entry.email, website=entry.website, status=entry.status)
            try:
                comment.full_clean(exclude={"article", "parent", "path"})
            except ValidationError as error:
                raise ContentError(f"{entry.name}: {' '.join(error.messages)}", line) from None
            comment.save()
            added += 1
        added += apply(article, entry.replies, line, comment)
    return added
