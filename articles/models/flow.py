"""What editors do with an article on its way to the readers."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles import moment
from articles.flow.moves import FROM, MOVES_TO_READERS, Move, may
from articles.signals import moved

from .status import Status

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class Flow(models.Model):
    """The state of an article, and the verbs. Each saves; ``by`` is who does it, None the site itself.

    Raises:
        PermissionDenied: when ``by`` may not do it.
        ValidationError: when the article is not in a state that allows it, or not fit to be seen by readers.
    """

    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    published_at = models.DateTimeField(_("published on"), null=True, blank=True)
    withdraw_at = models.DateTimeField(
        _("withdrawn on"), null=True, blank=True, help_text=_("From then on readers don't see it any more.")
    )

    binned_at = models.DateTimeField(null=True, editable=False)
    binned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )

    class Meta:
        abstract = True

    @property
    def is_public(self) -> bool:
        now = moment.now()
        return (
            self.status in {Status.SCHEDULED, Status.PUBLISHED}
            and self.published_at is not None
            and self.published_at <= now
            and (self.withdraw_at is None or self.withdraw_at > now)
        )

    def submit(self, by: "User | None" = None) -> None:
        """Ask the editors for a review."""
        with self._moving(Move.SUBMIT, by):
            self.status = Status.IN_REVIEW

    def send_back(self, by: "User | None" = None) -> None:
        """Give the article back to its writer."""
        with self._moving(Move.SEND_BACK, by):
            self.status = Status.DRAFT

    def publish(self, at: datetime | None = None, by: "User | None" = None) -> None:
        """Make the article public, now or at a time; a time in the future schedules it. One that has a time already
        keeps it. Does nothing with an article that is public."""
        if self.status == Status.PUBLISHED and self.is_public:
            return
        at = at or self.published_at or timezone.now()
        is_later = at > timezone.now()
        with self._moving(Move.SCHEDULE if is_later and self.status != Status.SCHEDULED else Move.PUBLISH, by):
            self.published_at = at
            self.status = Status.SCHEDULED if is_later else Status.PUBLISHED
            if self.withdraw_at and self.withdraw_at <= max(at, timezone.now()):
                self.withdraw_at = None

    def unschedule(self, by: "User | None" = None) -> None:
        """Make a draft of the article again, without a date."""
        with self._moving(Move.UNSCHEDULE, by):
            self.status, self.published_at, self.withdraw_at = Status.DRAFT, None, None

    def withdraw(self, by: "User | None" = None) -> None:
        """Take the article from the readers; nothing of it is lost."""
        with self._moving(Move.WITHDRAW, by):
            self.status = Status.WITHDRAWN

    def move_to_bin(self, by: "User | None" = None) -> None:
        """Take the article from everybody; it can be taken out of the bin for thirty days."""
        if by is not None and self.status not in {Status.DRAFT, Status.IN_REVIEW} and not may(by, Move.WITHDRAW):
            raise PermissionDenied
        with self._moving(Move.BIN, by):
            if self.status in {Status.SCHEDULED, Status.PUBLISHED}:
                self.status = Status.WITHDRAWN
            self.binned_at, self.binned_by = timezone.now(), by

    def take_out_of_bin(self, by: "User | None" = None) -> None:
        """Give the article back to its editors. Readers don't see it before it is published again."""
        with self._moving(Move.UNBIN, by):
            self.binned_at = self.binned_by = None

    def wake_at_its_times(self) -> None:
        """Let the background work look at the article when it is to appear and when it is to go."""
        from articles.flow.tasks import wake

        moments = []
        if self.status == Status.SCHEDULED:
            moments.append(self.published_at)
        if self.status in {Status.SCHEDULED, Status.PUBLISHED}:
            moments.append(self.withdraw_at)
        for one in moments:
            if one and one > timezone.now():
                wake(one)

    @contextmanager
    def _moving(self, move: Move, by: "User | None") -> Iterator[None]:
        """Check that the article can go, let it, save it and tell of it; all or nothing."""
        if by is not None and not may(by, move):
            raise PermissionDenied
        with transaction.atomic():
            rows: models.QuerySet[Any] = type(self)._default_manager.filter(pk=self.pk)
            row = rows.select_for_update(of=("self",)).values_list("status", "binned_at").first()
            stored, binned_at = row or (self.status, self.binned_at)
            if stored not in FROM[move] or bool(binned_at) != (move == Move.UNBIN):
                raise ValidationError(
                    gettext("“%(title)s” is in the state “%(state)s”: this is not possible now.")
                    % {"title": str(self), "state": Status(stored).label},
                    code="state",
                )
            before = {name: getattr(self, name) for name in ("status", "published_at", "withdraw_at", "binned_at")}
            yield
            if move in MOVES_TO_READERS and (found := self._unfit()):
                for name, value in before.items():
                    setattr(self, name, value)
                raise ValidationError(found, code="unfit")
            self.save()
            moved.send(type(self), article=self, move=move, by=by)

    def _unfit(self) -> list[str]:
        """What must be mended before readers may see the article."""
        from articles.health import blocking

        return [finding.message for finding in blocking(self)]  # type: ignore[arg-type]
