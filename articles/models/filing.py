"""Where an article is filed, apart from what it says."""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import F
from django.utils import timezone

from articles.flow.moves import may_pin

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from .taxonomy import Category, Tag


class Filing(models.Model):
    """Verbs for many articles at once: the text is not made anew. Each saves, counts as a version, so that nobody who
    is writing in the article overwrites it unseen, and tells whether it changed anything."""

    class Meta:
        abstract = True

    def move_to(self, category: "Category") -> bool:
        return self._file(category=category)

    def pin(self, by: "User | None" = None) -> bool:
        """Put the article on top of the first page; ``by`` must be one who publishes."""
        return self._pin(by, to_be=True)

    def unpin(self, by: "User | None" = None) -> bool:
        return self._pin(by, to_be=False)

    def add_tag(self, tag: "Tag") -> bool:
        return self._tag(tag, to_have=True)

    def remove_tag(self, tag: "Tag") -> bool:
        return self._tag(tag, to_have=False)

    def _pin(self, by: "User | None", *, to_be: bool) -> bool:
        if by is not None and not may_pin(by):
            raise PermissionDenied
        return self._file(pinned=to_be)

    def _tag(self, tag: "Tag", *, to_have: bool) -> bool:
        article: Any = self
        if article.tags.filter(pk=tag.pk).exists() == to_have:
            return False
        with transaction.atomic():
            (article.tags.add if to_have else article.tags.remove)(tag)
            article.index()
            self._store()
        return True

    def _file(self, **values: Any) -> bool:
        if all(getattr(self, name) == value for name, value in values.items()):
            return False
        for name, value in values.items():
            setattr(self, name, value)
        self._store(**values)
        return True

    def _store(self, **values: Any) -> None:
        rows: models.QuerySet[Any] = type(self)._default_manager.filter(pk=self.pk)
        rows.update(version=F("version") + 1, saved_at=timezone.now(), **values)
        self.refresh_from_db(fields=["version", "saved_at"])
