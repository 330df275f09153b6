"""Who wants to hear of replies. Nobody hears of anything before the consent was confirmed by a link."""

from typing import Self

from django.db import models

from .comment import Comment


class Person(models.Model):
    """An e-mail address that somebody gave."""

    email = models.EmailField(unique=True)
    confirmed_at = models.DateTimeField(null=True)
    # Wants no mail at all any more.
    stopped_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.email

    @classmethod
    def of(cls, email: str) -> Self:
        return cls.objects.get_or_create(email=email.lower())[0]

    @classmethod
    def locked(cls, email: str) -> Self:
        """The person, and nobody else's until the transaction ends: what may happen once an hour happens once."""
        return cls.objects.select_for_update().get(pk=cls.of(email).pk)


class Subscription(models.Model):
    """A person hears of replies to the own comments in a thread."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="subscriptions")
    # The comment that started the thread. The database itself takes the rows of a thread away with it (migration 0007).
    root = models.ForeignKey(Comment, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    last_mail_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("person", "root"), name="subscription_once"),)

    def __str__(self) -> str:
        return str(self.person_id)

    @property
    def is_active(self) -> bool:
        return bool(self.confirmed_at and not self.stopped_at and not self.person.stopped_at)


class Notice(models.Model):
    """A person is to be told of a reply, or was: once, whatever becomes of the reply meanwhile."""

    subscription = models.ForeignKey(
        Subscription, on_delete=models.CASCADE, db_constraint=False, related_name="notices"
    )
    reply = models.ForeignKey(Comment, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("subscription", "reply"), name="notice_once"),)
        indexes = (models.Index(fields=("subscription",), name="notice_open", condition=models.Q(mailed_at=None)),)

    def __str__(self) -> str:
        return str(self.reply_id)
