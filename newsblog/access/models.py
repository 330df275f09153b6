"""What lets somebody in: logins that last, codes of an authenticator, passkeys, recovery codes."""

import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from . import sealing, totp

User = settings.AUTH_USER_MODEL


class LoginQuerySet(models.QuerySet["Login"]):
    def of(self, user: Any) -> Self:
        """The logins of an account that hold now, the one that was used last first."""
        return self.filter(user_id=user.pk, expire_date__gt=timezone.now()).order_by("-seen_at", "session_key")

    def end(self, user: Any, handle: str) -> bool:
        """End the login of that handle; False when the account has none."""
        keys = [login.session_key for login in self.of(user) if login.handle == handle]
        return bool(self.filter(session_key__in=keys).delete()[0])

    def end_all(self, user: Any, *, but: str | None = None) -> int:
        """End all logins of an account, but the one with that session key; how many those were."""
        return self.filter(user_id=user.pk).exclude(session_key=but or "").delete()[0]


class Login(AbstractBaseSession):
    """A session of Django's, with whose it is and from where. Without its row it is over."""

    # No constraint of the database: Django tries a session with another key for as long as the database refuses it,
    # which would be for ever when the account was deleted in this moment.
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, db_constraint=False, related_name="logins")
    device = models.CharField(max_length=60, blank=True)
    network = models.CharField(max_length=43, blank=True)
    started_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    objects = LoginQuerySet.as_manager()  # type: ignore[misc, assignment]

    class Meta(AbstractBaseSession.Meta):
        verbose_name = _("login")  # type: ignore[assignment]
        verbose_name_plural = _("logins")  # type: ignore[assignment]
        default_permissions = ()

    @classmethod
    def get_session_store_class(cls) -> Any:
        from .sessions import SessionStore

        return SessionStore

    @property
    def handle(self) -> str:
        """A name for forms; whoever has it can't use the session."""
        return salted_hmac("newsblog.access.login", self.session_key, algorithm="sha256").hexdigest()[:32]


class Authenticator(models.Model):
    """The app on a phone that shows codes (RFC 6238)."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="authenticator")
    sealed_secret = models.TextField()
    last_step = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.user_id}"

    def accept(self, code: str) -> bool:
        """Whether the code is right now; each one is right once, and none that is older than one that was used."""
        secret = sealing.opened(self.sealed_secret)
        step = totp.matching_step(secret, code, after=self.last_step) if secret else None
        if step is None:
            return False
        return bool(Authenticator.objects.filter(pk=self.pk, last_step__lt=step).update(last_step=step))


class RecoveryCode(models.Model):
    """A code for the day when phone and passkeys are gone. The database has its digest, and it goes when it is used."""

    NUMBER = 10
    # No letters and digits that look like each other; 79 bits, so that a quick digest keeps them as well as a slow one.
    ALPHABET, LENGTH = "abcdefghjkmnpqrstuvwxyz23456789", 16

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)

    class Meta:
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=("user", "digest"), name="recovery_code_once"),)

    def __str__(self) -> str:
        return f"{self.user_id}"

    @classmethod
    def renew(cls, user: Any) -> list[str]:
        """Ten new ones instead of all old ones: the only time that they can be read."""
        codes = ["".join(secrets.choice(cls.ALPHABET) for _ in range(cls.LENGTH)) for _ in range(cls.NUMBER)]
        with transaction.atomic():
            RecoveryCode.objects.filter(user=user).delete()
            RecoveryCode.objects.bulk_create(RecoveryCode(user=user, digest=cls._digest(code)) for code in codes)
        return ["-".join(code[start : start + 4] for start in range(0, cls.LENGTH, 4)) for code in codes]

    @classmethod
    def use(cls, user: Any, typed: str) -> bool:
        """Whether it is one of the account's; it is none any more then."""
        return bool(cls.objects.filter(user=user, digest=cls._digest(typed)).delete()[0])

    @classmethod
    def _digest(cls, code: str) -> str:
        kept = "".join(character for character in code.casefold() if character in cls.ALPHABET)
        return hashlib.sha256(kept.encode()).hexdigest()


class Passkey(models.Model):
    """A key pair of WebAuthn: the other half is in a device, a phone or a password manager."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="passkeys")
    name = models.CharField(_("name"), max_length=60)
    credential = models.BinaryField(unique=True)
    public_key = models.BinaryField()
    sign_count = models.PositiveBigIntegerField(default=0)
    transports = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("passkey")
        ordering = ("created_at", "id")
        default_permissions = ()

    def __str__(self) -> str:
        return self.name


def moment(timestamp: Any) -> datetime:
    """The moment of a number that a session keeps; now when it keeps none."""
    return datetime.fromtimestamp(timestamp, UTC) if isinstance(timestamp, int | float) else timezone.now()


LIFETIME = timedelta(days=14)
