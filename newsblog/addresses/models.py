"""Addresses that readers asked for in vain, and where they lead now."""

from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.encoding import escape_uri_path, iri_to_uri
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from . import targets

if TYPE_CHECKING:
    from django.contrib.auth.models import User

MAX_PATH = 500
MAX_TARGET = 1000
MAX_MISSING = 5000
MAX_PLACES = 5
# One statement, so that of two readers at the same moment each counts. A new row takes the place of the least asked,
# longest unseen one when all are taken; one that is redirected goes last, since undoing brings its count back.
NOTE = """
    WITH gone AS (
        DELETE FROM addresses_missingaddress WHERE id IN (
            SELECT id FROM addresses_missingaddress AS old
            ORDER BY EXISTS (SELECT FROM addresses_redirect WHERE path = old.path), count, last_seen
            LIMIT CASE
                WHEN EXISTS (SELECT FROM addresses_missingaddress WHERE path = %(path)s) THEN 0
                ELSE greatest(0, (SELECT count(*) FROM addresses_missingaddress) - %(others)s)
            END
            FOR UPDATE SKIP LOCKED
        )
    )
    INSERT INTO addresses_missingaddress AS known (path, count, first_seen, last_seen, referrers)
    VALUES (%(path)s, 1, statement_timestamp(), statement_timestamp(), jsonb_build_object(%(place)s::text, 1))
    ON CONFLICT (path) DO UPDATE SET count = known.count + 1, last_seen = statement_timestamp(), referrers = (
        SELECT jsonb_object_agg(key, value::int) FROM (
            SELECT key, value FROM jsonb_each_text(known.referrers || jsonb_build_object(
                %(place)s::text, coalesce((known.referrers ->> %(place)s::text)::int, 0) + 1
            ))
            ORDER BY key = %(place)s::text DESC, value::int DESC, key
            LIMIT %(places)s
        ) AS most
    )
"""


class RedirectQuerySet(models.QuerySet["Redirect"]):
    def lead(self, path: str, target: str, user: "User | None" = None) -> "Redirect":
        """Lead readers who ask for ``path`` and find nothing to ``target``; gives the redirect, made or changed.

        No redirect leads to another one: where ``target`` itself leads on, its end is stored, and those that led to
        ``path`` lead to the new end. ``path`` is written as in ``request.path``.

        Raises:
            ValidationError: see ``final_target``.
        """
        with transaction.atomic():
            with connection.cursor() as cursor:
                # Of two at the same moment, each fine by itself, the second could close a circle.
                cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", ["addresses_redirect"])
            end = self.final_target(path, target)
            redirect, _created = self.update_or_create(path=path, defaults={"target": end, "user": user})
            self._leading_to(path).update(target=end)
        return redirect

    def final_target(self, path: str, target: str) -> str:
        """Where a redirect of ``path`` to ``target`` would lead to in the end.

        Raises:
            ValidationError: when that is another site, the path itself or nothing that readers find.
        """
        if not path.startswith("/") or path.startswith("//") or "\0" in path or len(path) > MAX_PATH:
            raise ValidationError(gettext("The path of a page starts with one / and has at most 500 characters."))
        end = targets.local(target)
        if targets.path_of(end) == path:
            raise ValidationError(gettext("A redirect can't lead to itself."))
        if further := self.filter(path=targets.path_of(end)).first():
            end = further.target
        if targets.path_of(end) == path:
            raise ValidationError(gettext("This would lead in a circle: that address leads back here."))
        if len(end) > MAX_TARGET:
            raise ValidationError(gettext("This address is too long."))
        targets.check_answers(end)
        return end

    def _leading_to(self, path: str) -> Self:
        address = escape_uri_path(path)
        return self.filter(
            Q(target=address) | Q(target__startswith=f"{address}?") | Q(target__startswith=f"{address}#")
        )


class Redirect(models.Model):
    """An address without a page and the page of this site that stands for it. It acts only while a page is missing."""

    path = models.CharField(
        _("path"), max_length=MAX_PATH, unique=True, help_text=_("The old address, such as /2019/old-page.html.")
    )
    target = models.CharField(
        _("leads to"),
        max_length=MAX_TARGET,
        help_text=_("A page of this site: its path, such as /archive/, or its whole address."),
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    hits = models.PositiveIntegerField(_("followed"), default=0, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("made by"),
    )

    objects = RedirectQuerySet.as_manager()

    class Meta:
        verbose_name = _("redirect")
        verbose_name_plural = _("redirects")
        ordering = ("-created_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(path__startswith="/") & ~Q(path__startswith="//"),
                name="redirect_path_of_site",
                violation_error_message=_("The path of a page starts with one / and has at most 500 characters."),
            ),
            models.CheckConstraint(
                condition=Q(target__startswith="/") & ~Q(target__startswith="//") & ~Q(target__contains="\\"),
                name="redirect_target_of_site",
                violation_error_message=_("A redirect leads to a page of this site: its address starts with one /."),
            ),
        )

    def __str__(self) -> str:
        return targets.shown(self.path)

    def address_with(self, query: str) -> str:
        """The target, with the ``query`` of a request where it has none of its own."""
        parts = urlsplit(self.target)
        return urlunsplit(parts._replace(query=parts.query or iri_to_uri(query)))

    def count_hit(self) -> None:
        """Count a reader who was led."""
        type(self).objects.filter(pk=self.pk).update(hits=F("hits") + 1)

    def undo(self) -> None:
        """Take the redirect away: its address is missing again, and back on the desk with its count."""
        self.delete()


class MissingAddressQuerySet(models.QuerySet["MissingAddress"]):
    def note(self, path: str, place: str = "") -> None:
        """Count that ``path`` was asked for in vain, from ``place`` (host and path; "" for none). One statement."""
        values: dict[str, str | int] = {"path": path, "place": place, "others": MAX_MISSING - 1, "places": MAX_PLACES}
        with connection.cursor() as cursor:
            cursor.execute(NOTE, values)

    def unanswered(self) -> Self:
        """Those that lead nowhere yet."""
        return self.exclude(Exists(Redirect.objects.filter(path=OuterRef("path"))))


class MissingAddress(models.Model):
    """An address that readers asked for in vain, and from where. Of the readers themselves nothing is kept."""

    path = models.CharField(_("address"), max_length=MAX_PATH, unique=True)
    count = models.PositiveIntegerField(_("times"), default=1)
    first_seen = models.DateTimeField(_("first seen"), default=timezone.now)
    last_seen = models.DateTimeField(_("last seen"), default=timezone.now)
    referrers = models.JSONField(_("asked from"), default=dict)

    objects = MissingAddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("missing address")
        verbose_name_plural = _("missing addresses")
        ordering = ("-count", "-last_seen", "-id")

    def __str__(self) -> str:
        return targets.shown(self.path)

    @property
    def places(self) -> list[tuple[str, int]]:
        """Host and path of where it was asked from, "" for nowhere, with counts, the most frequent first."""
        return sorted(self.referrers.items(), key=lambda item: (-item[1], item[0]))
