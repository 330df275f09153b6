"""The form that visitors fill in."""

import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from articles.text import normalized

from .models import Comment


class CommentForm(forms.ModelForm):
    """A comment on ``article``; ``parent`` is the public id of the comment that it replies to, or empty."""

    parent = forms.CharField(required=False, widget=forms.HiddenInput, max_length=16)
    website = forms.URLField(required=False, max_length=200, assume_scheme="https", label=_("website"))

    class Meta:
        model = Comment
        fields = ("name", "email", "website", "body")
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
            "body": forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        }

    def __init__(
        self, data: QueryDict | None = None, *, article: Article, initial: dict[str, str] | None = None
    ) -> None:
        super().__init__(data, initial=initial, instance=Comment(article=article))
        self.fields["website"].widget.attrs["autocomplete"] = "url"

    def clean_name(self) -> str:
        """Names are shown beside those of others: nothing in them may be invisible or turn the writing direction."""
        name = "".join(c for c in self.cleaned_data["name"] if unicodedata.category(c) not in {"Cf", "Cc", "Zl", "Zp"})
        name = " ".join(normalized(name).split())
        if not name:
            raise ValidationError(_("Please give a name that can be seen."))
        return name

    def clean_website(self) -> str:
        website = self.cleaned_data["website"]
        if website and not website.lower().startswith(("http://", "https://")):
            raise ValidationError(_("Please give an address that begins with https:// or http://."))
        return website

    def clean_body(self) -> str:
        body = normalized(self.cleaned_data["body"])
        if not any(unicodedata.category(character)[0] not in "CZ" for character in body):
            raise ValidationError(_("Please write something that can be seen."))
        return body

    def clean_parent(self) -> Comment | None:
        public_id = self.cleaned_data["parent"]
        if not public_id:
            return None
        parent = Comment.objects.published().filter(article=self.instance.article, public_id=public_id).first()
        if parent is None:
            raise ValidationError(
                _("The comment that you reply to is no longer here. Yours is kept: send it again to start a thread.")
            )
        return parent

    def post(self, *, address: str, agent: str) -> Comment:
        """Store the comment; a repeated post gives the comment that is there."""
        self.instance.parent = self.cleaned_data["parent"]
        return Comment.objects.post(self.instance, address=address, agent=agent)
