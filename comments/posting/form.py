"""The forms that visitors fill in."""

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from articles.text import normalized
from comments.models import Comment
from newsblog.site.models import SiteSettings

from . import names
from .submission import Envelope, Sender


class BodyField(forms.CharField):
    """Counts an end of line as one character, as browsers do, which send two."""

    def to_python(self, value: Any) -> str | None:
        return super().to_python(value.replace("\r\n", "\n") if isinstance(value, str) else value)


class BodyForm(forms.ModelForm):
    """The words of a comment."""

    class Meta:
        model = Comment
        field_classes = {"body": BodyField}
        fields: tuple[str, ...] = ("body",)
        widgets: dict[str, Any] = {"body": forms.Textarea(attrs={"rows": 4, "dir": "auto"})}

    def clean_body(self) -> str:
        body = normalized(self.cleaned_data["body"])
        if not any(unicodedata.category(character)[0] not in "CZ" for character in body):
            raise ValidationError(_("Please write something that can be seen."))
        return body


class CommentForm(BodyForm):
    """A comment on ``article``; ``parent`` is the public id of the comment that it replies to, or empty.

    Beside what people see it carries what tells them from machines (``envelope``); nothing of that is ever complained
    about, since a person couldn't mend it.
    """

    parent = forms.CharField(required=False, widget=forms.HiddenInput, max_length=16)
    website = forms.URLField(required=False, max_length=200, assume_scheme="https", label=_("website"))
    notify = forms.BooleanField(required=False, label=_("E-mail me replies"))

    class Meta(BodyForm.Meta):
        fields = ("name", "email", "website", "body")
        widgets = {
            **BodyForm.Meta.widgets,
            "name": forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
        }

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        article: Article,
        site: SiteSettings | None = None,
        sender: Sender | None = None,
        initial: dict[str, str] | None = None,
    ) -> None:
        super().__init__(data, initial=initial, instance=Comment(article=article))
        self.site, self.sender = site, sender
        self.fields["website"].widget.attrs["autocomplete"] = "url"

    def clean_name(self) -> str:
        """Names are shown beside those of others: nothing in them may be invisible or turn the writing direction, and
        none may be taken for the site's."""
        name = "".join(c for c in self.cleaned_data["name"] if unicodedata.category(c) not in {"Cf", "Cc", "Zl", "Zp"})
        name = " ".join(normalized(name).split())
        if not name:
            raise ValidationError(_("Please give a name that can be seen."))
        if self._is_a_visitors() and names.belongs_to_site(name, self.site or SiteSettings.load()):
            raise ValidationError(_("This name belongs to the site. Please choose another one."))
        return name

    def clean_email(self) -> str:
        email = self.cleaned_data["email"]
        if email and self._is_a_visitors() and names.address_belongs_to_staff(email):
            raise ValidationError(_("This address belongs to the site. Please log in, or give another one."))
        return email

    def clean_website(self) -> str:
        website = self.cleaned_data["website"]
        if website and not website.lower().startswith(("http://", "https://")):
            raise ValidationError(_("Please give an address that begins with https:// or http://."))
        return website

    def clean_parent(self) -> Comment | None:
        public_id = self.cleaned_data["parent"]
        if not public_id:
            return None
        published = Comment.objects.published().select_related("root")
        parent = published.filter(article=self.instance.article, public_id=public_id).first()
        if parent is None:
            raise ValidationError(
                _("The comment that you reply to is no longer here. Yours is kept: send it again to start a thread.")
            )
        if parent.thread.locked:
            raise ValidationError(_("This thread is closed. Yours is kept: send it again to start another one."))
        return parent

    def validate_constraints(self) -> None:
        """The fields' own rules are stricter than the constraints of the table."""

    def comment(self) -> Comment:
        """What was written, checked and not saved."""
        self.instance.parent = self.cleaned_data["parent"]
        return self.instance

    def envelope(self) -> Envelope:
        data = self.data
        return Envelope(
            stamp=data.get("stamp", ""),
            key=data.get("key", "")[:100],
            solution=data.get("altcha", ""),
            trap=data.get("phone", ""),
            notify=self.cleaned_data["notify"],
        )

    def _is_a_visitors(self) -> bool:
        return self.sender is None or not self.sender.is_staff
