"""What moderators know beforehand: whom to keep out or let in, which words to hold or to mask."""

import ipaddress
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.search.folding import fold


class VisitorRule(models.Model):
    """Whom to refuse, hold or let in, by address, network or e-mail."""

    class Kind(models.TextChoices):
        NETWORK = "network", _("address or network")
        EMAIL = "email", _("e-mail")
        BROWSER = "browser", _("browser")

    class Effect(models.TextChoices):
        REFUSE = "refuse", _("refuse")
        HOLD = "hold", _("hold")
        ALLOW = "allow", _("let in")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    value = models.CharField(
        _("value"),
        max_length=254,
        help_text=_("203.0.113.7, 203.0.113.0/24, 2001:db8::/48, somebody@example.com or @example.com."),
    )
    effect = models.CharField(_("effect"), max_length=10, choices=Effect, default=Effect.REFUSE)
    note = models.CharField(_("note"), max_length=200, blank=True)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    created_at = models.DateTimeField(_("made"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )

    class Meta:
        verbose_name = _("rule for visitors")
        verbose_name_plural = _("rules for visitors")
        ordering = ("-id",)
        constraints = (models.UniqueConstraint(fields=("kind", "value"), name="visitor_rule_once"),)

    def __str__(self) -> str:
        return f"{self.get_effect_display()}: {self.value}"

    def clean(self) -> None:
        self.value = self.value.strip().lower()
        if self.kind == self.Kind.NETWORK:
            try:
                self.value = str(ipaddress.ip_network(self.value, strict=False))
            except ValueError:
                raise ValidationError({"value": _("This is no address and no network.")}) from None
        elif self.kind == self.Kind.EMAIL:
            local, _at, domain = self.value.rpartition("@")
            validate_email(f"{local or 'somebody'}@{domain}")


class Word(models.Model):
    """A word that holds a comment or is masked in it. Words are compared folded: full- and half-width forms,
    traditional and simplified characters, upper and lower case are the same."""

    class Effect(models.TextChoices):
        HOLD = "hold", _("hold the comment")
        MASK = "mask", _("mask the word")

    text = models.CharField(_("word"), max_length=100)
    folded = models.CharField(max_length=200, unique=True, editable=False)
    effect = models.CharField(_("effect"), max_length=10, choices=Effect, default=Effect.HOLD)

    class Meta:
        verbose_name = _("word")
        verbose_name_plural = _("words")
        ordering = ("folded",)

    def __str__(self) -> str:
        return self.text

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.folded = fold(self.text)
        super().save(*args, **kwargs)


class TokenCount(models.Model):
    """How often the moderators found a feature of texts in good comments and in spam; see
    ``comments.spam.classifier``. The row of the empty token holds the number of comments."""

    token = models.CharField(max_length=64, primary_key=True, db_collation="C")
    ham = models.PositiveIntegerField(default=0)
    spam = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.token
