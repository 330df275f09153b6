"""The page between choosing articles and doing something with them for which a value is needed."""

from typing import Any

from django import forms
from django.contrib.admin import ModelAdmin, helpers
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import Article, Category, Tag

from . import undoing
from .bulk import MOST

MOST_TITLES = 10


class CategoryForm(forms.Form):
    value = forms.ModelChoiceField(Category.objects.all(), label=gettext_lazy("category"))


class NewTagForm(forms.Form):
    """A tag by its name; one that isn't there yet is made by those who may."""

    value = forms.CharField(
        label=gettext_lazy("tag"),
        max_length=60,
        widget=forms.TextInput(
            attrs={
                "list": "desk-words",
                "data-words": "tags",
                "data-words-from": reverse_lazy("admin:autocomplete"),
                "autocomplete": "off",
            }
        ),
    )
    may_add = False

    def clean_value(self) -> Tag:
        name = self.cleaned_data["value"]
        tag = Tag.objects.filter(name=name).first()
        if tag is None:
            if not self.may_add:
                raise ValidationError(_("There is no tag of this name."))
            tag = Tag(name=name)
            tag.full_clean()
            tag.save()
        return tag


class OldTagForm(forms.Form):
    """One of the tags that the articles have."""

    value = forms.ModelChoiceField(Tag.objects.none(), label=gettext_lazy("tag"))

    def __init__(self, *args: Any, keys: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        worn = Article.tags.through.objects.filter(article__in=keys)
        self.fields["value"].queryset = Tag.objects.filter(pk__in=worn.values("tag"))  # type: ignore[attr-defined]


def choose(
    desk: ModelAdmin, request: HttpRequest, articles: QuerySet[Any], deed: str, action: str
) -> HttpResponse | None:
    """Ask for the value, or do the deed with the value that was chosen."""
    keys = list(articles.values_list("pk", flat=True)[: MOST + 1])
    form = _form(deed, request, keys)
    if form.is_bound and form.is_valid():
        undoing.do(desk, request, deed, keys, form.cleaned_data["value"])
        return None
    context = {
        **desk.admin_site.each_context(request),
        "title": getattr(desk, action).short_description,
        "opts": desk.opts,
        "form": form,
        "action": action,
        "keys": keys,
        "number": len(keys),
        "some": Article.objects.filter(pk__in=keys[:MOST_TITLES]).only("title").order_by("-pk"),
        "more": max(0, len(keys) - MOST_TITLES),
        "checkbox": helpers.ACTION_CHECKBOX_NAME,
        "back": request.get_full_path(),
    }
    return TemplateResponse(request, "admin/articles/article/choose.html", context)


def _form(deed: str, request: HttpRequest, keys: list[int]) -> forms.Form:
    data = request.POST if "chosen" in request.POST else None
    if deed == "move":
        return CategoryForm(data)
    if deed == "remove-tag":
        return OldTagForm(data, keys=keys)
    form = NewTagForm(data)
    form.may_add = request.user.has_perm("articles.add_tag")
    return form
