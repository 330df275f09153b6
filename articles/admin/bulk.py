"""What can be done with many articles at once: each by its own verb, in its own transaction, with its own revision."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.admin import ModelAdmin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.editor import signed_in
from articles.models import Article, Category, Tag
from articles.models.status import Status

from . import history

MOST = 500
"""Articles at once: each is locked, checked, saved and kept in the history."""


@dataclass(frozen=True)
class Deed:
    """``do`` and ``undo`` get the locked article, who does it, and a value (a category, a tag); ``do`` says whether
    anything changed. ``undo`` also gets what ``before`` said, which JSON can hold."""

    do: Callable[[Article, User, Any], bool]
    undo: Callable[[Article, User, Any, Any], Any]
    done: Callable[[int], str]
    before: Callable[[Article], Any] = lambda _article: None
    model: Any = None
    needs_publish: bool = False


@dataclass
class Outcome:
    """What became of each article; ``rows`` are key, version and what was before, of those that changed."""

    rows: list[tuple[int, int, Any]] = field(default_factory=list)
    unchanged: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)


def carry_out(
    desk: ModelAdmin, request: HttpRequest, keys: Iterable[int], act: Callable[[Article, User], tuple[bool, Any]]
) -> Outcome:
    """Let ``act`` be done with each article that the user may change; one refusal stops no other."""
    outcome, user = Outcome(), signed_in(request)
    for key in keys:
        article: Article | None = None
        try:
            with transaction.atomic():
                article = desk.get_queryset(request).select_for_update(of=("self",)).filter(pk=key).first()
                if article is None:
                    continue
                if not desk.has_change_permission(request, article):
                    raise PermissionDenied
                history.keep_stored(article)
                changed, before = act(article, user)
                if changed:
                    article.record_revision(user)
                    outcome.rows.append((article.pk, article.version, before))
                else:
                    outcome.unchanged += 1
        except PermissionDenied:
            outcome.refused.append((str(article), _("You may not do this with it.")))
        except ValidationError as error:
            outcome.refused.append((str(article), " ".join(error.messages)))
    return outcome


def _publish(article: Article, user: User, _value: Any) -> bool:
    if article.is_public:
        return False
    now = timezone.now()
    article.publish(at=min(article.published_at or now, now), by=user)
    return True


def _withdraw(article: Article, user: User, _value: Any) -> bool:
    if article.status == Status.WITHDRAWN:
        return False
    article.withdraw(by=user)
    return True


def _state(article: Article) -> list[str | None]:
    times = (article.published_at, article.withdraw_at)
    return [article.status, *(moment.isoformat() if moment else None for moment in times)]


def _unpublish(article: Article, user: User, _value: Any, before: Any) -> None:
    state, published_at, withdraw_at = before[0], *(parse_datetime(text) if text else None for text in before[1:])
    article.withdraw(by=user)
    if state != Status.WITHDRAWN:
        article.unschedule(by=user)
    if state == Status.IN_REVIEW:
        article.submit(by=user)
    if state == Status.SCHEDULED:
        article.publish(at=published_at, by=user)
    article.published_at, article.withdraw_at = published_at, withdraw_at
    article.save()


def _bring_back(article: Article, user: User, _value: Any, before: Any) -> None:
    article.publish(by=user)


def _move_back(article: Article, _user: User, _category: Any, before: Any) -> None:
    category = Category.objects.filter(pk=before).first()
    if category is None:
        raise ValidationError(_("Its category is gone."))
    article.move_to(category)


DEEDS = {
    "publish": Deed(
        _publish,
        _unpublish,
        lambda number: (
            ngettext("%(number)d article was published.", "%(number)d articles were published.", number)
            % {"number": number}
        ),
        before=_state,
        needs_publish=True,
    ),
    "withdraw": Deed(
        _withdraw,
        _bring_back,
        lambda number: (
            ngettext("%(number)d article was withdrawn.", "%(number)d articles were withdrawn.", number)
            % {"number": number}
        ),
        needs_publish=True,
    ),
    "move": Deed(
        lambda article, _user, category: article.move_to(category),
        _move_back,
        lambda number: (
            ngettext("%(number)d article was moved.", "%(number)d articles were moved.", number) % {"number": number}
        ),
        before=lambda article: article.category_id,
        model=Category,
    ),
    "add-tag": Deed(
        lambda article, _user, tag: article.add_tag(tag),
        lambda article, _user, tag, _before: article.remove_tag(tag),
        lambda number: (
            ngettext("%(number)d article got the tag.", "%(number)d articles got the tag.", number) % {"number": number}
        ),
        model=Tag,
    ),
    "remove-tag": Deed(
        lambda article, _user, tag: article.remove_tag(tag),
        lambda article, _user, tag, _before: article.add_tag(tag),
        lambda number: (
            ngettext("%(number)d article lost the tag.", "%(number)d articles lost the tag.", number)
            % {"number": number}
        ),
        model=Tag,
    ),
    "pin": Deed(
        lambda article, user, _value: article.pin(by=user),
        lambda article, user, _value, _before: article.unpin(by=user),
        lambda number: (
            ngettext("%(number)d article was pinned.", "%(number)d articles were pinned.", number) % {"number": number}
        ),
        needs_publish=True,
    ),
    "unpin": Deed(
        lambda article, user, _value: article.unpin(by=user),
        lambda article, user, _value, _before: article.pin(by=user),
        lambda number: (
            ngettext("%(number)d article was unpinned.", "%(number)d articles were unpinned.", number)
            % {"number": number}
        ),
        needs_publish=True,
    ),
}
