"""How the site looks: logo, icon, colours, menu, boxes and footer. A part of ``SiteSettings``."""

import functools
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.db.models import F, Func, Q
from django.db.models.lookups import LessThanOrEqual
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from . import brand, colours, filings
from .boxes import Box, all_boxes, validate_boxes
from .brand import Drawn
from .menu import MOST, validate_menu

_KEY = r"^([0-9a-f]{32})?$"
_COLOUR = r"^(#[0-9a-f]{6})?$"


class Look(models.Model):
    logo = models.CharField(_("logo"), max_length=32, blank=True, editable=False)
    logo_width = models.PositiveSmallIntegerField(default=0, editable=False)
    logo_height = models.PositiveSmallIntegerField(default=0, editable=False)
    logo_with_name = models.BooleanField(
        _("show the name beside the logo"),
        default=True,
        help_text=_("Switch it off when the logo has the name in it."),
    )
    icon = models.CharField(_("icon"), max_length=32, blank=True, editable=False)
    accent_light = models.CharField(
        _("colour on light pages"),
        max_length=7,
        blank=True,
        validators=[colours.readable_on_light],
        help_text=_("Of links and buttons. Empty: the usual blue."),
    )
    accent_dark = models.CharField(
        _("colour on dark pages"),
        max_length=7,
        blank=True,
        validators=[colours.readable_on_dark],
        help_text=_("Empty: a lighter shade of the other one."),
    )
    menu = models.JSONField(
        _("menu"),
        default=list,
        blank=True,
        validators=[validate_menu],
        help_text=_("Empty: the first page and all categories in their order."),
    )
    sidebar_boxes = ArrayField(
        models.CharField(max_length=20, choices=Box),
        verbose_name=_("boxes beside the pages"),
        default=all_boxes,
        blank=True,
        validators=[validate_boxes],
        help_text=_("In this order. A box with nothing in it is not shown."),
    )
    box_title = models.CharField(
        _("title of the own text"), max_length=60, blank=True, help_text=_("Empty: the box has no title.")
    )
    box_text = models.TextField(
        _("own text"), max_length=2000, blank=True, help_text=_("A box of your own beside the pages, in Markdown.")
    )
    icp_number = models.CharField(
        _("ICP number"),
        max_length=40,
        blank=True,
        validators=[filings.validate_icp],
        help_text=_(
            "Of the filing with the ministry, such as 京ICP备2021000001号-1. Shown in the footer with its link."
        ),
    )
    police_number = models.CharField(
        _("police filing number"),
        max_length=40,
        blank=True,
        validators=[filings.validate_police],
        help_text=_("Such as 京公网安备11010102000001号. Shown in the footer with its link."),
    )

    class Meta:
        abstract = True
        constraints = (
            models.CheckConstraint(condition=Q(logo__regex=_KEY, icon__regex=_KEY), name="site_brand_keys"),
            models.CheckConstraint(
                condition=Q(accent_light__regex=_COLOUR, accent_dark__regex=_COLOUR), name="site_accent_colours"
            ),
            models.CheckConstraint(
                condition=Q(LessThanOrEqual(Func(F("menu"), function="jsonb_array_length"), MOST)),
                name="site_menu_entries",
            ),
            models.CheckConstraint(condition=Q(sidebar_boxes__contained_by=list(Box.values)), name="site_known_boxes"),
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._drawn: dict[str, Drawn] = {}
        self._left: set[str] = set()

    def use_logo(self, drawn: Drawn | None) -> None:
        """Wear another logo, or none; ``save()`` stores it."""
        self._leave(self.logo)
        self.logo, self.logo_width, self.logo_height = "", 0, 0
        if drawn:
            self.logo, self.logo_width, self.logo_height = drawn.key, drawn.width, drawn.height
            self._drawn[drawn.key] = drawn

    def use_icon(self, drawn: Drawn | None) -> None:
        """Wear another icon, or the usual one; ``save()`` stores it."""
        self._leave(self.icon)
        self.icon = drawn.key if drawn else ""
        if drawn:
            self._drawn[drawn.key] = drawn

    def _leave(self, key: str) -> None:
        if key:
            self._left.add(key)

    def store_brand(self) -> None:
        """Store what is new, and delete what was left once nothing can take that back."""
        for drawn in self._drawn.values():
            drawn.store()
        for key in self._left - {self.logo, self.icon}:
            transaction.on_commit(functools.partial(brand.remove, key), robust=True)
        self._drawn, self._left = {}, set()

    def _address(self, key: str, name: str) -> str:
        drawn = self._drawn.get(key)
        return drawn.data_uri(name) if drawn else brand.address(key, name)

    @property
    def logo_url(self) -> str:
        return self._address(self.logo, brand.LOGO_FILES[0]) if self.logo else ""

    @property
    def logo_srcset(self) -> str:
        """The logo for screens of each density."""
        files = zip(brand.DENSITIES, brand.LOGO_FILES, strict=True)
        return ", ".join(f"{self._address(self.logo, name)} {density}x" for density, name in files)

    def icon_url(self, name: str) -> str:
        """The address of a file of ``brand.ICON_FILES``; of the usual icon, where the site has none of its own."""
        return self._address(self.icon, name) if self.icon else static(f"img/{name}")

    @property
    def theme_url(self) -> str:
        """The style sheet with the site's own colours, "" without any."""
        name = colours.theme_name(self.accent_light, self.accent_dark)
        return reverse("theme", args=[name]) if name else ""

    @property
    def icp_address(self) -> str:
        return filings.ICP_ADDRESS

    @property
    def police_address(self) -> str:
        return filings.police_address(self.police_number)

    def normalise_look(self) -> None:
        self.accent_light = colours.normal(self.accent_light)
        self.accent_dark = colours.normal(self.accent_dark)
        self.icp_number = filings.normal(self.icp_number)
        self.police_number = filings.normal(self.police_number)
