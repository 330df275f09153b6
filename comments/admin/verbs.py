"""What a moderator's button does: from a posted form to a decision and the words that tell of it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.models import Comment, Decision
from comments.moderation import decisions
from comments.posting.form import BodyForm

from .forms import BanForm, DeclineForm, EditForm


@dataclass
class Done:
    """What was decided, in words too."""

    message: str
    decisions: list[Decision] = field(default_factory=list)


Many = Callable[[list[Comment], User, QueryDict], Done]
One = Callable[[Comment, User, QueryDict], Done]


def perform(verb: str, comments: list[Comment], actor: User, data: QueryDict) -> Done:
    """Do what a button says.

    Raises:
        ValidationError: what was filled in can't be used, or there is no such button.
    """
    if not comments:
        raise ValidationError(_("Nothing is selected, or it was erased meanwhile."))
    if verb in MANY:
        return MANY[verb](comments, actor, data)
    if verb not in ONE:
        raise ValidationError(_("There is no such decision."))
    return ONE[verb](comments[0], actor, data)


def _approve(comments: list[Comment], actor: User, _data: QueryDict) -> Done:
    decided = decisions.approve(comments, actor)
    number = len(decided)
    words = ngettext("%(number)d comment was published.", "%(number)d comments were published.", number)
    return _told(words, decided)


def _decline(comments: list[Comment], actor: User, data: QueryDict) -> Done:
    decided = decisions.decline(comments, actor, reason=_valid(DeclineForm(data)).cleaned_data["reason"])
    number = len(decided)
    words = ngettext("%(number)d comment was declined.", "%(number)d comments were declined.", number)
    return _told(words, decided)


def _spam(comments: list[Comment], actor: User, _data: QueryDict) -> Done:
    decided = decisions.mark_as_spam(comments, actor)
    number = len(decided)
    words = ngettext("%(number)d comment was marked as spam.", "%(number)d comments were marked as spam.", number)
    return _told(words, decided)


def _reply(comment: Comment, actor: User, data: QueryDict) -> Done:
    body = _valid(BodyForm({"body": data.get("reply", "")})).cleaned_data["body"]
    _answer, decided = decisions.reply(comment, actor, body)
    return Done(_("Your answer was published."), decided)


def _edit(comment: Comment, actor: User, data: QueryDict) -> Done:
    values = _valid(EditForm(data)).cleaned_data
    decision = decisions.edit(comment, actor, body=values["body"], name=values["name"], note=values["note"])
    return _one(_("The comment was changed."), decision)


def _ban(comment: Comment, actor: User, data: QueryDict) -> Done:
    rule = _valid(BanForm(data, comment=comment)).save(actor)
    return Done(_("There is a rule for this visitor now: %(rule)s") % {"rule": rule})


def _pin(comment: Comment, actor: User, _data: QueryDict) -> Done:
    return _one(_("The comment was pinned."), decisions.pin(comment, actor))


def _unpin(comment: Comment, actor: User, _data: QueryDict) -> Done:
    return _one(_("The comment was unpinned."), decisions.unpin(comment, actor))


def _lock(comment: Comment, actor: User, _data: QueryDict) -> Done:
    return _one(_("The thread was locked."), decisions.lock(comment, actor))


def _unlock(comment: Comment, actor: User, _data: QueryDict) -> Done:
    return _one(_("The thread was unlocked."), decisions.unlock(comment, actor))


MANY: dict[str, Many] = {"approve": _approve, "decline": _decline, "spam": _spam}
ONE: dict[str, One] = {
    "reply": _reply,
    "edit": _edit,
    "ban": _ban,
    "pin": _pin,
    "unpin": _unpin,
    "lock": _lock,
    "unlock": _unlock,
}


def _told(words: str, decided: list[Decision]) -> Done:
    return Done(words % {"number": len(decided)} if decided else _("It was so already: nothing changed."), decided)


def _one(words: str, decision: Decision | None) -> Done:
    return Done(words, [decision]) if decision else Done(_("It was so already: nothing changed."))


def _valid[Form: forms.BaseForm](form: Form) -> Form:
    if not form.is_valid():
        raise ValidationError([error for errors in form.errors.values() for error in errors])
    return form
