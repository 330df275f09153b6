"""The form of the settings page."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from . import brand, colours
from .boxes import Box
from .brand import Drawn
from .meanwhile import MeanwhileForm
from .models import SiteSettings
from .widgets import BoxesWidget, ColourWidget, CurrentPicture, MenuWidget, PictureWidget, ZoneWidget

PICTURES = {"logo_file": "logo", "icon_file": "icon"}
ACCENTS = {"accent_light": colours.LIGHT, "accent_dark": colours.DARK}


def _like(name: str) -> dict[str, Any]:
    """What a form's field has from the model's."""
    field: Any = SiteSettings._meta.get_field(name)
    return {"label": capfirst(field.verbose_name), "help_text": field.help_text, "required": False}


class MenuField(forms.Field):
    widget = MenuWidget


class SiteSettingsForm(MeanwhileForm):
    logo_file = forms.FileField(
        label=_("Logo"),
        required=False,
        widget=PictureWidget,
        help_text=_("At the top of every page, 40 pixels high. PNG, WebP or JPEG."),
    )
    icon_file = forms.FileField(
        label=_("Icon"),
        required=False,
        widget=PictureWidget,
        help_text=_("In tabs, bookmarks and on home screens. A square of 512 pixels or more; PNG, WebP or JPEG."),
    )
    menu = MenuField(**_like("menu"))
    sidebar_boxes = forms.MultipleChoiceField(choices=Box, widget=BoxesWidget, **_like("sidebar_boxes"))
    languages = forms.MultipleChoiceField(
        choices=settings.LANGUAGES, widget=forms.CheckboxSelectMultiple, **_like("languages")
    )

    class Meta:
        model = SiteSettings
        fields = ()  # named by the fieldsets of SiteSettingsAdmin
        widgets = {"accent_light": ColourWidget, "accent_dark": ColourWidget, "time_zone": ZoneWidget}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        site = self.instance
        if site.logo:
            self.initial["logo_file"] = CurrentPicture(site.logo_url, site.logo_width, site.logo_height)
        if site.icon:
            self.initial["icon_file"] = CurrentPicture(site.icon_url("icon-192.png"), 48, 48)
        for name, scheme in ACCENTS.items():
            if name in self.fields:
                self.fields[name].widget.attrs["placeholder"] = str(scheme.default)

    def value_in_row(self, name: str) -> Any:
        return super().value_in_row(PICTURES.get(name, name))

    def value_in_form(self, name: str) -> Any:
        """Of a picture, what was put on."""
        return getattr(self.instance, PICTURES[name]) if name in PICTURES else super().value_in_form(name)

    def told(self, name: str) -> ValidationError:
        if name in PICTURES:
            words = _("Somebody else changed this meanwhile. To put yours in its place, choose it again.")
            return ValidationError(words, code="conflict")
        return super().told(name)

    def clean_logo_file(self) -> Drawn | None:
        return self._picture("logo_file", brand.draw_logo, self.instance.use_logo)

    def clean_icon_file(self) -> Drawn | None:
        return self._picture("icon_file", brand.draw_icon, self.instance.use_icon)

    def _picture(self, name: str, draw: Callable[[File], Drawn], use: Callable[[Drawn | None], None]) -> Drawn | None:
        """Put on what was uploaded, or take off what was to be removed."""
        given = self.cleaned_data[name]
        if given is False:
            use(None)
        elif isinstance(given, File):
            drawn = draw(given)
            use(drawn)
            return drawn
        return None

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        errors = self.errors.as_data()
        for name in ACCENTS:
            for error in errors.get(name, []):
                if error.code == "contrast" and error.params:
                    self.fields[name].widget.suggestion = error.params["suggestion"]
        if errors:
            self._ask_for_files_again()

    def _ask_for_files_again(self) -> None:
        """No browser fills a file in by itself, so a form that comes back has lost them."""
        for name in PICTURES:
            if name in self.files and name not in self.errors:
                self.add_error(name, ValidationError(_("Please choose this picture again."), code="again"))
