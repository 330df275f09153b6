"""What moderators fill in."""

import unicodedata
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _

from articles.search.folding import fold
from articles.text import normalized
from comments.models import Comment, VisitorRule, Word
from comments.moderation import word_lists, words
from comments.posting.form import BodyForm

DAYS = (("", _("for ever")), ("1", _("for a day")), ("7", _("for a week")), ("30", _("for 30 days")))


def decline_reasons() -> list[str]:
    """Reasons to choose from; another one can be typed."""
    return [
        gettext("Off topic"),
        gettext("Insulting"),
        gettext("Advertising"),
        gettext("Not understandable"),
        gettext("Against the law"),
        gettext("Personal data of others"),
    ]


class DeclineForm(forms.Form):
    reason = forms.CharField(required=False, max_length=200)


class EditForm(BodyForm):
    """Other words for a comment, or another name above it."""

    note = forms.CharField(required=False, max_length=500)

    class Meta(BodyForm.Meta):
        fields = ("name", "body")

    def clean_name(self) -> str:
        name = " ".join(normalized(self.cleaned_data["name"]).split())
        if not any(unicodedata.category(character)[0] not in "CZ" for character in name):
            raise ValidationError(gettext("Please give a name that can be seen."))
        return name


class BanForm(forms.Form):
    """A rule for whoever wrote ``comment``."""

    kind = forms.ChoiceField(choices=VisitorRule.Kind)
    effect = forms.ChoiceField(choices=VisitorRule.Effect)
    days = forms.ChoiceField(choices=DAYS, required=False)

    def __init__(self, *args: Any, comment: Comment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.comment = comment

    def clean_kind(self) -> str:
        kind: str = self.cleaned_data["kind"]
        if not self.value(kind):
            raise ValidationError(gettext("This is not known of the writer."))
        return kind

    def value(self, kind: str) -> str:
        """What is known of the writer; of an address there is only a digest."""
        known = {VisitorRule.Kind.BROWSER: self.comment.browser, VisitorRule.Kind.EMAIL: self.comment.email.lower()}
        return known.get(VisitorRule.Kind(kind), "")

    def save(self, actor: Any) -> VisitorRule:
        """Make the rule, or change the one that there is."""
        kind, days = self.cleaned_data["kind"], self.cleaned_data["days"]
        values = {
            "effect": self.cleaned_data["effect"],
            "expires_at": timezone.now() + timedelta(days=int(days)) if days else None,
            "note": self.comment.name,
            "created_by": actor,
        }
        rule, _is_new = VisitorRule.objects.update_or_create(kind=kind, value=self.value(kind), defaults=values)
        return rule


class WordForm(forms.ModelForm):
    class Meta:
        model = Word
        fields = ("text", "effect")

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        folded = fold(text)
        if not words.is_findable(folded) or len(folded) > 200:
            raise ValidationError(gettext("There is nothing in this word that could be found."))
        if Word.objects.filter(folded=folded).exclude(pk=self.instance.pk).exists():
            raise ValidationError(gettext("This word is in the list already."))
        return text


class WordFileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("file"),
        help_text=gettext_lazy(
            "A text in UTF-8 or GB18030, one word a line. Lines that begin with # are left out. A word that is to be "
            "masked is followed by a tab and “mask”."
        ),
        widget=forms.FileInput(attrs={"accept": ".txt,.csv,.tsv,text/plain"}),
    )

    def clean_file(self) -> word_lists.Import:
        """What became of the file's words."""
        file = self.cleaned_data["file"]
        return word_lists.import_words(file.read(word_lists.MOST_BYTES + 1))
